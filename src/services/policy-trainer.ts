// A policy's training in a browser's worker: onnxruntime plays, jax-js learns, and each update's policy is swapped in. Import it
// only after `openLearnerDevice`: jax-js comes with it.

import { canonicalWord } from '../agents/plan-words.ts';
import type { LearnerDevice } from '../learning/page-device.ts';
import type { PolicyShape } from '../learning/ppo/policy.ts';
import type { RunRecord } from '../records/record.ts';
import { Actor, type StartPolicy } from '../training/rl/actor.ts';
import { crafterLanes } from '../training/rl/crafter-lanes.ts';
import { readRlCheckpoint, writeRlCheckpoint } from '../training/rl/rl-checkpoint.ts';
import { type RlState, runRl, stateFromAdapter, stateStartingFrom } from '../training/rl/rl-run.ts';
import type { LoadReport } from './agent-host.ts';
import type { PageSurroundings } from './agent-source.ts';
import { bestPolicy, identityOf, presentPolicy } from './learned-policy.ts';
import type { PolicySetup, TrainingOptions } from './learner-service.ts';
import type { SampleOrder, TrainAround, Trainer, TrainingStart } from './trainer.ts';
import { baseOf, loadBase, shapeOf } from './training-base.ts';
import type { TrainingBase } from './training-keeper.ts';
import { onDevice, playSample, playValidation } from './training-play.ts';

/** Who plays, as records name it. */
type Identity = ReturnType<typeof identityOf>;

export class PolicyTrainer implements Trainer<RlState> {
  readonly base: TrainingBase;
  readonly #actor: Actor;
  readonly #device: LearnerDevice;
  readonly #setup: PolicySetup;
  /** What training starts from: the model below alone, unless `startFrom` is told otherwise. */
  #start: { readonly policy: StartPolicy; readonly identity: Identity };
  /** The last whole update. */
  #state: RlState | null = null;

  private constructor(setup: PolicySetup, actor: Actor, device: LearnerDevice) {
    this.base = baseOf(actor.files);
    this.#setup = setup;
    this.#actor = actor;
    this.#device = device;
    this.#start = { policy: null, identity: this.base };
  }

  /** @throws LabError model-missing, aborted, and as `Actor.open` */
  static async open(
    device: LearnerDevice,
    page: PageSurroundings,
    setup: PolicySetup,
    { model }: TrainingBase,
    { runtime }: TrainingOptions,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<PolicyTrainer> {
    const files = await loadBase(page, model, report, signal);
    const actor = await Actor.open(files, {
      preference: runtime,
      loader: await page.loader(),
      canonical: canonicalWord,
      signal,
      onProgress: (loaded, total) => report.progress('runtime', loaded, total),
      onNotice: (text) => report.notice(text),
    });
    return new PolicyTrainer(setup, actor, device);
  }

  get runtime() {
    return { ...this.#actor.model.runtime, learner: this.#device.why };
  }

  train(around: TrainAround<RlState>): Promise<RlState> {
    const actor = this.#actor;
    const { plan } = this.#setup;
    return onDevice(this.#device, around.signal, (signal) =>
      runRl(plan, {
        actor,
        newLane: (config) => crafterLanes({ config, model: () => actor.model, maxSteps: plan.maxSteps }),
        resume: around.resume ?? undefined,
        now: () => performance.now(),
        microRows: around.microRows,
        signal,
        onStage: (stage) => around.onStage(stage),
        onUpdate: async (figures, stateNow, leaves) => {
          this.#state = await stateNow();
          await around.onUpdate(figures, this.#state, leaves);
        },
        evaluate: () =>
          playValidation({
            model: actor.model,
            agent: this.#agent({ model: this.base.model, weights: '' }),
            worlds: this.#setup.validated,
            maxSteps: plan.maxSteps,
            signal,
            onStage: (stage) => around.onStage(stage),
          }),
      }),
    );
  }

  sample(order: SampleOrder): Promise<RunRecord> {
    const { policy, identity } = this.#start;
    if (order.who === 'start' || this.#state === null)
      return this.#actor.asAtStart(policy, (model) => playSample(model, this.#agent(identity), order));
    const { plan, name } = this.#setup;
    const now = identityOf(this.#actor.files, plan, presentPolicy(this.#state), name);
    return playSample(this.#actor.model, this.#agent(now), order);
  }

  #agent(identity: Identity) {
    const { variant: schedule } = this.#setup.plan;
    return { ...identity, schedule, temperature: 1, seed: 0 };
  }

  write(state: RlState): Uint8Array<ArrayBuffer> {
    const { plan } = this.#setup;
    return writeRlCheckpoint(this.#shape, { plan, start: this.base, state }).slice();
  }

  read(checkpoint: Uint8Array): RlState {
    return readRlCheckpoint(checkpoint, (plan) => shapeOf(this.#actor.files, plan)).state;
  }

  startFrom(start: TrainingStart): RlState {
    const { files } = this.#actor;
    const { plan } = this.#setup;
    if (start.kind === 'adapter') {
      const { id: model, file } = start;
      const adapter = file.loraFor(files.card.config);
      this.#start = { policy: adapter, identity: { model, weights: file.weights } };
      return stateFromAdapter(plan, this.#shape, adapter);
    }
    const other = readRlCheckpoint(start.bytes, (of) => shapeOf(files, of));
    const best = bestPolicy(other.state);
    const identity = identityOf(files, other.plan, best, start.name);
    this.#start = { policy: { shape: this.#shape, trained: best.trained }, identity };
    return stateStartingFrom(plan, best.trained);
  }

  get #shape(): PolicyShape {
    return shapeOf(this.#actor.files, this.#setup.plan);
  }

  async dispose(): Promise<void> {
    await this.#actor.dispose();
  }
}
