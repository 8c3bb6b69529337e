import { expect, test } from 'vitest';
import { BetaPredictor } from '../../../src/learning/k-predictor/beta-predictor.ts';
import { KPredictor } from '../../../src/learning/k-predictor/k-predictor.ts';
import { MAX_AHEAD, MatchRunCollector, matchesFrom } from '../../../src/learning/k-predictor/match-run.ts';
import { learnHere, RemotePredictor, weightsOf } from '../../../src/learning/k-predictor/remote-predictor.ts';
import {
  bayesian,
  dynamic,
  fixed,
  oracle,
  supervised,
} from '../../../src/learning/k-predictor/run-ahead-policy.ts';
import { Random } from '../../../src/random.ts';
import { chainRun, room } from './synthetic-chain.ts';

const says = (value: number) => ({ value: () => value, learn: () => null });
const run = (matches: number, mismatched = true) => ({
  prefixes: Array.from({ length: matches + Number(mismatched) }, (_, i) => room(i)),
  mismatched,
});

test('k = max(1, round(V) + β), and never beyond the bound', () => {
  const k = (value: number, offset: number) => dynamic(says(value), offset).choose(room(0)).k;
  expect([0, 0.4, 1.4, 1.5, 2.6].map((value) => k(value, 0))).toEqual([1, 1, 1, 2, 3]);
  expect([0, 0.4, 1.4, 1.5, 2.6].map((value) => k(value, 2))).toEqual([2, 2, 3, 4, 5]);
  expect(k(3, -5)).toBe(1);
  expect(k(1e9, 0)).toBe(MAX_AHEAD);
  expect(k(Number.POSITIVE_INFINITY, 0)).toBe(MAX_AHEAD);
  expect(k(Number.NaN, 0)).toBe(1);
  expect(dynamic(says(2.25), 1).choose(room(0)).value).toBe(2.25);
});

test('a fixed policy expects nothing and learns nothing', () => {
  expect(fixed(4).choose(room(0))).toEqual({ k: 4, value: null });
  expect(fixed(0).choose(room(0)).k).toBe(1);
  expect(fixed(4).learn(run(3))).toBeNull();
});

test('the oracle also starts the step that will fail', () => {
  const policy = oracle(({ steps }) => 5 - steps.length);
  expect([0, 3, 5].map((i) => policy.choose(room(i)).k)).toEqual([6, 3, 1]);
});

test('the Bayesian estimate is the Beta posterior’s p / (1 − p)', () => {
  const predictor = new BetaPredictor();
  const policy = bayesian(1, predictor);
  expect(policy.choose(room(0))).toEqual({ k: 2, value: 1 });
  for (const matches of [4, 0, 2]) void policy.learn(run(matches));
  // Beta(1 + 6, 1 + 3): p = 7 / 11.
  expect(predictor.counts).toEqual({ matches: 7, mismatches: 4 });
  const p = 7 / 11;
  expect(policy.choose(room(9)).value).toBeCloseTo(p / (1 - p), 12);
  expect(policy.learn(run(3, false))).toBeNull();
  expect(new BetaPredictor({ matches: 1e9, mismatches: 1 }).value()).toBe(MAX_AHEAD);
  const withEnds = new BetaPredictor(predictor.counts, true);
  withEnds.learn(run(3, false));
  expect(withEnds.counts).toEqual({ matches: 10, mismatches: 4 });
});

test('the supervised policy is the predictor at λ = 1 and τ = 0.5, whatever τ it is given', () => {
  const policy = supervised({ seed: 3, hyper: { tau: 0.9, offset: 2 } });
  const predictor = KPredictor.create({ seed: 3, hyper: { lambda: 1, tau: 0.5 } });
  const random = new Random(1);
  for (let i = 0; i < 20; i++) {
    const walk = chainRun(random);
    expect(policy.learn(walk)).toEqual(predictor.learn(walk));
  }
  const value = predictor.value(room(2));
  expect(policy.choose(room(2))).toEqual({ k: Math.max(1, Math.round(value) + 2), value });
});

test('matches add up over segments until the agent really fails', () => {
  const collector = new MatchRunCollector();
  for (const i of [0, 1, 2]) collector.match(room(i));
  const first = collector.mismatch(room(3));
  expect(first).toEqual(run(3));
  expect([0, 1, 2, 3].map((i) => matchesFrom(first, i))).toEqual([3, 2, 1, 0]);
  expect(collector.mismatch(room(4))).toEqual({ prefixes: [room(4)], mismatched: true });
  collector.match(room(5));
  const last = collector.end()!;
  expect(last).toEqual({ prefixes: [room(5)], mismatched: false });
  expect(matchesFrom(last, 0)).toBe(1);
  expect(collector.end()).toBeNull();
});

test('a remote predictor answers as the learner would, and late answers bring no old weights back', async () => {
  const learner = KPredictor.create({ seed: 1 });
  const answers: (() => void)[] = [];
  const remote = new RemotePredictor(structuredClone(weightsOf(learner)), (walk) => {
    const learned = structuredClone(learnHere(learner, structuredClone(walk)));
    return new Promise((resolve) => answers.push(() => resolve(learned)));
  });
  const random = new Random(1);
  const before = remote.value(room(3));
  const both = [remote.learn(chainRun(random)), remote.learn(chainRun(random))];
  expect(remote.value(room(3))).toBe(before);
  for (const answer of answers.reverse()) answer();
  const figures = await Promise.all(both);
  expect(figures.every((f) => f !== null && 'predictor/error' in f)).toBe(true);
  expect(learner.value(room(3))).not.toBe(before);
  expect(remote.value(room(3))).toBe(learner.value(room(3)));
});
