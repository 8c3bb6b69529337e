// Planning advantage over an experiment: steps are drawn from many runs and each is measured. Uniformly drawn steps say
// what holds on average (drift, calibration); events are too rare for that, so further steps are drawn after each kind.
//
// A study is a stream of rows, each a pure function of its run, step and options: it can be stopped anywhere, and goes on
// with what is missing.

import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { Random } from '../random.ts';
import { forkOptions, measureAdvantage } from './advantage.ts';
import type { ForkOptions } from './advantage-forks.ts';
import { momentsOf, type PlayedRun } from './advantage-moments.ts';
import { type AdvantageRow, PLAN_EVENT_NAMES, type PlanEvent } from './advantage-row.ts';

/** Why a step is in the study. */
export type DrawnFor = 'chance' | PlanEvent;

export interface StudyRow extends AdvantageRow {
  /** World seed of its run. */
  readonly seed: number;
  readonly drawnFor: DrawnFor;
}

export interface StudyOptions {
  /** Steps drawn by chance from each run. */
  readonly byChance: number;
  /** Steps drawn from each run for each kind of event. */
  readonly perEvent: number;
}

export const DEFAULT_STUDY_OPTIONS: StudyOptions = { byChance: 3, perEvent: 1 };
/** Most steps that a run may give for one reason. */
export const MOST_STEPS_DRAWN = 1000;

export interface StudyRequest {
  /** Runs of one model, each on its own world seed. */
  readonly runs: readonly PlayedRun[];
  readonly model: LanguageModel;
  readonly options?: Partial<StudyOptions & ForkOptions>;
  /** Rows from before, to be given again instead of being measured again. */
  readonly known?: readonly StudyRow[];
  /** Before every step of the forks: rows done, of `total`, the one in the making counted by its share. */
  readonly onStep?: (done: number, total: number) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** Rows run by run, in the order of steps. @throws LabError bad-argument, aborted */
export async function* studyRows(request: StudyRequest): AsyncGenerator<StudyRow> {
  const { runs, model, signal } = request;
  const options = { ...DEFAULT_STUDY_OPTIONS, ...forkOptions(request.options), ...request.options };
  checkCounts(options);
  const known = new Map((request.known ?? []).map((row) => [keyOf(row.seed, row.step), row]));
  const drawn = runs.map((run) => drawSteps(run, model, options));
  const total = drawn.reduce((sum, steps) => sum + steps.size, 0);
  let done = 0;
  for (const [i, run] of runs.entries()) {
    for (const moment of momentsOf(run, model, (step) => drawn[i].has(step))) {
      const { seed } = run.config;
      const onStep = (at: number, of: number) => request.onStep?.(done + at / of, total);
      const row = known.get(keyOf(seed, moment.step));
      yield row ?? {
        ...(await measureAdvantage({ run, moment, model, options: onlyForks(options), onStep, signal })),
        seed,
        drawnFor: drawn[i].get(moment.step)!,
      };
      done++;
    }
  }
}

/**
 * The steps of a run that a study measures, with the reason. Left out are steps so close to the run's limit that forks
 * would be cut.
 */
export function drawSteps(
  run: PlayedRun,
  model: LanguageModel,
  options: StudyOptions & Pick<ForkOptions, 'horizon' | 'seed'>,
): Map<number, DrawnFor> {
  const last = run.config.world.length - options.horizon;
  const decisions: { step: number; events: readonly PlanEvent[] }[] = [];
  for (const { step, events } of momentsOf(run, model, (step) => step <= last))
    decisions.push({ step, events });
  const random = new Random(options.seed, run.config.seed);
  const drawn = new Map<number, DrawnFor>();
  // One from each of as many equal stretches: chance, but spread over the run.
  for (let i = 0; i < options.byChance && decisions.length > 0; i++) {
    const at = Math.floor(((i + random.uniform()) / options.byChance) * decisions.length);
    drawn.set(decisions[at].step, 'chance');
  }
  for (const event of PLAN_EVENT_NAMES) {
    const free = decisions.filter(({ step, events }) => events.includes(event) && !drawn.has(step));
    for (const { step } of random.shuffle(free).slice(0, options.perEvent)) drawn.set(step, event);
  }
  return drawn;
}

function checkCounts({ byChance, perEvent }: StudyOptions): void {
  const fine = (count: number) => Number.isInteger(count) && count >= 0 && count <= MOST_STEPS_DRAWN;
  if (fine(byChance) && fine(perEvent) && byChance + perEvent > 0) return;
  throw new LabError('bad-argument', `A study draws 1 to ${MOST_STEPS_DRAWN} steps from a run.`);
}

function onlyForks({ forks, horizon, hold, seed, lanes }: ForkOptions): ForkOptions {
  return { forks, horizon, hold, seed, lanes };
}

function keyOf(seed: number, step: number): string {
  return `${seed} ${step}`;
}
