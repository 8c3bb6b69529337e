// Many tasks under many settings: the paper's table. Over the simulated clock all settings ask the same agents at the same places
// with the same latencies, so their differences are differences of the settings. Over wall time every call is really made, one
// task after another, and what is measured holds for this device.

import { Random } from '../random.ts';
import { aheadBy, type KeyedPrefix, type ReadablePlace } from '../speculation/ahead.ts';
import type { Stage } from '../speculation/arena.ts';
import type { AgentsByRole } from '../speculation/executor.ts';
import { newExecutor, type Timing } from '../speculation/executors.ts';
import { figuresOf, type TaskFigures } from '../speculation/metrics.ts';
import { policyOf, readsHidden } from '../speculation/policies.ts';
import { remembering } from '../speculation/remembering.ts';
import { exactMatch, type Match } from '../speculation/segment.ts';
import { learns, type Setting } from '../speculation/settings.ts';
import { taskCount } from '../speculation/setup.ts';
import { type AheadPolicy, type SpeculativeRun, speculate } from '../speculation/speculate.ts';

/** Its seed is that of the latencies, of the predictors and of the tasks' order. */
export interface Study<P extends ReadablePlace> extends Timing {
  /** Where the tasks begin. They are played in an order drawn from the seed: what learns online shall not meet the easy ones first. */
  readonly starts: readonly P[];
  readonly agents: AgentsByRole<P>;
  readonly settings: readonly Setting[];
  /** Numbers of the hidden state that A tells; 0 for none. */
  readonly hiddenSize: number;
  readonly match?: Match;
  /** Tasks side by side where their order does not matter: a model then answers them in batches. */
  readonly lanes: number;
  readonly signal?: AbortSignal;
  /** A task is over; a promise is waited for, so it may yield. */
  readonly onTask?: (done: number, total: number) => void | Promise<void>;
}

/** Figures of every task, in the order of `starts`. */
export interface StudyResult {
  /** T alone. */
  readonly alone: readonly TaskFigures[];
  /** In the order of the settings. */
  readonly rows: readonly { readonly setting: Setting; readonly tasks: readonly TaskFigures[] }[];
}

/** A study of all tasks of a set-up. */
export function studyOf(
  { setup, field, agents, hiddenSize, match }: Stage,
  settings: readonly Setting[],
  how: Pick<Study<ReadablePlace>, 'lanes' | 'signal' | 'onTask'>,
): Study<ReadablePlace> {
  const { clock, model, seed } = setup;
  const starts = Array.from({ length: taskCount(setup) }, (_, task) => field.start(task));
  return { starts, agents, hiddenSize, match, settings, clock, model, seed, ...how };
}

/** @throws LabError aborted; what an agent throws for good */
export async function runStudy<P extends ReadablePlace>(given: Study<P>): Promise<StudyResult> {
  const { A, T } = given.agents;
  const isReal = given.clock === 'real';
  const study = isReal
    ? { ...given, lanes: 1 }
    : { ...given, agents: { A: remembering(A), T: remembering(T) } };
  const { settings, starts } = study;
  const asked = settings.filter(({ kind }) => kind !== 'sequential');
  const total = (asked.length + 1) * starts.length;
  let done = 0;
  const player = new Player(study, async () => study.onTask?.(++done, total));
  const runs = await player.playAll(null);
  const truth = settings.some(({ kind }) => kind === 'oracle') ? await matchesAlong(study, runs) : new Map();
  const alone = runs.map(figuresOf);
  const played = new Map<Setting, readonly TaskFigures[]>();
  // What learns goes last: by then the others have filled the memory of answers, in batches.
  for (const setting of asked.toSorted((one, other) => Number(learns(one)) - Number(learns(other))))
    played.set(setting, (await player.playAll(setting, truth)).map(figuresOf));
  return { alone, rows: settings.map((setting) => ({ setting, tasks: played.get(setting) ?? alone })) };
}

class Player<P extends ReadablePlace> {
  readonly #study: Study<P>;
  readonly #onTask: () => Promise<void>;
  readonly #order: readonly number[];

  constructor(study: Study<P>, onTask: () => Promise<void>) {
    this.#study = study;
    this.#onTask = onTask;
    this.#order = new Random(study.seed, study.starts.length).shuffle([...study.starts.keys()]);
  }

  /** All tasks. @param setting null for T alone @param truth matches by the key of the place, for the oracle */
  async playAll(
    setting: Setting | null,
    truth: ReadonlyMap<string, number> = new Map(),
  ): Promise<SpeculativeRun<P>[]> {
    const { starts, lanes } = this.#study;
    const needs = { ...this.#study, matches: ({ key }: KeyedPrefix) => truth.get(key) ?? 0 };
    const policy =
      setting === null || setting.kind === 'sequential'
        ? null
        : aheadBy<P>(policyOf(setting, needs), { hidden: readsHidden(setting) });
    const runs: SpeculativeRun<P>[] = [];
    const left = [...this.#order];
    const lane = async () => {
      for (let task = left.pop(); task !== undefined; task = left.pop()) {
        runs[task] = await this.#play(starts[task], policy);
        await this.#onTask();
      }
    };
    const width = setting && learns(setting) ? 1 : Math.min(lanes, starts.length);
    await Promise.all(Array.from({ length: width }, lane));
    return runs;
  }

  async #play(start: P, policy: AheadPolicy<P> | null): Promise<SpeculativeRun<P>> {
    const { agents, match, signal } = this.#study;
    const executor = newExecutor(agents, this.#study, signal);
    const run = await speculate({ start, policy, match, executor });
    if (run.error) throw run.error;
    return run;
  }
}

/** How many further steps A matches from every place of T's own trajectories, by the places' keys. */
async function matchesAlong<P extends ReadablePlace>(
  { agents, match = exactMatch, signal }: Study<P>,
  runs: readonly SpeculativeRun<P>[],
): Promise<Map<string, number>> {
  const matches = new Map<string, number>();
  const along = async ({ steps }: SpeculativeRun<P>) => {
    const agreed = await Promise.all(
      steps.map(async ({ place }) => {
        const [guess, answer] = await Promise.all([agents.A.act(place, signal), agents.T.act(place, signal)]);
        return match(guess, answer);
      }),
    );
    let further = 0;
    for (let step = steps.length - 1; step >= 0; step--) {
      further = agreed[step] ? further + 1 : 0;
      matches.set(steps[step].place.key, further);
    }
  };
  await Promise.all(runs.map(along));
  return matches;
}
