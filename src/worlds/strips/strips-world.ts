// A planning problem played as a world. One step is one ground action; the reward is 1 when the last goal comes true, which
// ends the episode, and 0 before.
//
// **Actions.** How many ground actions there are depends on the problem, but a world's actions are one numbered list. So the
// list is that of the largest problems a world may draw, under the delete relaxation: `Blocksworld-v1` with up to 30 blocks
// has 1,860 actions, and number n is the same action, by name, in every problem. A step whose objects this problem lacks, or
// whose preconditions do not hold, changes nothing and counts as a step (`info.applied`, `info.reason`), as in PDDLGym;
// `applicable()` says which steps can be taken now.

import { crc32 } from '../../crc32.ts';
import { LabError } from '../../lab-error.ts';
import { sealOf } from '../snapshot-seal.ts';
import type { StepResult, World } from '../world.ts';
import { Grounder } from './grounding.ts';
import { type PlanStep, stepText } from './plan.ts';
import type { Fact, Problem } from './problem.ts';
import { checkSeed, type ProblemSource } from './problem-source.ts';
import { type Moment, readMoment, writeMoment } from './snapshot.ts';
import { State, type StepFault } from './state.ts';

/** Steps until an episode is cut, if nothing else is asked for; the longest reference plan has 190. */
export const DEFAULT_LENGTH = 1_000;

export interface StripsObservation {
  /** The problem in PDDL, as it was at the start. */
  readonly problem: string;
  /** Facts that hold now and that actions can change, sorted. */
  readonly facts: readonly Fact[];
  /** Goals that do not hold yet. */
  readonly openGoals: readonly Fact[];
}

export class StripsWorld implements World<StripsObservation> {
  readonly id: string;
  readonly #source: ProblemSource;
  readonly #length: number;
  /** Names what a snapshot can be restored into: the source and the length. */
  readonly #key: number;
  /** null before the first reset. */
  #episode: Episode | null = null;

  /** @param length steps until an episode is cut */
  constructor(source: ProblemSource, length = DEFAULT_LENGTH) {
    this.id = source.id;
    this.#source = source;
    this.#length = length;
    this.#key = crc32(new TextEncoder().encode(` ${length}`), source.key);
  }

  /** Every action's name, `(stack b1 b2)`; found at the first use. @throws LabError too-large */
  get actions(): readonly string[] {
    return this.#source.actions().names;
  }

  /** Starts the problem of `seed`, any integer 0..2^53-1. @throws LabError bad-seed */
  reset(seed: number): StepResult<StripsObservation> {
    checkSeed(seed);
    this.#episode = new Episode(seed, this.#source.problemOf(seed));
    return this.#result(null, false);
  }

  /** @throws LabError bad-action, episode-over */
  step(action: number): StepResult<StripsObservation> {
    const { steps } = this.#source.actions();
    if (!Number.isInteger(action) || action < 0 || action >= steps.length)
      throw new LabError('bad-action', `${action} is not an action: actions are 0 to ${steps.length - 1}.`);
    return this.take(steps[action]);
  }

  /** As `step`, for a step by its name; one that no number stands for is simply not applied. @throws LabError episode-over */
  take(step: PlanStep): StepResult<StripsObservation> {
    const episode = this.#running();
    const fault = episode.state.take(step);
    episode.steps++;
    return this.#result(fault, episode.state.solved);
  }

  /** Numbers of the actions that can be taken now, in order. @throws LabError episode-over (before a reset), too-large */
  applicable(): number[] {
    const { numbers } = this.#source.actions();
    const { grounder, state } = this.#current();
    return grounder.applicable(state).map((step) => numbers.get(stepText(step)) as number);
  }

  /** What is being solved. @throws LabError episode-over (before a reset) */
  get problem(): Problem {
    return this.#current().state.problem;
  }

  /** @throws LabError episode-over (before a reset) */
  snapshot(): Uint8Array {
    return writeMoment(this.#current().moment(), this.#key);
  }

  /** @throws LabError bad-argument (damaged, or of a world with other problems); the world is then unchanged */
  restore(snapshot: Uint8Array): void {
    const moment = readMoment(snapshot, this.#key);
    const same = this.#episode?.seed === moment.seed;
    const problem = same ? this.problem : this.#source.problemOf(moment.seed);
    this.#episode = new Episode(moment.seed, problem, moment);
  }

  /** CRC-32 over all state. @throws LabError episode-over (before a reset) */
  checksum(): number {
    return sealOf(this.snapshot());
  }

  #current(): Episode {
    if (this.#episode) return this.#episode;
    throw new LabError('episode-over', 'There is no episode yet.', 'Reset the world first.');
  }

  #running(): Episode {
    const episode = this.#current();
    if (!episode.state.solved && episode.steps < this.#length) return episode;
    throw new LabError('episode-over', 'There is no running episode.', 'Reset the world first.');
  }

  #result(fault: StepFault | null, reached: boolean): StepResult<StripsObservation> {
    const { state, steps } = this.#current();
    return {
      observation: { problem: state.problem.text, facts: state.facts(), openGoals: state.openGoals() },
      reward: reached ? 1 : 0,
      terminated: state.solved,
      truncated: !state.solved && steps >= this.#length,
      info: { step: steps, applied: fault === null, ...(fault && { reason: fault.message }) },
    };
  }
}

class Episode {
  readonly seed: number;
  readonly state: State;
  steps: number;
  #grounder: Grounder | null = null;

  constructor(seed: number, problem: Problem, moment?: Moment) {
    this.seed = seed;
    this.state = new State(problem, moment?.facts);
    this.steps = moment?.steps ?? 0;
  }

  get grounder(): Grounder {
    this.#grounder ??= new Grounder(this.state.problem);
    return this.#grounder;
  }

  moment(): Moment {
    return { seed: this.seed, steps: this.steps, facts: this.state.facts() };
  }
}
