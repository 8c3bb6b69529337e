// A training in a browser's worker: onnxruntime plays, jax-js learns, and each update's policy is swapped in. Import it only
// after `openLearnerDevice`: jax-js comes with it.

import { Lane, playEpisodes } from '../agents/lanes.ts';
import { canonicalWord } from '../agents/plan-words.ts';
import { evaluation } from '../experiments/evaluate.ts';
import { runSweep } from '../experiments/run-sweep.ts';
import { jobsOf, type Sweep } from '../experiments/sweep.ts';
import { LabError } from '../lab-error.ts';
import { httpReader, loadModelFiles, type ModelFiles } from '../language/pocket/model-files.ts';
import { SHIPPED_MODELS, WEIGHTS_DIGITS } from '../language/pocket/shipped.ts';
import { Tokenizer } from '../language/pocket/tokenizer.ts';
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
import type { SampleOrder, TrainAround, Trainer } from './trainer.ts';
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

  async sample(plan: RlPlan, { seed, steps, weights, signal, onStage }: SampleOrder): Promise<RunRecord> {
    const agent = this.#agent(plan, weights);
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
      players: [{ model: this.#actor.model }],
      lanes: 1,
      signal,
      onRound: (playing) => onStage({ stage: 'sampling', done: playing().get(0) ?? steps, total: steps }),
      onJob: ({ record }) => resolve(record),
    });
    return promise;
  }

  #agent({ variant }: RlPlan, weights: string) {
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

/** A checkpoint of a model that is here, from a file. @throws LabError too-large, bad-model, model-missing */
export async function checkCheckpoint(page: PageSurroundings, bytes: Uint8Array): Promise<RlCheckpoint> {
  const { start } = aboutRlCheckpoint(bytes);
  const quiet: LoadReport = { progress: () => {}, notice: () => {} };
  const files = await loadBase(page, start.model, quiet, new AbortController().signal);
  const checkpoint = readRlCheckpoint(bytes, (plan) => shapeOf(files, plan));
  if (start.weights === baseOf(files).weights) return checkpoint;
  throw new LabError(
    'bad-model',
    `This checkpoint was learned over other weights of ${start.model} than are here.`,
    'It goes on only where it was made, or with the same version of the lab.',
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
