// The World contract: Gymnasium's five-tuple, synchronous, pure and deterministic. No DOM, no GPU, no clock.
// `snapshot` carries ALL state, the random generator included, so that speculation can fork and a replay can seek.
// Ids are versioned (`Crafter-v1`): a change of behaviour is a new id, because records and links name it.

import { LabError } from '../lab-error.ts';

/** What `reset` and `step` return. `observation` may be reused by the world: it is valid until the next call. */
export interface StepResult<Observation> {
  observation: Observation;
  /** Reward of this step; 0 after a reset. */
  reward: number;
  /** The task ended (death, goal). */
  terminated: boolean;
  /** The episode was cut (length limit). */
  truncated: boolean;
  /** Diagnostics that an agent must not use to act. */
  info: Readonly<Record<string, unknown>>;
}

export interface World<Observation = unknown> {
  readonly id: string;
  /** Every action's name, in action-number order. */
  readonly actions: readonly string[];
  /** Starts the episode of `seed`. @throws LabError bad-seed */
  reset(seed: number): StepResult<Observation>;
  /** @throws LabError bad-action (unknown number), episode-over (step after the end) */
  step(action: number): StepResult<Observation>;
  /** All state as bytes, random generator included. */
  snapshot(): Uint8Array;
  /** Continues exactly where `snapshot` was taken. @throws LabError bad-argument */
  restore(snapshot: Uint8Array): void;
  /** CRC-32 over all state: equal states give equal checksums. */
  checksum(): number;
}

/** Builds a world; what `options` may hold is the world's own business. @throws LabError bad-argument */
export type WorldFactory = (options?: unknown) => World;

const factories = new Map<string, WorldFactory>();

/** Makes `id` known to `createWorld`. A world's module does so when it is imported. @throws LabError bad-argument */
export function registerWorld(id: string, create: WorldFactory): void {
  if (!/^[A-Za-z][A-Za-z0-9]*-v\d+$/.test(id)) {
    throw new LabError(
      'bad-argument',
      `"${id}" is not a world id: a name and a version are needed, as in Crafter-v1.`,
    );
  }
  if (factories.has(id)) throw new LabError('bad-argument', `A world named ${id} is registered already.`);
  factories.set(id, create);
}

/** A new world by its id. @throws LabError unknown-world, bad-argument (options that the world refuses) */
export function createWorld(id: string, options?: unknown): World {
  const create = factories.get(id);
  if (!create) {
    const known = [...factories.keys()].join(', ') || 'none';
    throw new LabError('unknown-world', `There is no world "${id}".`, `Worlds here: ${known}.`);
  }
  return create(options);
}
