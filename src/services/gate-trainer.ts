// A gate's training in a browser's worker: a model of any kind plays as it is, jax-js learns when it shall plan. Import it only
// after `openLearnerDevice`: jax-js comes with it.

import type { AgentConfig } from '../agents/agent.ts';
import type { Gate } from '../agents/gate.ts';
import { GATE_FEATURES } from '../agents/gate-features.ts';
import { gateFor, withGate } from '../agents/gates.ts';
import { LabError } from '../lab-error.ts';
import type { PocketModel } from '../language/pocket/pocket-model.ts';
import { weightsOfModel } from '../language/pocket/shipped.ts';
import type { LearnerDevice } from '../learning/page-device.ts';
import type { RunRecord } from '../records/record.ts';
import { readGateCheckpoint, writeGateCheckpoint } from '../training/rl/gate-checkpoint.ts';
import { crafterGateLanes } from '../training/rl/gate-lanes.ts';
import { type GateState, gateOfTrained, runGate, startGateOf } from '../training/rl/gate-run.ts';
import type { LoadReport } from './agent-host.ts';
import { loadModel, type PageSurroundings } from './agent-source.ts';
import type { GateSetup, TrainingOptions } from './learner-service.ts';
import type { SampleOrder, TrainAround, Trainer } from './trainer.ts';
import { knownFeatures } from './training-files.ts';
import type { TrainingBase } from './training-keeper.ts';
import { onDevice, playSample, playValidation } from './training-play.ts';

const FEATURES = GATE_FEATURES.map(({ name }) => name);

export class GateTrainer implements Trainer<GateState> {
  readonly base: TrainingBase;
  readonly #model: PocketModel;
  readonly #device: LearnerDevice;
  readonly #setup: GateSetup;
  /** After the last whole update. */
  #gate: Gate;

  private constructor(setup: GateSetup, base: TrainingBase, model: PocketModel, device: LearnerDevice) {
    this.base = base;
    this.#setup = setup;
    this.#model = model;
    this.#device = device;
    this.#gate = startGateOf(setup.plan, FEATURES);
  }

  /** @throws LabError model-missing, aborted, bad-model, and as `PocketModel.load` */
  static async open(
    device: LearnerDevice,
    page: PageSurroundings,
    setup: GateSetup,
    { model: id }: TrainingBase,
    { runtime }: TrainingOptions,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<GateTrainer> {
    const model = await loadModel(page, id, runtime, signal, report);
    return new GateTrainer(setup, { model: id, weights: weightsOfModel(id)! }, model, device);
  }

  get runtime() {
    return { ...this.#model.runtime, learner: this.#device.why };
  }

  train(around: TrainAround<GateState>): Promise<GateState> {
    const { plan } = this.#setup;
    const { maxSteps } = plan;
    return onDevice(this.#device, around.signal, (signal) =>
      runGate(plan, {
        model: this.#model,
        newLane: crafterGateLanes({ config: this.#player, model: this.#model, maxSteps }),
        features: FEATURES,
        resume: around.resume ?? undefined,
        now: () => performance.now(),
        signal,
        onStage: (stage) => around.onStage(stage),
        onUpdate: async (figures, state, leaves) => {
          this.#gate = gateOfTrained(FEATURES, state.learner);
          await around.onUpdate(figures, state, leaves);
        },
        evaluate: (gate) =>
          withGate(gate, () =>
            playValidation({
              model: this.#model,
              agent: this.#agent(gate),
              worlds: this.#setup.validated,
              maxSteps,
              signal,
              onStage: (stage) => around.onStage(stage),
            }),
          ),
      }),
    );
  }

  sample(order: SampleOrder): Promise<RunRecord> {
    const gate = order.who === 'start' ? startGateOf(this.#setup.plan, FEATURES) : this.#gate;
    return withGate(gate, () => playSample(this.#model, this.#agent(gate), order));
  }

  get #player(): Omit<AgentConfig, 'schedule' | 'gate'> {
    return { ...this.base, temperature: 1, seed: 0 };
  }

  #agent(gate: Gate): AgentConfig {
    return { ...this.#player, schedule: 'gate', ...gateFor('gate', gate) };
  }

  write(state: GateState): Uint8Array<ArrayBuffer> {
    const { model: id, weights } = this.base;
    const run = { plan: this.#setup.plan, model: { id, weights }, features: FEATURES, state };
    return new TextEncoder().encode(writeGateCheckpoint(run));
  }

  read(checkpoint: Uint8Array): GateState {
    return knownFeatures(readGateCheckpoint(new TextDecoder().decode(checkpoint))).state;
  }

  /** @throws LabError internal: a gate starts from no knowledge */
  startFrom(): GateState {
    throw new LabError('internal', 'A gate’s training starts from its model alone.');
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}
