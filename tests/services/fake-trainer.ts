// A training that computes nothing: updates with known figures, which may fail where a test says so. What it has "trained" is
// the number of the update, so a checkpoint tells where it was taken.

import { LabError } from '../../src/lab-error.ts';
import { type AdapterFile, readAdapter } from '../../src/language/pocket/adapter-file.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';
import { gateHyperparameters } from '../../src/learning/gate/hyperparameters.ts';
import { ppoHyperparameters } from '../../src/learning/ppo/hyperparameters.ts';
import type {
  GatePlan,
  GateSetup,
  PolicySetup,
  RlFigures,
  TrainingOptions,
  TrainingSetup,
} from '../../src/services/learner-service.ts';
import type {
  CheckedFile,
  LearnedFile,
  TrainAround,
  Trainer,
  TrainerSource,
  TrainingState,
} from '../../src/services/trainer.ts';
import type { TrainingBase } from '../../src/services/training-keeper.ts';
import type { RlPlan } from '../../src/training/rl/rl-plan.ts';
import { playedRecord } from '../records/sample-runs.ts';

export const MODEL = 'pocket-crafter';
export const OPTIONS: TrainingOptions = { runtime: 'auto', device: 'auto' };

/** Three updates of 4 lanes × 8 decisions, unless `plan` says otherwise. */
export function setupOf(plan: Partial<RlPlan> = {}, name = 'a training'): PolicySetup {
  const hyper = ppoHyperparameters({ lanes: 4, horizon: 8 });
  const whole = { variant: 'dynamic' as const, seed: 1, hyper, steps: 96, maxSteps: 50, evaluateEvery: 2 };
  return { kind: 'policy', name, start: MODEL, validated: 4, plan: { ...whole, ...plan } };
}

/** The same for a gate. */
export function gateSetupOf(plan: Partial<GatePlan> = {}, name = 'a gate'): GateSetup {
  const hyper = gateHyperparameters({ lanes: 4, horizon: 8 });
  const whole = { seed: 1, hyper, steps: 96, maxSteps: 50, evaluateEvery: 2 };
  return { kind: 'gate', name, start: MODEL, validated: 4, plan: { ...whole, ...plan } };
}

type Plan = TrainingSetup['plan'];

export function stateOf(update: number, plan: Plan = setupOf().plan): TrainingState {
  const { lanes, horizon } = plan.hyper;
  return { learner: { updates: update }, globalStep: update * lanes * horizon, best: null };
}

/** Figures that can be told apart. */
export function figuresOf(update: number, plan: Plan = setupOf().plan): RlFigures {
  const isDue = plan.evaluateEvery > 0 && update % plan.evaluateEvery === 0;
  return {
    'losses/policy_loss': -0.01 * update,
    'losses/value_loss': 1 / update,
    'losses/entropy': 0.5,
    'losses/approx_kl': 0.01,
    'losses/clipfrac': 0.1,
    'losses/explained_variance': 0.1 * update,
    'losses/start_kl': 0.02 * update,
    'losses/gradient_norm': 0.3,
    'charts/learning_rate': 1e-3,
    'mismatch/mean': 1e-6,
    'mismatch/max': 1e-5,
    steps: 4,
    positions: 1000,
    update,
    global_step: update * plan.hyper.lanes * plan.hyper.horizon,
    'charts/episodic_return': update < 2 ? Number.NaN : update,
    'charts/episodic_length': update < 2 ? Number.NaN : 40,
    'charts/progress': update < 2 ? Number.NaN : 20,
    'charts/reward_per_100_steps': 3 * update,
    'plan/rate': 0.2 / update,
    'plan/length': 5,
    'plan/price': plan.hyper.price,
    'charts/SPS': 100,
    'time/playing': 0.4,
    ...(isDue && { evaluation: { mean: 10 * update, ci95: [5 * update, 15 * update], episodes: 4 } }),
  } as RlFigures;
}

export interface FakeSource extends TrainerSource {
  /** Devices that trainers were opened for, and rows at once of every attempt. */
  readonly devices: string[];
  readonly rows: number[];
  /** Updates that were made, in all attempts. */
  readonly made: number[];
  /** What trainers were told to start from. */
  readonly starts: string[];
}

export interface FakeOptions {
  /** Called before every update: may throw, or wait. */
  readonly before?: (update: number, around: TrainAround) => void | Promise<void>;
  readonly weights?: string;
  /** Shipped or kept, by their models' ids. */
  readonly adapters?: Readonly<Record<string, AdapterFile>>;
  /** What keeping makes; a fake learns nothing that could be kept. */
  readonly learned?: LearnedFile;
}

export function fakeSource(options: FakeOptions = {}): FakeSource {
  const { weights = SHIPPED_MODELS[MODEL].weights, adapters = {}, learned } = options;
  const source: FakeSource = {
    devices: [],
    rows: [],
    made: [],
    starts: [],
    async open(setup, { model }, { device }, report) {
      report.progress(model, 5, 10);
      source.devices.push(device);
      return fakeTrainer(setup, { model, weights }, source, options.before);
    },
    async adapter(id) {
      if (Object.hasOwn(adapters, id)) return adapters[id];
      throw new LabError('not-found', 'This adapter is not in this browser.');
    },
    check: async (bytes) => checked(bytes),
    async learned() {
      if (learned) return learned;
      throw new LabError('bad-argument', 'A fake has learned nothing.');
    },
  };
  return source;
}

function fakeTrainer(
  { kind, plan }: TrainingSetup,
  base: TrainingBase,
  source: FakeSource,
  before: FakeOptions['before'],
): Trainer {
  return {
    base,
    runtime: { kind: 'script', why: 'A test.', learner: 'It learns nothing.' },
    async train(around) {
      source.rows.push(around.microRows);
      const total = Math.ceil(plan.steps / (plan.hyper.lanes * plan.hyper.horizon));
      let state = around.resume ?? stateOf(0, plan);
      for (let update = state.learner.updates + 1; update <= total && !around.signal.aborted; update++) {
        await around.onStage({ stage: 'playing', done: 1, total: 8 });
        await before?.(update, around);
        if (around.signal.aborted) return state;
        const figures = figuresOf(update, plan);
        state = bestOf({ ...stateOf(update, plan), best: state.best }, figures);
        source.made.push(update);
        await around.onUpdate(figures, state, { episodes: [], memory: { arrays: 7, bytes: 28 } });
      }
      return state;
    },
    sample: async ({ who, seed }) => playedRecord(seed, who === 'start' ? 20 : 30, true),
    write: (state) => new TextEncoder().encode(JSON.stringify({ kind, plan, base, state })).slice(),
    read: (bytes) => read(bytes).state,
    startFrom(start) {
      source.starts.push(start.kind === 'adapter' ? start.id : start.name);
      return stateOf(0, plan);
    },
    dispose: async () => {},
  };
}

function bestOf(state: TrainingState, { evaluation, update }: RlFigures): TrainingState {
  return evaluation ? { ...state, best: { score: evaluation, update } } : state;
}

/** @throws LabError bad-model */
function checked(bytes: Uint8Array): CheckedFile {
  if (bytes[0] !== '{'.charCodeAt(0)) {
    readAdapter(bytes);
    return { kind: 'adapter' };
  }
  const { kind, plan, base, state } = read(bytes);
  return { kind: 'checkpoint', training: { kind, plan } as never, base, state };
}

/** @throws LabError bad-model */
function read(
  bytes: Uint8Array,
): Pick<TrainingSetup, 'kind' | 'plan'> & { base: TrainingBase; state: TrainingState } {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new LabError('bad-model', 'This is no checkpoint.', '', cause);
  }
}
