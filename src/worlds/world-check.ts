// A conformance check for anything that claims to be a World: the promises that records, links, replays and speculation
// are built on, tried out by playing. It knows no world in particular; run it in the tests of every world.

import { LabError } from '../lab-error.ts';
import { Random } from '../random.ts';
import type { StepResult, World } from './world.ts';

/** The rules, each tried by one function below. */
export type WorldRule =
  | 'identity'
  | 'same-seed'
  | 'fresh-reset'
  | 'snapshot'
  | 'bad-snapshot'
  | 'all-actions'
  | 'illegal-action'
  | 'bad-seed'
  | 'after-end'
  | 'checksum';

export interface WorldFault {
  readonly rule: WorldRule;
  /** What was seen, in one sentence. */
  readonly message: string;
}

export interface WorldCheckOptions {
  readonly seed?: number;
  /** Steps of each trial. */
  readonly steps?: number;
  /** An episode of random actions must end within this many steps. */
  readonly longest?: number;
}

interface Trial {
  readonly create: () => World;
  readonly seed: number;
  readonly steps: number;
  readonly longest: number;
}

const RULES: Record<WorldRule, (trial: Trial) => string | null> = {
  identity: checkIdentity,
  'same-seed': checkSameSeed,
  'fresh-reset': checkFreshReset,
  snapshot: checkSnapshot,
  'bad-snapshot': checkBadSnapshot,
  'all-actions': checkAllActions,
  'illegal-action': checkIllegalAction,
  'bad-seed': checkBadSeed,
  'after-end': checkAfterEnd,
  checksum: checkChecksum,
};

/** Tries every rule on worlds that `create` builds (all with the same options). Returns the broken ones: none is good. */
export function checkWorld(create: () => World, options: WorldCheckOptions = {}): WorldFault[] {
  const { seed = 7, steps = 120, longest = 20_000 } = options;
  const faults: WorldFault[] = [];
  for (const [rule, check] of Object.entries(RULES)) {
    let message: string | null;
    try {
      message = check({ create, seed, steps, longest });
    } catch (error) {
      message = `The world threw "${LabError.from(error).message}".`;
    }
    if (message !== null) faults.push({ rule: rule as WorldRule, message });
  }
  return faults;
}

function checkIdentity({ create }: Trial): string | null {
  const { id, actions } = create();
  if (!/-v\d+$/.test(id)) return `The id "${id}" has no version, as in Crafter-v1.`;
  if (actions.length === 0) return 'There are no actions.';
  return new Set(actions).size === actions.length ? null : 'Two actions have the same name.';
}

function checkSameSeed(trial: Trial): string | null {
  return sameGame(started(trial), started(trial), trial, 'with the same seed and actions');
}

function checkFreshReset(trial: Trial): string | null {
  const used = started(trial, trial.seed + 1);
  play(used, trial);
  used.reset(trial.seed);
  return sameGame(used, started(trial), trial, 'after a reset in place of a new world');
}

/** A snapshot is restored into another world and, later, into the one it came from. */
function checkSnapshot(trial: Trial): string | null {
  const original = started(trial);
  const { steps } = play(started(trial), trial);
  play(original, trial, steps >> 1);
  const snapshot = original.snapshot();
  const fork = started(trial, trial.seed + 1);
  fork.restore(snapshot);
  const continued = sameGame(original, fork, trial, 'in a restored fork');
  if (continued !== null) return continued;
  original.restore(snapshot);
  fork.restore(snapshot);
  return sameGame(original, fork, trial, 'after going back to a snapshot');
}

function checkBadSnapshot(trial: Trial): string | null {
  const world = started(trial);
  const before = world.snapshot();
  const half = before.slice(0, before.length >> 1);
  const refusal = refusalOf('bad-argument', () => world.restore(half));
  if (refusal !== null) return `Half a snapshot was restored: ${refusal}`;
  return equalBytes(before, world.snapshot()) ? null : 'A refused snapshot changed the world.';
}

function checkAllActions(trial: Trial): string | null {
  for (const [action, name] of trial.create().actions.entries()) {
    const result = started(trial).step(action);
    const sound =
      Number.isFinite(result.reward) &&
      typeof result.terminated === 'boolean' &&
      typeof result.truncated === 'boolean' &&
      result.observation !== undefined &&
      result.info !== undefined;
    if (!sound) return `Action ${action} (${name}) gave no complete result.`;
  }
  return null;
}

function checkIllegalAction(trial: Trial): string | null {
  const world = started(trial);
  const before = world.snapshot();
  for (const action of [-1, world.actions.length, 0.5, Number.NaN]) {
    const refusal = refusalOf('bad-action', () => world.step(action));
    if (refusal !== null) return `Action ${action}: ${refusal}`;
  }
  return equalBytes(before, world.snapshot()) ? null : 'A refused action changed the world.';
}

function checkBadSeed(trial: Trial): string | null {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
    const refusal = refusalOf('bad-seed', () => trial.create().reset(seed));
    if (refusal !== null) return `Seed ${seed}: ${refusal}`;
  }
  return null;
}

function checkAfterEnd(trial: Trial): string | null {
  const world = started(trial);
  if (!play(world, trial, trial.longest).ended) {
    return `No episode of random actions ended within ${trial.longest} steps; check a world with a shorter one.`;
  }
  return refusalOf('episode-over', () => world.step(0));
}

function checkChecksum(trial: Trial): string | null {
  const world = started(trial);
  const first = world.checksum();
  const before = world.snapshot();
  play(world, trial);
  if (world.checksum() !== first || equalBytes(before, world.snapshot())) return null;
  return 'The checksum stayed the same while the state changed.';
}

function started(trial: Trial, seed = trial.seed): World {
  const world = trial.create();
  world.reset(seed);
  return world;
}

/** Takes random actions until the episode ends or `steps` are taken. */
function play(world: World, trial: Trial, most = trial.steps): { steps: number; ended: boolean } {
  const random = new Random(trial.seed);
  for (let steps = 1; steps <= most; steps++) {
    const result = world.step(random.int(world.actions.length));
    if (result.terminated || result.truncated) return { steps, ended: true };
  }
  return { steps: most, ended: false };
}

/** Plays the same random actions in both worlds and names the first difference. */
function sameGame(a: World, b: World, trial: Trial, when: string): string | null {
  const random = new Random(trial.seed, 1);
  for (let step = 1; step <= trial.steps; step++) {
    const action = random.int(a.actions.length);
    const resultA = a.step(action);
    const resultB = b.step(action);
    const field = difference(a, resultA, b, resultB);
    if (field !== null) return `Step ${step} ${when} differs in its ${field}.`;
    if (resultA.terminated || resultA.truncated) return null;
  }
  return null;
}

function difference(
  a: World,
  resultA: StepResult<unknown>,
  b: World,
  resultB: StepResult<unknown>,
): string | null {
  if (resultA.reward !== resultB.reward) return 'reward';
  if (resultA.terminated !== resultB.terminated) return 'terminated';
  if (resultA.truncated !== resultB.truncated) return 'truncated';
  if (a.checksum() !== b.checksum()) return 'checksum';
  if (!equalBytes(a.snapshot(), b.snapshot())) return 'snapshot';
  return fingerprint(resultA.observation) === fingerprint(resultB.observation) ? null : 'observation';
}

function fingerprint(observation: unknown): string {
  return JSON.stringify(observation, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value,
  );
}

/** null if `action` throws a LabError of this code, else what happened. */
function refusalOf(code: LabError['code'], action: () => unknown): string | null {
  try {
    action();
  } catch (error) {
    if (error instanceof LabError && error.code === code) return null;
    return `threw "${LabError.from(error).message}" in place of a LabError "${code}".`;
  }
  return `was accepted in place of a LabError "${code}".`;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
