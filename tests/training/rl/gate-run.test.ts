import { describe, expect, test } from 'vitest';
import { askGate, type Gate } from '../../../src/agents/gate.ts';
import { GATE_FEATURES } from '../../../src/agents/gate-features.ts';
import { addGate } from '../../../src/agents/gates.ts';
import { playLanes } from '../../../src/agents/lanes.ts';
import { type GateHyperparameters, gateHyperparameters } from '../../../src/learning/gate/hyperparameters.ts';
import { readGateCheckpoint, writeGateCheckpoint } from '../../../src/training/rl/gate-checkpoint.ts';
import { GateCollector } from '../../../src/training/rl/gate-collector.ts';
import { crafterGateLanes } from '../../../src/training/rl/gate-lanes.ts';
import {
  type GateFigures,
  type GatePlan,
  type GateState,
  gateOfTrained,
  runGate,
  startGateOf,
} from '../../../src/training/rl/gate-run.ts';
import type { RlStage, RlUpdate, Score } from '../../../src/training/rl/rl-run.ts';
import { testGate } from '../../agents/gates.ts';
import { UniformModel } from '../../agents/uniform-model.ts';
import { FORK_FEATURES, forkLanes } from './fork-world.ts';

const planOf = (hyper: Partial<GateHyperparameters>, steps = 12_288): GatePlan => ({
  seed: 1,
  hyper: gateHyperparameters({ lanes: 16, horizon: 32, units: 8, learningRate: 0.02, ...hyper }),
  steps,
  maxSteps: 24,
  evaluateEvery: 0,
});

async function train(
  plan: GatePlan,
  { resume, updates = 1e9 }: { resume?: GateState; updates?: number } = {},
) {
  const controller = new AbortController();
  const figures: GateFigures[] = [];
  let clock = 0;
  const state = await runGate(plan, {
    model: new UniformModel(),
    newLane: forkLanes,
    features: FORK_FEATURES,
    resume,
    now: () => clock++,
    signal: controller.signal,
    onUpdate: (row) => {
      if (figures.push(row) >= updates) controller.abort();
    },
  });
  return { state, figures, gate: gateOfTrained(FORK_FEATURES, state.learner) };
}

/** P(plan) at a fork and at a wall. */
function probabilities(gate: Gate): { fork: number; wall: number } {
  const at = (features: number[]) => askGate(gate, features, { seed: 0, temperature: 1 }, 0).probability;
  return { fork: at([1, 0]), wall: at([0, 1]) };
}

describe('in a world where one plan in four steps pays', () => {
  test('a gate learns to plan there and nowhere else, whatever model it plans for', async () => {
    const { gate, figures } = await train(planOf({ price: 0.1 }));
    const { fork, wall } = probabilities(gate);
    expect(fork).toBeGreaterThan(0.9);
    expect(wall).toBeLessThan(0.1);
    const returns = figures.map((row) => row['charts/episodic_return']);
    expect(returns.at(-1)! / returns[0]).toBeGreaterThan(2);
    expect(Math.abs(figures.at(-1)!['plan/rate'] - 0.25)).toBeLessThan(0.08);
    expect(figures.at(-1)).toMatchObject({ 'plan/length': 2, 'plan/price': 0.1, global_step: 12_288 });
  });

  test('a high price ends planning, there too', async () => {
    const { fork, wall } = probabilities((await train(planOf({ price: 2 }))).gate);
    expect(Math.max(fork, wall)).toBeLessThan(0.05);
  });
});

describe('a run', () => {
  const plan = planOf({ price: 0.1 }, 5 * 512);

  test('repeats from its seed, and goes on exactly where a checkpoint left it', async () => {
    const whole = await train(plan);
    expect((await train(plan)).state).toEqual(whole.state);
    const half = await train(plan, { updates: 2 });
    expect(half.state.globalStep).toBe(2 * 512);
    const run = { plan, model: { id: 'uniform', weights: '' }, features: FORK_FEATURES, state: half.state };
    const kept = readGateCheckpoint(writeGateCheckpoint(run));
    expect(kept).toEqual(run);
    const rest = await train(plan, { resume: kept.state });
    expect(rest.state).toEqual(whole.state);
    expect(rest.figures).toHaveLength(3);
    expect((await train({ ...plan, seed: 2 })).gate.id).not.toBe(whole.gate.id);
  });

  test('says what it does, what it holds, and keeps the best that was evaluated', async () => {
    const stages: RlStage[] = [];
    const held: RlUpdate['memory'][] = [];
    const gates: string[] = [];
    const scores = [10, 30, 20, 30, 5].map((mean): Score => ({ mean, ci95: null, episodes: 1 }));
    const states: GateState[] = [];
    await runGate(
      { ...plan, evaluateEvery: 1 },
      {
        model: new UniformModel(),
        newLane: forkLanes,
        features: FORK_FEATURES,
        now: () => 0,
        onStage: (stage) => void stages.push(stage),
        evaluate: async (gate) => scores[gates.push(gate.id) - 1],
        onUpdate: (_, state, { memory }) => {
          states.push(state);
          held.push(memory);
        },
      },
    );
    expect(stages.slice(0, 2)).toEqual([
      { stage: 'playing', done: 16, total: 512 },
      { stage: 'playing', done: 32, total: 512 },
    ]);
    expect(stages).toHaveLength(5 * 32);
    expect(states.map(({ best }) => [best?.update, best?.score.mean])).toEqual([
      [1, 10],
      [2, 30],
      [2, 30],
      [2, 30],
      [2, 30],
    ]);
    expect(gateOfTrained(FORK_FEATURES, states[4].best!).id).toBe(gates[1]);
    const kept = { plan, model: { id: 'uniform', weights: '' }, features: FORK_FEATURES, state: states[4] };
    expect(readGateCheckpoint(writeGateCheckpoint(kept))).toEqual(kept);
    expect(new Set(held.map(({ arrays, bytes }) => `${arrays} ${bytes}`)).size).toBe(1);
    // Two networks of two inputs, eight units and one output; trained, start and AdamW's two moments of each.
    expect(held[0]).toEqual({ arrays: 4 * 8, bytes: 4 * 4 * 2 * (2 * 8 + 8 + 8 + 1) });
  });

  test('starts from the gate that is said to be its start', async () => {
    const still = await train(planOf({ learningRate: 0 }, 512));
    expect(startGateOf(planOf({}), FORK_FEATURES).id).toBe(still.gate.id);
    expect(still.state.best).toBeNull();
  });

  test('a checkpoint of a time before the best was kept is one without', async () => {
    const { state } = await train(plan, { updates: 1 });
    const run = { plan, model: { id: 'uniform', weights: '' }, features: FORK_FEATURES, state };
    const { best: _, ...old } = JSON.parse(writeGateCheckpoint(run));
    expect(readGateCheckpoint(JSON.stringify(old))).toEqual(run);
  });

  test('a checkpoint that is none is refused', async () => {
    const { state } = await train(plan, { updates: 1 });
    const file = JSON.parse(
      writeGateCheckpoint({ plan, model: { id: 'uniform', weights: '' }, features: FORK_FEATURES, state }),
    );
    const { trained } = file.learner;
    const bad: unknown[] = [
      null,
      { ...file, format: 'x' },
      { ...file, plan: { ...file.plan, hyper: { ...file.plan.hyper, lanes: 1e9 } } },
      { ...file, learner: { ...file.learner, trained: {} } },
      { ...file, learner: { ...file.learner, trained: { ...trained, 'gate.out': 'A' } } },
      {
        ...file,
        learner: { ...file.learner, trained: { ...trained, 'gate.out_bias': btoa('\xff'.repeat(4)) } },
      },
      { ...file, features: ['one'] },
      { ...file, collector: { ...file.collector, lanes: file.collector.lanes.slice(1) } },
      { ...file, plan: { ...file.plan, hyper: { ...file.plan.hyper, units: 1000 } } },
    ];
    for (const value of bad)
      expect(() => readGateCheckpoint(JSON.stringify(value))).toThrow(
        expect.objectContaining({ code: 'bad-model' }),
      );
    expect(() => readGateCheckpoint('{')).toThrow(expect.objectContaining({ code: 'bad-model' }));
  });
});

test('in Crafter the collector plays an episode just as an agent under the schedule gate does', async () => {
  const gate = testGate(-1, 'plan_age', 6);
  addGate(gate);
  const config = { model: 'uniform', weights: '', temperature: 1, seed: 5 };
  const collected = new UniformModel();
  const newLane = crafterGateLanes({ config, model: collected, maxSteps: 70 });
  const collector = new GateCollector({ newLane, lanes: 1, firstSeed: 3 });
  const { rollout, episodes } = await collector.collect(collected, gate, 70);
  const played = new UniformModel();
  const [episode] = await playLanes({
    model: played,
    config: { ...config, schedule: 'gate', gate: gate.id },
    seeds: [3],
    maxSteps: 70,
    lanes: 1,
  });
  expect(collected.prompts.slice(0, episode.steps)).toEqual(played.prompts);
  expect(episodes[0]).toMatchObject({ seed: 3, steps: episode.steps, plans: episode.plans });
  expect(rollout.features.length).toBe(rollout.rows * GATE_FEATURES.length);
  expect(new Set(rollout.planned).size).toBe(2);
});
