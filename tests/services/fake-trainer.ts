// A training that computes nothing: updates with known figures, which may fail where a test says so. What it has "trained" is
// the number of the update, so a checkpoint tells where it was taken.

import { LabError } from '../../src/lab-error.ts';
import { readAdapter } from '../../src/language/pocket/adapter-file.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';
import { ppoHyperparameters } from '../../src/learning/ppo/hyperparameters.ts';
import type { RlFigures, TrainingOptions, TrainingSetup } from '../../src/services/learner-service.ts';
import type { TrainAround, Trainer, TrainerSource } from '../../src/services/trainer.ts';
import type { RlCheckpoint } from '../../src/training/rl/rl-checkpoint.ts';
import type { RlPlan } from '../../src/training/rl/rl-plan.ts';
import type { RlState } from '../../src/training/rl/rl-run.ts';
import { playedRecord } from '../records/sample-runs.ts';

export const MODEL = 'pocket-crafter';
export const OPTIONS: TrainingOptions = { runtime: 'auto', device: 'auto' };

/** Three updates of 4 lanes × 8 decisions, unless `plan` says otherwise. */
export function setupOf(plan: Partial<RlPlan> = {}, name = 'a training'): TrainingSetup {
  const hyper = ppoHyperparameters({ lanes: 4, horizon: 8 });
  const whole = { variant: 'dynamic' as const, seed: 1, hyper, steps: 96, maxSteps: 50, evaluateEvery: 2 };
  return { name, start: MODEL, validated: 4, plan: { ...whole, ...plan } };
}

export function stateOf(update: number, plan: RlPlan = setupOf().plan): RlState {
  const values = new Map([['at', Float32Array.of(update)]]);
  const { lanes, horizon } = plan.hyper;
  return {
    learner: { trained: values, mean: values, square: values, updates: update, steps: update, shapes: [] },
    collector: { nextSeed: update, lanes: [] },
    globalStep: update * lanes * horizon,
    best: null,
  };
}

/** Figures that can be told apart. */
export function figuresOf(update: number, plan: RlPlan = setupOf().plan): RlFigures {
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
}

export interface FakeOptions {
  /** Called before every update: may throw, or wait. */
  readonly before?: (update: number, around: TrainAround) => void | Promise<void>;
  readonly weights?: string;
}

export function fakeSource({
  before,
  weights = SHIPPED_MODELS[MODEL].weights,
}: FakeOptions = {}): FakeSource {
  const source: FakeSource = {
    devices: [],
    rows: [],
    made: [],
    async open(model, { device }, report) {
      report.progress(model, 5, 10);
      source.devices.push(device);
      return fakeTrainer({ model, weights }, source, before);
    },
    async check(bytes) {
      if (bytes[0] !== '{'.charCodeAt(0)) return { kind: 'adapter', adapter: readAdapter(bytes) };
      return { kind: 'checkpoint', checkpoint: read(bytes) };
    },
    adapterOf: async () => {
      throw new LabError('bad-argument', 'A fake has no adapter.');
    },
  };
  return source;
}

function fakeTrainer(base: Trainer['base'], source: FakeSource, before: FakeOptions['before']): Trainer {
  return {
    base,
    runtime: { kind: 'script', why: 'A test.', learner: 'It learns nothing.' },
    async train(plan, around) {
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
    sample: async (_, { who, seed }) => playedRecord(seed, who === 'start' ? 20 : 30, true),
    write: (plan, state) => new TextEncoder().encode(JSON.stringify(stored(plan, base, state))).slice(),
    read,
    startingFrom: (plan, { state }) => ({
      ...stateOf(0, plan),
      learner: { ...state.learner, updates: 0, steps: 0 },
    }),
    dispose: async () => {},
  };
}

function bestOf(state: RlState, { evaluation, update }: RlFigures): RlState {
  if (!evaluation) return state;
  return { ...state, best: { trained: state.learner.trained, score: evaluation, update } };
}

function stored(plan: RlPlan, start: Trainer['base'], { learner, globalStep, best }: RlState) {
  return {
    plan,
    start,
    updates: learner.updates,
    globalStep,
    best: best && { score: best.score, update: best.update },
  };
}

/** @throws LabError bad-model */
function read(bytes: Uint8Array): RlCheckpoint {
  try {
    const { plan, start, updates, best } = JSON.parse(new TextDecoder().decode(bytes));
    const state = stateOf(updates, plan);
    return { plan, start, state: { ...state, best: best && { ...best, trained: state.learner.trained } } };
  } catch (cause) {
    throw new LabError('bad-model', 'This is no checkpoint.', '', cause);
  }
}
