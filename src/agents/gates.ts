// Gates by their id: the one that ships with the lab, and those that this thread was given. An id is a hash of all that a
// gate is, so it does not matter who adds one, when, or how often: an agent's configuration alone says how it decides.

import { LabError } from '../lab-error.ts';
import type { AgentConfig, Schedule } from './agent.ts';
import shipped from './default-gate.json' with { type: 'json' };
import type { Gate } from './gate.ts';
import { gateOfJson } from './gate-file.ts';

/** Trained on pocket-crafter; the file says how. */
export const DEFAULT_GATE: Gate = gateOfJson(shipped);

const known = new Map<string, Gate>([[DEFAULT_GATE.id, DEFAULT_GATE]]);

export function addGate(gate: Gate): void {
  known.set(gate.id, gate);
}

/** Adds a gate for as long as some work takes: one that changes all the time leaves nothing behind. */
export async function withGate<Result>(gate: Gate, work: () => Promise<Result>): Promise<Result> {
  if (known.has(gate.id)) return work();
  addGate(gate);
  try {
    return await work();
  } finally {
    known.delete(gate.id);
  }
}

export function isGateKnown(id: string): boolean {
  return known.has(id);
}

/** All that are known here, for another thread. */
export function knownGates(): Gate[] {
  return [...known.values()];
}

/** The gate that decides for an agent; null where its schedule has none. @throws LabError model-missing */
export function gateOfAgent({ schedule, gate = '' }: AgentConfig): Gate | null {
  if (schedule !== 'gate') return null;
  const found = known.get(gate);
  if (found) return found;
  throw noSuchGate(gate);
}

export function noSuchGate(id: string): LabError {
  return new LabError(
    'model-missing',
    `The gate ${id.slice(0, 64) || 'of this agent'} is not here.`,
    'A replay needs none. To play, import its file on the Train page, or choose another gate.',
  );
}

/** What a configuration needs beside its schedule: under `gate` a gate's id (the shipped one's by default), nothing elsewhere. */
export function gateFor(
  schedule: Schedule | string,
  gate: Pick<Gate, 'id'> = DEFAULT_GATE,
): Pick<AgentConfig, 'gate'> {
  return schedule === 'gate' ? { gate: gate.id } : {};
}
