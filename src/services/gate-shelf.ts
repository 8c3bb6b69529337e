// The gates kept in this browser, as whoever plays wants them: brought into this thread before an agent asks for its gate.

import type { AgentConfig } from '../agents/agent.ts';
import { readGate } from '../agents/gate-file.ts';
import { addGate, isGateKnown, noSuchGate } from '../agents/gates.ts';
import { LabError } from '../lab-error.ts';
import type { LabDatabase } from '../records/store/database.ts';
import { GateStore } from '../records/store/gate-store.ts';

/** Where kept gates lie. */
export interface GateShelf {
  /** The file of a gate; null for one that is not kept. @throws LabError storage-refused */
  read(id: string): Promise<string | null>;
}

export function gateShelf(database: LabDatabase): GateShelf {
  return new GateStore(database);
}

/**
 * Makes an agent's gate known to this thread; nothing to do for other schedules.
 * @throws LabError model-missing, bad-model, wrong-hash, storage-refused
 */
export async function bringGate(
  shelf: GateShelf | undefined,
  { schedule, gate: id = '' }: AgentConfig,
): Promise<void> {
  if (schedule !== 'gate' || isGateKnown(id)) return;
  const text = (await shelf?.read(id)) ?? null;
  if (text === null) throw noSuchGate(id);
  const gate = readGate(text);
  if (gate.id !== id)
    throw new LabError('wrong-hash', `The gate ${id} is not the one that is asked for.`, 'Import it again.');
  addGate(gate);
}
