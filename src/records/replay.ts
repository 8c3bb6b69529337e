// A record played again, without any model: the world's seed and the actions are enough. `verifyRecord` compares what
// comes out with what the record claims; `Replay` keeps a snapshot every few steps, so that any step is a short way off.

import { LabError } from '../lab-error.ts';
import { Crafter } from '../worlds/crafter/crafter.ts';
import { frame } from '../worlds/crafter/frame.ts';
import type { CrafterFrame } from '../worlds/crafter/names.ts';
import type { StepResult } from '../worlds/world.ts';
import type { Actor, Outcome, RunConfig, RunRecord } from './record.ts';
import { RunRecorder } from './recorder.ts';

/** Steps between two snapshots: 100 steps of Crafter take a tenth of a millisecond or so. */
const KEYFRAME_EVERY = 100;

/** Where a replay and its record first part. */
export interface Difference {
  /** 1-based; 0 for the state after reset. */
  readonly step: number;
  readonly field: 'action' | 'achievements' | 'end' | 'return' | 'digest';
  readonly message: string;
}

export interface Verification {
  /** Steps that were replayed. */
  readonly steps: number;
  /** Digest of the replay. */
  readonly digest: string;
  readonly equal: boolean;
  readonly firstDifference?: Difference;
}

/** The world of a configuration, not yet reset. @throws LabError unknown-world, bad-argument */
export function worldOf(config: RunConfig): Crafter {
  const { id, area, length } = config.world;
  if (id !== 'Crafter-v1')
    throw new LabError(
      'unknown-world',
      `This run was played in "${id}", a world that is not here.`,
      'Reload the page to get the newest version.',
    );
  return new Crafter({ area: [...area], length });
}

/** Replays every step and compares. Never throws for a record whose steps do not fit its world: it says where. */
export function verifyRecord(record: RunRecord): Verification {
  const { recorder, broken } = playThrough(record, () => {});
  const digest = recorder.digest();
  const firstDifference = broken ?? compare(record, recorder.outcome, digest);
  return {
    steps: recorder.steps.length,
    digest,
    equal: firstDifference === undefined,
    ...(firstDifference && { firstDifference }),
  };
}

/** Refuses a record that does not come out as it claims, for imports and shared links. @throws LabError wrong-digest */
export function checkDigest({ equal, firstDifference }: Verification): void {
  if (equal) return;
  throw new LabError(
    'wrong-digest',
    `This run does not replay as it claims: from step ${firstDifference?.step ?? 0} on it was changed.`,
    'Ask for the original; the steps before that one may still be looked at.',
  );
}

/** A plan in force at some step. */
export interface PlanInForce {
  readonly text: string;
  readonly by: Actor;
  /** The step it came into force with, 1-based. */
  readonly since: number;
}

/** A record laid out for a timeline, with every state within reach. */
export class Replay {
  readonly record: RunRecord;
  /** Steps that can be shown, all of the record's unless it does not fit its world. */
  readonly length: number;
  /** Sum of rewards after each step, [length + 1]; index 0 is the state after reset. */
  readonly returns: Float64Array;
  /** In the order in which they were unlocked. */
  readonly achievements: readonly { readonly step: number; readonly name: string }[];
  /** Every plan in the order of steps; an empty text hands planning back to the schedule. */
  readonly plans: readonly PlanInForce[];
  readonly verification: Verification;
  readonly #world: Crafter;
  readonly #keyframes: Uint8Array[] = [];
  /** The step at which #world stands. */
  #at = 0;

  /** @throws LabError unknown-world, bad-argument, bad-seed */
  constructor(record: RunRecord) {
    this.record = record;
    this.returns = new Float64Array(record.steps.length + 1);
    this.#world = worldOf(record.config);
    const { recorder, broken } = playThrough(
      record,
      (step, result) => this.#visit(step, result),
      this.#world,
    );
    this.length = recorder.steps.length;
    this.#at = this.length;
    this.achievements = Object.entries(recorder.outcome.achievements)
      .map(([name, step]) => ({ step, name }))
      .sort((a, b) => a.step - b.step);
    this.plans = record.steps.flatMap(({ plan, planBy }, i) =>
      plan === undefined ? [] : [{ text: plan, by: planBy ?? 'agent', since: i + 1 }],
    );
    const digest = recorder.digest();
    const firstDifference = broken ?? compare(record, recorder.outcome, digest);
    this.verification = {
      steps: this.length,
      digest,
      equal: !firstDifference,
      ...(firstDifference && { firstDifference }),
    };
  }

  /** The world after `step` steps, to draw. @param step 0..length; what lies outside is drawn in */
  frameAt(step: number): CrafterFrame {
    return frame(this.worldAt(step));
  }

  /** The world itself after `step` steps: valid until the next call, and not to be stepped by the caller. */
  worldAt(step: number): Crafter {
    const target = Math.min(this.length, Math.max(0, Math.trunc(step)));
    const keyframe = Math.floor(target / KEYFRAME_EVERY);
    if (this.#at > target || this.#at < keyframe * KEYFRAME_EVERY) {
      this.#world.restore(this.#keyframes[keyframe]);
      this.#at = keyframe * KEYFRAME_EVERY;
    }
    while (this.#at < target) this.#world.step(this.record.steps[this.#at++].action);
    return this.#world;
  }

  /** The plan in force after `step` steps; null where there is none. */
  planAt(step: number): PlanInForce | null {
    const plan = this.plans.findLast(({ since }) => since <= step);
    return plan === undefined || plan.text === '' ? null : plan;
  }

  #visit(step: number, result: StepResult<unknown>): void {
    if (step > 0) this.returns[step] = this.returns[step - 1] + result.reward;
    if (step % KEYFRAME_EVERY === 0) this.#keyframes.push(this.#world.snapshot());
  }
}

/** Plays a record from its reset on; `broken` says which step its world refused. */
function playThrough(
  record: RunRecord,
  visit: (step: number, result: StepResult<unknown>) => void,
  world = worldOf(record.config),
): { recorder: RunRecorder; broken?: Difference } {
  visit(0, world.reset(record.config.seed));
  const recorder = new RunRecorder(record.config, world);
  for (const [i, step] of record.steps.entries()) {
    let result: StepResult<unknown>;
    try {
      result = world.step(step.action);
    } catch (error) {
      const { message } = LabError.from(error);
      return { recorder, broken: { step: i + 1, field: 'action', message } };
    }
    recorder.add(step, result);
    visit(i + 1, result);
  }
  return { recorder };
}

/** The earliest thing that the record says otherwise than the replay. */
function compare(record: RunRecord, replayed: Outcome, digest: string): Difference | undefined {
  const last = record.steps.length;
  const claimed = record.outcome;
  const [first] = [...Object.keys(claimed.achievements), ...Object.keys(replayed.achievements)]
    .filter((name) => claimed.achievements[name] !== replayed.achievements[name])
    .map((name) => ({
      name,
      step: Math.min(claimed.achievements[name] ?? last, replayed.achievements[name] ?? last),
    }))
    .sort((a, b) => a.step - b.step);
  if (first)
    return {
      step: first.step,
      field: 'achievements',
      message: `"${first.name}" is not unlocked where the record says.`,
    };
  if (claimed.terminated !== replayed.terminated || claimed.truncated !== replayed.truncated)
    return { step: last, field: 'end', message: 'The episode does not end as the record says.' };
  if (claimed.episodeReturn !== replayed.episodeReturn)
    return {
      step: last,
      field: 'return',
      message: `The return is ${replayed.episodeReturn}, not ${claimed.episodeReturn}.`,
    };
  if (digest !== record.digest)
    return { step: last, field: 'digest', message: 'The digest of the replay is not the one in the record.' };
  return undefined;
}
