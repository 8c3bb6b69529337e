import { describe, expect, test } from 'vitest';
import { BetaPredictor } from '../../../src/learning/k-predictor/beta-predictor.ts';
import {
  K_PREDICTOR_HYPERPARAMETERS,
  type KPredictorHyperparameters,
} from '../../../src/learning/k-predictor/hyperparameters.ts';
import { KPredictor } from '../../../src/learning/k-predictor/k-predictor.ts';
import { MAX_AHEAD } from '../../../src/learning/k-predictor/match-run.ts';
import type { Predictor } from '../../../src/learning/k-predictor/predictor.ts';
import { Random } from '../../../src/random.ts';
import { CHAIN_VALUES, chainError, chainRun, room } from './synthetic-chain.ts';
import { runsOf, syntheticTask } from './synthetic-tasks.ts';

/** A predictor that has walked the chain. */
function walked(updates: number, hyper: Partial<KPredictorHyperparameters> = {}, seed = 1): KPredictor {
  const predictor = KPredictor.create({ seed, hyper });
  const random = new Random(seed, 7);
  for (let i = 0; i < updates; i++) predictor.learn(chainRun(random));
  return predictor;
}

/** Error against the true value over tasks 150 to 312, the first 150 having been learned from. */
function errorOnTasks(predictor: Predictor): { error: number; bias: number } {
  const [tasks, luck] = [new Random(5, 1), new Random(5, 2)];
  const errors: number[] = [];
  for (let i = 0; i < 312; i++) {
    const task = syntheticTask(tasks);
    if (i >= 150) errors.push(...task.map(({ prefix, value }) => predictor.value(prefix) - value));
    for (const run of runsOf(task, luck)) void predictor.learn(run);
  }
  const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return { error: Math.sqrt(mean(errors.map((e) => e * e))), bias: mean(errors) };
}

test('a new predictor expects one match everywhere, so it runs one step ahead', () => {
  const predictor = KPredictor.create({ seed: 1 });
  expect(predictor.value({ task: 'anything', steps: [] })).toBeCloseTo(1, 5);
  expect(predictor.value(room(5))).toBeCloseTo(1, 5);
});

test('the values of a chain are learned within half a match, from 1,200 runs', () => {
  const predictor = walked(1200);
  expect(Math.max(...CHAIN_VALUES)).toBeGreaterThan(5.5);
  expect(chainError((prefix) => predictor.value(prefix))).toBeLessThan(0.5);
  expect(predictor.value(room(11))).toBeLessThan(0.15);
});

test('a higher τ expects more at every place', () => {
  const [careful, plain, bold] = [0.1, 0.5, 0.9].map((tau) => walked(400, { tau }));
  for (const [i] of CHAIN_VALUES.slice(0, -1).entries()) {
    expect(careful.value(room(i)), `room ${i}`).toBeLessThan(plain.value(room(i)));
    expect(plain.value(room(i)), `room ${i}`).toBeLessThan(bold.value(room(i)));
  }
});

// 24 seeds, 100 runs: λ = 1 errs by 0.703, 0.95 by 0.027 ± 0.005 less, 0.5 by 0.136 ± 0.031 less (paired, ± standard error).
test('after 100 runs the bootstrap errs less than plain counts do', () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const errorAt = (lambda: number) =>
    seeds.map((seed) => {
      const predictor = walked(100, { lambda }, seed);
      return chainError((prefix) => predictor.value(prefix));
    });
  const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b) / numbers.length;
  const [half, paper, counts] = [0.5, 0.95, 1].map((lambda) => mean(errorAt(lambda)));
  expect(paper).toBeLessThan(counts);
  expect(half).toBeLessThan(paper);
});

describe('on tasks like OpenAGI’s, with places that the text tells apart', () => {
  test('it errs by less than half of what one match probability for all places errs by', () => {
    const learned = errorOnTasks(KPredictor.create({ seed: 1, hyper: { taskEnds: 1 } }));
    const everywhere = errorOnTasks(new BetaPredictor());
    expect(learned.error).toBeLessThan(0.6);
    expect(Math.abs(learned.bias)).toBeLessThan(0.15);
    expect(everywhere.error).toBeGreaterThan(2 * learned.error);
  });

  test('learning from failures alone, as the paper does, stays low where tasks are short', () => {
    expect(errorOnTasks(KPredictor.create({ seed: 1 })).bias).toBeLessThan(-0.8);
  });
});

test('a run that the task’s end cut short teaches only where the dial says so', () => {
  const run = { prefixes: [room(0), room(1)], mismatched: false };
  const paper = KPredictor.create({ seed: 1 });
  expect(paper.learn(run)).toBeNull();
  expect([paper.updates, paper.runs]).toEqual([0, 0]);
  const other = KPredictor.create({ seed: 1, hyper: { taskEnds: 1 } });
  expect(other.learn(run)).not.toBeNull();
  expect(other.learn({ prefixes: [], mismatched: true })).toBeNull();
  expect([other.updates, other.runs]).toEqual([1, 1]);
});

test('the figures of an update say how wrong it was before', () => {
  const figures = KPredictor.create({ seed: 1 }).learn({
    prefixes: [0, 1, 2, 3].map(room),
    mismatched: true,
  })!;
  // 1 was expected everywhere; 3, 2, 1, 0 came.
  expect(figures['predictor/error']).toBeCloseTo(1, 5);
  expect(figures['predictor/bias']).toBeCloseTo(-0.5, 5);
  expect(figures['losses/expectile']).toBeGreaterThan(0);
});

test('of a very long run the latest places are learned from, and values stay finite at τ = 0.99', () => {
  const predictor = KPredictor.create({ seed: 1, hyper: { tau: 0.99, lambda: 0, learningRate: 0.05 } });
  const prefixes = Array.from({ length: 300 }, (_, i) => ({ task: 'long', steps: [`${i}`] }));
  for (let i = 0; i < 200; i++) predictor.learn({ prefixes, mismatched: true });
  expect(predictor.value(prefixes[299])).toBeLessThan(MAX_AHEAD);
  expect(predictor.value(prefixes[240])).toBeLessThan(3 * MAX_AHEAD);
  expect(predictor.runs).toBe(200);
});

test('dense features are learned from', () => {
  const predictor = KPredictor.create({ seed: 1, dense: 2, hyper: { learningRate: 3e-3 } });
  const place = (x: number) => ({ task: 'same', steps: [], hidden: [x, 1] });
  for (let i = 0; i < 100; i++) {
    predictor.learn({ prefixes: [place(-1)], mismatched: true });
    predictor.learn({ prefixes: [place(1), place(1), place(1), place(-1)], mismatched: true });
  }
  expect(predictor.value(place(1))).toBeGreaterThan(predictor.value(place(-1)) + 1);
});

test('the same seed and runs give the same bytes, another seed others', () => {
  const bytes = walked(30).state();
  expect(walked(30).state()).toEqual(bytes);
  const other = KPredictor.create({ seed: 2 });
  const random = new Random(1, 7);
  for (let i = 0; i < 30; i++) other.learn(chainRun(random));
  expect(other.state()).not.toEqual(bytes);
});

test('a dial out of range is refused', () => {
  const bad = expect.objectContaining({ code: 'bad-argument' });
  const hypers = [
    { tau: 1 },
    { tau: Number.NaN },
    { batch: 0 },
    { batch: 1.5 },
    { buckets: 1000 },
    { replay: 1e9 },
  ];
  for (const hyper of hypers) expect(() => KPredictor.create({ seed: 1, hyper })).toThrow(bad);
  for (const dense of [-1, 0.5, 1e6]) expect(() => KPredictor.create({ seed: 1, dense })).toThrow(bad);
});

test('every dial has a sentence, a source and a default within its range', () => {
  for (const [name, dial] of Object.entries(K_PREDICTOR_HYPERPARAMETERS)) {
    expect(dial.meaning, name).toMatch(/\.$/);
    expect(dial.source, name).toMatch(/\S/);
    expect(dial.default >= dial.min && dial.default <= dial.max, name).toBe(true);
  }
});
