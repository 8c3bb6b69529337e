import { expect, test } from 'vitest';
import {
  MAX_REPLAY_FEATURES,
  Replay,
  rewardsOf,
  type Trajectory,
} from '../../../src/learning/k-predictor/replay.ts';
import { Random } from '../../../src/random.ts';

/** Its first feature is its number. */
function trajectory(number: number, states: number, features = 1): Trajectory {
  const state = {
    indices: new Uint16Array(features).fill(number),
    values: new Float32Array(features),
  };
  return { states: new Array(states).fill(state), mismatched: true };
}

const numberOf = ({ states }: Trajectory) => states[0].indices[0];

test('the oldest runs go first, and the steps are counted', () => {
  const replay = new Replay(3);
  for (const number of [1, 2, 3, 4, 5]) replay.add(trajectory(number, number));
  expect(replay.trajectories.map(numberOf)).toEqual([3, 4, 5]);
  expect(replay.steps).toBe(12);
});

test('it is bounded in features, too', () => {
  const replay = new Replay(10_000);
  for (let i = 0; i < 50; i++) replay.add(trajectory(i, 64, 1_000));
  expect(replay.trajectories.length).toBe(Math.floor(MAX_REPLAY_FEATURES / 64_000));
  expect(numberOf(replay.trajectories.at(-1)!)).toBe(49);
});

test('a draw has the newest run, no run twice, and about as many steps as were asked for', () => {
  const replay = new Replay(100);
  for (let i = 0; i < 100; i++) replay.add(trajectory(i, 1 + (i % 4)));
  for (let seed = 0; seed < 20; seed++) {
    const drawn = replay.draw(40, new Random(seed));
    expect(drawn.map(numberOf)).toContain(99);
    expect(new Set(drawn.map(numberOf)).size).toBe(drawn.length);
    const steps = drawn.reduce((sum, { states }) => sum + states.length, 0);
    expect(steps).toBeGreaterThanOrEqual(40);
    expect(steps).toBeLessThan(44);
  }
  expect(replay.draw(1_000, new Random(1)).length).toBe(100);
});

test('every older run is drawn about as often', () => {
  const replay = new Replay(20);
  for (let i = 0; i < 20; i++) replay.add(trajectory(i, 1));
  const counts = new Array<number>(20).fill(0);
  for (let seed = 0; seed < 2_000; seed++)
    for (const drawn of replay.draw(5, new Random(seed))) counts[numberOf(drawn)]++;
  expect(counts[19]).toBe(2_000);
  for (const count of counts.slice(0, 19)) expect(Math.abs(count - 421)).toBeLessThan(100);
});

test('every step of a run has reward 1 but the mismatch', () => {
  expect([...rewardsOf(trajectory(1, 3))]).toEqual([1, 1, 0]);
  expect([...rewardsOf({ ...trajectory(1, 3), mismatched: false })]).toEqual([1, 1, 1]);
});
