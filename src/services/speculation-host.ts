// The speculation worker's service: opens the two models, plays tasks one by one with everybody watching, or a whole study. What
// it needs from outside (models, the predictor's shelf and thread) is handed in, so it runs in tests without a worker.

import { runStudy, studyOf } from '../experiments/speculation-study.ts';
import { type StudyRow, tableOf } from '../experiments/speculation-table.ts';
import { LabError } from '../lab-error.ts';
import { BatchingModel } from '../language/batching.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { aheadBy, type ReadablePlace } from '../speculation/ahead.ts';
import { fieldOf, type Stage, stageOf } from '../speculation/arena.ts';
import { newExecutor } from '../speculation/executors.ts';
import { figuresOf, firstDifference } from '../speculation/metrics.ts';
import { policyOf, readsHidden } from '../speculation/policies.ts';
import type { Who } from '../speculation/segment.ts';
import { parseSetting, type Setting } from '../speculation/settings.ts';
import { checkSetup, type SpeculationSetup, taskCount } from '../speculation/setup.ts';
import {
  type AheadPolicy,
  type SpeculationEvent,
  type SpeculativeRun,
  speculate,
} from '../speculation/speculate.ts';
import type { RuntimePreference } from './agent-service.ts';
import type { ModelLoader } from './agent-source.ts';
import { CommandEar } from './command-ear.ts';
import { EventStream } from './event-stream.ts';
import type { PredictorService, PredictorShelf } from './predictor-service.ts';
import type { Remote } from './rpc.ts';
import { orderOf, predictorElsewhere, predictorHere, type RunPredictor } from './run-predictor.ts';
import type {
  LosslessCheck,
  RunOptions,
  SpeculationService,
  SpeculationServiceEvent,
  TaskEvent,
  TaskResult,
} from './speculation-service.ts';

/** What the host needs of its page. */
export interface SpeculationSurroundings {
  readonly load: ModelLoader;
  readonly predictors: PredictorShelf;
  /** The predictor's own thread; asked for with the first run over wall time. */
  readonly predictorThread: () => Remote<PredictorService>;
}

/** Tasks of a study side by side: the model answers as many prompts in a batch. */
const LANES = 64;
/** Commands are let in so often, in ms. */
const LISTEN_MS = 50;

/** A run's stage, and what was played on it. */
interface RunStage extends Stage {
  /** T's steps and the time of every task. */
  readonly played: Map<number, { readonly actions: readonly number[]; readonly time: number }>;
}

interface OpenModel {
  readonly key: string;
  readonly model: LanguageModel;
}

export class SpeculationHost implements SpeculationService {
  readonly #around: SpeculationSurroundings;
  readonly #events = new EventStream<SpeculationServiceEvent>();
  readonly #ear = new CommandEar();
  #models: OpenModel[] = [];
  #stage: RunStage | null = null;
  #abort = new AbortController();
  /** Ends when nothing goes on any more; never fails. */
  #going: Promise<unknown> = Promise.resolve();

  constructor(around: SpeculationSurroundings) {
    this.#around = around;
  }

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  async run(given: SpeculationSetup, word: string, options: RunOptions): Promise<void> {
    const setting = parseSetting(word);
    if (setting.kind === 'oracle')
      throw new LabError(
        'bad-argument',
        'The oracle knows the tasks beforehand: it can be studied, not run.',
      );
    const { stage, signal } = await this.#begin(given, [setting], options.runtime);
    this.#follow(this.#playAll(stage, setting, options, signal));
  }

  async check(task: number): Promise<LosslessCheck> {
    const stage = this.#stage;
    const played = stage?.played.get(task);
    if (!stage || !played) throw new LabError('not-found', 'This task was not played yet.', 'Run it first.');
    await this.#going;
    // Of its own: the run it belongs to may have been stopped.
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const alone = await speculate({
      start: stage.field.start(task),
      policy: null,
      executor: newExecutor(stage.agents, stage.setup, signal),
    });
    if (alone.error) throw alone.error;
    const actions = alone.steps.map(({ action }) => action);
    const first = firstDifference(played.actions, actions);
    return {
      task,
      lossless: first === null,
      firstDifference: first,
      actions: namesOf(stage, actions),
      alone: alone.time,
      ahead: played.time,
    };
  }

  async study(
    given: SpeculationSetup,
    words: readonly string[],
    { runtime }: RunOptions,
  ): Promise<StudyRow[]> {
    const settings = words.map(parseSetting);
    const { stage, signal } = await this.#begin({ ...given, clock: 'simulated' }, settings, runtime);
    const result = this.#study(stage, settings, signal);
    this.#follow(result);
    return result;
  }

  async stop(): Promise<void> {
    this.#abort.abort(new LabError('aborted', 'It was stopped.'));
    await this.#going;
  }

  async forgetPredictors(): Promise<void> {
    await this.#around.predictors.clear();
  }

  /** Stops what goes on and opens the models. @throws LabError bad-argument, model-missing, aborted */
  async #begin(given: SpeculationSetup, settings: readonly Setting[], runtime: RuntimePreference) {
    const setup = checkSetup(given);
    const field = fieldOf(setup);
    await this.stop();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const models = await this.#open(setup, runtime, signal);
    const stage: RunStage = { ...stageOf(setup, field, models, settings), played: new Map() };
    this.#stage = stage;
    return { stage, signal };
  }

  /** Waits for work before the next begins; its failure is told elsewhere. */
  #follow(work: Promise<unknown>): void {
    this.#going = work.catch(() => {});
  }

  async #open(
    { models }: SpeculationSetup,
    runtime: RuntimePreference,
    signal: AbortSignal,
  ): Promise<Record<Who, LanguageModel>> {
    const key = (id: string) => `${id} ${runtime}`;
    const wanted = [...new Set([models.A, models.T])];
    const unwanted = this.#models.filter((open) => !wanted.some((id) => key(id) === open.key));
    this.#models = this.#models.filter((open) => !unwanted.includes(open));
    for (const { model } of unwanted) await model.dispose();
    for (const id of wanted)
      if (!this.#models.some((open) => open.key === key(id)))
        this.#models.push({ key: key(id), model: await this.#load(id, runtime, signal) });
    const named = (id: string) => this.#models.find((open) => open.key === key(id))!.model;
    return { A: named(models.A), T: named(models.T) };
  }

  async #load(id: string, runtime: RuntimePreference, signal: AbortSignal): Promise<LanguageModel> {
    const model = await this.#around.load(id, runtime, signal, {
      progress: (what, loaded, total) => this.#events.send({ type: 'loading', what, loaded, total }),
      notice: (text) => this.#events.send({ type: 'notice', text }),
    });
    this.#events.send({ type: 'runtime', model: id, ...model.runtime });
    return new BatchingModel(model);
  }

  async #playAll(stage: RunStage, setting: Setting, options: RunOptions, signal: AbortSignal): Promise<void> {
    try {
      const predictor = await this.#predictor(stage, setting, options);
      const policy =
        predictor &&
        aheadBy<ReadablePlace>(predictor.policy, {
          hidden: readsHidden(setting),
          onFailure: this.#onLoss,
        });
      for (let task = 0; task < taskCount(stage.setup) && !signal.aborted; task++) {
        await this.#playTask(stage, task, policy, signal);
        await this.#ear.listenEvery(LISTEN_MS);
      }
      await predictor?.keep().catch(this.#onLoss);
      this.#events.send({ type: 'finished', tasks: stage.played.size, stopped: signal.aborted });
    } catch (error) {
      this.#events.send({ type: 'error', error: LabError.from(error).toData() });
    }
  }

  /** The predictor's thread or its storage has failed: the run goes on without. */
  readonly #onLoss = (error: unknown): void => {
    this.#events.send({ type: 'notice', text: `The predictor: ${LabError.from(error).message}` });
  };

  async #predictor(
    { setup, hiddenSize }: Stage,
    setting: Setting,
    { keepPredictor }: RunOptions,
  ): Promise<RunPredictor | null> {
    if (setting.kind === 'sequential') return null;
    if (setting.kind !== 'dynamic')
      return {
        policy: policyOf(setting, {
          seed: setup.seed,
          hiddenSize,
          matches: () => 0,
        }),
        keep: async () => {},
      };
    const order = orderOf(setup, setting, hiddenSize, keepPredictor);
    const tell = (figures: Parameters<Parameters<typeof predictorHere>[2]>[0]) =>
      this.#events.send({ type: 'learned', figures });
    return setup.clock === 'simulated'
      ? predictorHere(this.#around.predictors, order, tell)
      : predictorElsewhere(this.#around.predictorThread(), order, tell);
  }

  async #playTask(
    stage: RunStage,
    task: number,
    policy: AheadPolicy<ReadablePlace> | null,
    signal: AbortSignal,
  ): Promise<void> {
    const { field, played } = stage;
    const title = field.title(task);
    this.#events.send({ type: 'task', task, title });
    const run = await speculate({
      start: field.start(task),
      policy,
      match: stage.match,
      executor: newExecutor(stage.agents, stage.setup, signal),
      onEvent: (event) => this.#events.send({ type: 'happened', task, event: plainEvent(event) }),
    });
    if (run.error && signal.aborted) return;
    if (run.error) throw run.error;
    played.set(task, { actions: run.steps.map(({ action }) => action), time: run.time });
    this.#events.send({ type: 'task-done', result: resultOf(stage, task, run) });
  }

  async #study(stage: Stage, settings: readonly Setting[], signal: AbortSignal): Promise<StudyRow[]> {
    const began = performance.now();
    const onTask = (done: number, total: number) => {
      this.#events.send({ type: 'progress', done, total, elapsed: performance.now() - began });
      return this.#ear.listenEvery(LISTEN_MS);
    };
    return tableOf(await runStudy(studyOf(stage, settings, { lanes: LANES, signal, onTask })));
  }
}

function resultOf({ field }: Stage, task: number, run: SpeculativeRun<ReadablePlace>): TaskResult {
  const { time, money, prompt, generated, peak, ks, actions } = figuresOf(run);
  return {
    task,
    title: field.title(task),
    actions: actions.map((action) => field.actions[action]),
    time,
    money,
    promptTokens: prompt,
    generatedTokens: generated,
    peak,
    meanK: ks.length > 0 ? ks.reduce((sum, k) => sum + k, 0) / ks.length : 0,
    solved: field.solved(run.end),
  };
}

function namesOf({ field }: Stage, actions: readonly number[]): string[] {
  return actions.map((action) => field.actions[action]);
}

/** Without places, which stay in this thread. */
function plainEvent(event: SpeculationEvent<ReadablePlace>): TaskEvent {
  switch (event.is) {
    case 'ended': {
      const { call, at, end } = event;
      return { is: 'ended', call, at, action: end.is === 'answered' ? end.answer.action : null };
    }
    case 'step': {
      const { at, step } = event;
      return { is: 'step', at, action: step.action, kind: step.kind };
    }
    default:
      return event;
  }
}
