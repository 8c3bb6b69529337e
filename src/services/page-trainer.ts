// A training in a browser's worker: onnxruntime plays, jax-js learns, and each update's policy is swapped in. Import it only
// after `openLearnerDevice`: jax-js comes with it.

import type { AgentConfig } from '../agents/agent.ts';
import { Lane, playEpisodes } from '../agents/lanes.ts';
import { canonicalWord } from '../agents/plan-words.ts';
import { evaluation } from '../experiments/evaluate.ts';
import { runSweep } from '../experiments/run-sweep.ts';
import { jobsOf, type Sweep } from '../experiments/sweep.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { type AdapterFile, readAdapter, writeAdapter } from '../language/pocket/adapter-file.ts';
import { httpReader, loadModelFiles, type ModelFiles } from '../language/pocket/model-files.ts';
import { SHIPPED_MODELS, WEIGHTS_DIGITS } from '../language/pocket/shipped.ts';
import { Tokenizer } from '../language/pocket/tokenizer.ts';
import { actingAdapter } from '../learning/lora.ts';
import { type LearnerDevice, learnerError } from '../learning/page-device.ts';
import { type PolicyShape, policyShape } from '../learning/ppo/policy.ts';
import type { RunRecord } from '../records/record.ts';
import { Actor } from '../training/rl/actor.ts';
import { crafterLanes } from '../training/rl/crafter-lanes.ts';
import {
  aboutRlCheckpoint,
  type RlCheckpoint,
  readRlCheckpoint,
  writeRlCheckpoint,
} from '../training/rl/rl-checkpoint.ts';
import { type RlPlan, VALIDATION_SEEDS } from '../training/rl/rl-plan.ts';
import { type RlState, runRl, type Score, stateStartingFrom } from '../training/rl/rl-run.ts';
import type { LoadReport } from './agent-host.ts';
import type { PageSurroundings } from './agent-source.ts';
import type { TrainingOptions } from './learner-service.ts';
import type { CheckedFile, SampleOrder, TrainAround, Trainer } from './trainer.ts';
import type { TrainingBase } from './training-keeper.ts';

/** Worlds of an evaluation side by side. */
const LANES = 32;
/** A GPU's loss may be told a moment after the failure it brought, in ms. */
const LOSS_MS = 500;

export class PageTrainer implements Trainer {
  readonly base: TrainingBase;
  readonly #actor: Actor;
  readonly #device: LearnerDevice;

  private constructor(actor: Actor, device: LearnerDevice) {
    this.base = baseOf(actor.files);
    this.#actor = actor;
    this.#device = device;
  }

  /** @throws LabError model-missing, aborted, and as `Actor.open` */
  static async open(
    device: LearnerDevice,
    page: PageSurroundings,
    model: string,
    { runtime }: TrainingOptions,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<PageTrainer> {
    const files = await loadBase(page, model, report, signal);
    const actor = await Actor.open(files, {
      preference: runtime,
      loader: await page.loader(),
      canonical: canonicalWord,
      signal,
      onProgress: (loaded, total) => report.progress('runtime', loaded, total),
      onNotice: (text) => report.notice(text),
    });
    return new PageTrainer(actor, device);
  }

  get runtime() {
    return { ...this.#actor.model.runtime, learner: this.#device.why };
  }

  async train(plan: RlPlan, around: TrainAround): Promise<RlState> {
    const { trouble } = this.#device;
    const ended = new AbortController();
    const signal = AbortSignal.any([around.signal, ended.signal]);
    try {
      return await Promise.race([this.#run(plan, { ...around, signal }), trouble]);
    } catch (error) {
      const late = new Promise((resolve) => setTimeout(resolve, LOSS_MS));
      if (!(error instanceof LabError) && this.#device.kind === 'webgpu') await Promise.race([trouble, late]);
      throw learnerError(error);
    } finally {
      ended.abort();
    }
  }

  #run(plan: RlPlan, around: TrainAround): Promise<RlState> {
    const actor = this.#actor;
    const { maxSteps } = plan;
    return runRl(plan, {
      actor,
      newLane: (config) => crafterLanes({ config, model: () => actor.model, maxSteps }),
      resume: around.resume ?? undefined,
      now: () => performance.now(),
      microRows: around.microRows,
      signal: around.signal,
      onStage: around.onStage,
      onUpdate: async (figures, state, leaves) => around.onUpdate(figures, await state(), leaves),
      evaluate: () => this.#evaluate(plan, around),
    });
  }

  /** The validation worlds with the present policy. */
  async #evaluate(plan: RlPlan, { validated, onStage, signal }: TrainAround): Promise<Score> {
    const { model } = this.#actor;
    const config = this.#agent(plan, '');
    const lanes: Lane[] = [];
    const steps = () => lanes.reduce((sum, lane) => sum + lane.steps, 0);
    const most = () => lanes.reduce((sum, lane) => sum + (lane.over ? lane.steps : plan.maxSteps), 0);
    await playEpisodes({
      lanes: Math.min(validated, LANES),
      signal,
      next: () => {
        if (lanes.length === validated) return null;
        const seed = VALIDATION_SEEDS.first + lanes.length;
        lanes.push(new Lane({ config, model, seed, maxSteps: plan.maxSteps }));
        return lanes[lanes.length - 1];
      },
      onRound: () => {
        const waiting = (validated - lanes.length) * plan.maxSteps;
        return onStage({ stage: 'evaluating', done: steps(), total: most() + waiting });
      },
    });
    const { progress } = evaluation(lanes.map((lane) => lane.summary()));
    const ci95 = progress.ci95 && ([progress.ci95[0], progress.ci95[1]] as const);
    return { mean: progress.mean, ci95, episodes: lanes.length };
  }

  sample(plan: RlPlan, order: SampleOrder): Promise<RunRecord> {
    if (order.who === 'policy') return this.#episode(this.#actor.model, this.#agent(plan, ''), order);
    return this.#actor.asAtStart((model) =>
      this.#episode(model, this.#agent(plan, this.base.weights), order),
    );
  }

  async #episode(
    model: LanguageModel,
    agent: AgentConfig,
    { seed, steps, signal, onStage }: SampleOrder,
  ): Promise<RunRecord> {
    const sweep: Sweep = {
      name: 'sample',
      configurations: [{ label: 'sample', agent }],
      seeds: [seed],
      maxSteps: steps,
      area: [64, 64],
    };
    const { promise, resolve } = Promise.withResolvers<RunRecord>();
    await runSweep({
      sweep,
      jobs: jobsOf(sweep),
      players: [{ model }],
      lanes: 1,
      signal,
      onRound: (playing) => onStage({ stage: 'sampling', done: playing().get(0) ?? steps, total: steps }),
      onJob: ({ record }) => resolve(record),
    });
    return promise;
  }

  #agent({ variant }: RlPlan, weights: string): AgentConfig {
    return { model: this.base.model, weights, schedule: variant, temperature: 1, seed: 0 };
  }

  write(plan: RlPlan, state: RlState): Uint8Array<ArrayBuffer> {
    return writeRlCheckpoint(this.#shape(plan), { plan, start: this.base, state }).slice();
  }

  read(bytes: Uint8Array): RlCheckpoint {
    return readRlCheckpoint(bytes, (plan) => this.#shape(plan));
  }

  startingFrom(plan: RlPlan, { state: { best, learner } }: RlCheckpoint): RlState {
    return stateStartingFrom(plan, best?.trained ?? learner.trained);
  }

  #shape(plan: RlPlan): PolicyShape {
    return shapeOf(this.#actor.files, plan);
  }

  async dispose(): Promise<void> {
    await this.#actor.dispose();
  }
}

/** What a file holds, checked against a model that is here. @throws LabError too-large, bad-model, model-missing */
export async function checkFile(page: PageSurroundings, bytes: Uint8Array): Promise<CheckedFile> {
  const adapter = adapterIn(bytes);
  if (adapter) {
    const { base } = adapter.header;
    adapter.loraFor((await baseFor(page, base)).card.config);
    return { kind: 'adapter', adapter };
  }
  const { start } = aboutRlCheckpoint(bytes);
  const files = await baseFor(page, start);
  return { kind: 'checkpoint', checkpoint: readRlCheckpoint(bytes, (plan) => shapeOf(files, plan)) };
}

/** The adapter's file of a checkpoint's best policy. @throws LabError bad-model, bad-argument where there is none */
export async function adapterOf(
  page: PageSurroundings,
  bytes: Uint8Array,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { plan, start } = aboutRlCheckpoint(bytes);
  const files = await baseFor(page, start);
  const { best, learner, globalStep } = readRlCheckpoint(bytes, (of) => shapeOf(files, of)).state;
  const { rank, alpha } = plan.hyper;
  if (rank === 0)
    throw new LabError(
      'bad-argument',
      'All weights were trained, so there is no adapter to keep.',
      'Its checkpoint can be exported, and training can go on from it.',
    );
  const { config } = files.card;
  const lora = actingAdapter(config, best?.trained ?? learner.trained, { rank, alpha });
  const training = {
    plan,
    update: best?.update ?? learner.updates,
    steps: globalStep,
    score: best?.score ?? null,
  };
  return writeAdapter(config, { name, base: start, rank, training }, lora);
}

/** null for a file of another kind. */
function adapterIn(bytes: Uint8Array): AdapterFile | null {
  try {
    return readAdapter(bytes);
  } catch {
    return null;
  }
}

/** Files of the very model that something was learned over. @throws LabError model-missing, bad-model */
async function baseFor(page: PageSurroundings, base: TrainingBase): Promise<ModelFiles> {
  const quiet: LoadReport = { progress: () => {}, notice: () => {} };
  const files = await loadBase(page, base.model, quiet, new AbortController().signal);
  if (baseOf(files).weights === base.weights) return files;
  throw new LabError(
    'bad-model',
    `This was learned over other weights of ${base.model} than are here.`,
    'It can be used only where it was made, or with the same version of the lab.',
  );
}

/** Files of a shipped model with weights of its own. */
function loadBase(
  page: PageSurroundings,
  model: string,
  report: LoadReport,
  signal: AbortSignal,
): Promise<ModelFiles> {
  if (!Object.hasOwn(SHIPPED_MODELS, model) || SHIPPED_MODELS[model].base !== undefined)
    throw new LabError('model-missing', `There is no model "${model.slice(0, 64)}" to train here.`);
  return loadModelFiles(httpReader(`${page.models}/${model}`), {
    cache: page.cache,
    signal,
    onProgress: (loaded, total) => report.progress(model, loaded, total),
  });
}

function baseOf({ card }: ModelFiles): TrainingBase {
  return { model: card.id, weights: card.files.weights.sha256.slice(0, WEIGHTS_DIGITS) };
}

function shapeOf({ card }: ModelFiles, { hyper: { rank, alpha } }: RlPlan): PolicyShape {
  const tokenizer = new Tokenizer(card.vocabulary, card.config.pack, canonicalWord);
  return policyShape(card.config, tokenizer, rank > 0 ? { rank, alpha } : null);
}
