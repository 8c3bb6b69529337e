// Replays: a played record verifies, any change of it does not, and every state is within reach.

import { describe, expect, test } from 'vitest';
import { Random } from '../../src/random.ts';
import { decodeRecord, encodeRecord } from '../../src/records/codec.ts';
import type { RunRecord, StepRecord } from '../../src/records/record.ts';
import { RunRecorder } from '../../src/records/recorder.ts';
import { Replay, verifyRecord, worldOf } from '../../src/records/replay.ts';
import { frame } from '../../src/worlds/crafter/frame.ts';
import { CONFIG, playedRecord, sampleSteps } from './sample-runs.ts';

const record = playedRecord(276, 400, true);

function changed(at: number, change: Partial<StepRecord>): RunRecord {
  return { ...record, steps: record.steps.map((step, i) => (i === at ? { ...step, ...change } : step)) };
}

describe('verify', () => {
  test('a played record of 400 steps replays to the same digest, also from its bytes', () => {
    expect(record.outcome.steps).toBe(400);
    const expected = { steps: 400, digest: record.digest, equal: true };
    expect(verifyRecord(record)).toEqual(expected);
    expect(verifyRecord(decodeRecord(encodeRecord(record)))).toEqual(expected);
  });

  test('a run without steps verifies', () => {
    expect(verifyRecord(playedRecord(5, 0))).toMatchObject({ steps: 0, equal: true });
  });

  test.each<[string, RunRecord]>([
    ['an action', changed(200, { action: (record.steps[200].action + 1) % 17 })],
    ['the last action', changed(399, { action: (record.steps[399].action + 1) % 17 })],
    ['an actor', changed(17, { by: 'person' })],
    ['a plan', changed(0, { plan: 'collect 9 diamond' })],
    ['a planner', changed(0, { planBy: 'person' })],
    ['plan tokens', changed(3, { planTokens: 99 })],
    ['tokens', changed(3, { tokens: 99 })],
    ['the seed', { ...record, config: { ...record.config, seed: 277 } }],
    [
      'the agent',
      { ...record, config: { ...record.config, agent: { ...record.config.agent, temperature: 1 } } },
    ],
    ['the return', { ...record, outcome: { ...record.outcome, episodeReturn: 22 } }],
    ['the end', { ...record, outcome: { ...record.outcome, truncated: true } }],
    [
      'the digest',
      { ...record, digest: record.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) },
    ],
  ])('a change of %s is noticed', (_, forged) => {
    expect(verifyRecord(forged)).toMatchObject({
      equal: false,
      firstDifference: { step: expect.any(Number) },
    });
  });

  test('a claimed achievement is noticed at the step where it is claimed', () => {
    const achievements = { ...record.outcome.achievements, collect_diamond: 33 };
    const forged = { ...record, outcome: { ...record.outcome, achievements } };
    expect(verifyRecord(forged).firstDifference).toMatchObject({ step: 33, field: 'achievements' });
  });

  test('steps behind the episode’s end, or of no action, are named and do not throw', () => {
    const dead = playedRecord(276, 5000);
    expect(dead.outcome.terminated).toBe(true);
    const longer = { ...dead, steps: [...dead.steps, dead.steps[0]] };
    expect(verifyRecord(longer)).toMatchObject({
      equal: false,
      steps: dead.steps.length,
      firstDifference: { step: dead.steps.length + 1, field: 'action' },
    });
    expect(verifyRecord(changed(7, { action: 99 })).firstDifference).toMatchObject({
      step: 8,
      field: 'action',
    });
  });

  test('a world that is not here is an unknown-world', () => {
    const other = {
      ...record,
      config: { ...record.config, world: { ...record.config.world, id: 'Crafter-v9' } },
    };
    expect(() => verifyRecord(other)).toThrow(expect.objectContaining({ code: 'unknown-world' }));
  });

  test('10,000 steps in default worlds, with 25 resets or more, verify within 1 s of processor time', () => {
    const records = Array.from({ length: 80 }, (_, seed) => playedRecord(seed, 10_000));
    let steps = 0;
    const start = process.threadCpuUsage();
    for (const each of records) {
      if (steps >= 10_000) break;
      expect(verifyRecord(each).equal).toBe(true);
      steps += each.steps.length;
    }
    expect(steps).toBeGreaterThanOrEqual(10_000);
    const { user, system } = process.threadCpuUsage(start);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});

describe('recorder', () => {
  test('a record can be taken at any step, and verifies', () => {
    const world = worldOf(CONFIG);
    world.reset(CONFIG.seed);
    const recorder = new RunRecorder(CONFIG, world);
    for (const [i, step] of sampleSteps(60, new Random(3), true).entries()) {
      recorder.add(step, world.step(step.action));
      if (i % 7 === 0) expect(verifyRecord(recorder.record())).toMatchObject({ steps: i + 1, equal: true });
    }
    expect(recorder.record().outcome.steps).toBe(60);
  });

  test('a plan that no record can hold is refused and changes nothing', () => {
    const world = worldOf(CONFIG);
    world.reset(CONFIG.seed);
    const recorder = new RunRecorder(CONFIG, world);
    const before = recorder.record();
    const step = {
      action: 0,
      by: 'person',
      plan: 'x'.repeat(501),
      planBy: 'person',
      planTokens: 0,
      tokens: 0,
    } as const;
    const result = { observation: null, reward: 0, terminated: false, truncated: false, info: {} };
    expect(() => recorder.add(step, result)).toThrow(expect.objectContaining({ code: 'bad-plan' }));
    expect(recorder.record()).toEqual(before);
  });
});

describe('replay', () => {
  const replay = new Replay(record);

  test('every step’s frame is the world’s as it was played', () => {
    const world = worldOf(record.config);
    world.reset(record.config.seed);
    const played = [frame(world)];
    for (const step of record.steps) {
      world.step(step.action);
      played.push(frame(world));
    }
    const random = new Random(4);
    const order = random.shuffle(Array.from({ length: played.length }, (_, i) => i));
    for (const step of order) expect(replay.frameAt(step)).toEqual(played[step]);
  });

  test('steps outside are drawn in', () => {
    expect(replay.frameAt(-5).step).toBe(0);
    expect(replay.frameAt(1e9).step).toBe(400);
  });

  test('seeking takes less than 5 ms, the median over 200 steps', () => {
    const random = new Random(5);
    const times = Array.from({ length: 200 }, () => {
      const step = random.int(401);
      const start = performance.now();
      replay.frameAt(step);
      return performance.now() - start;
    });
    expect(times.sort((a, b) => a - b)[100]).toBeLessThan(5);
  });

  test('the timeline has returns, achievements and plans', () => {
    expect(replay.verification.equal).toBe(true);
    expect(replay.returns[400]).toBe(record.outcome.episodeReturn);
    expect(Object.fromEntries(replay.achievements.map(({ name, step }) => [name, step]))).toEqual(
      record.outcome.achievements,
    );
    expect(replay.plans.length).toBe(record.steps.filter((step) => step.plan).length);
    expect(replay.planAt(0)).toBeNull();
    expect(replay.planAt(1)).toEqual({ text: record.steps[0].plan, by: 'agent', since: 1 });
  });

  test('an empty plan hands planning back: none is in force then', () => {
    const handedBack = changed(50, { plan: '', planBy: 'person' });
    expect(new Replay(handedBack).planAt(51)).toBeNull();
    expect(new Replay(handedBack).planAt(50)).not.toBeNull();
  });

  test('a record that does not fit its world replays as far as it does', () => {
    const broken = new Replay(changed(250, { action: 40 }));
    expect(broken.length).toBe(250);
    expect(broken.frameAt(400).step).toBe(250);
    expect(broken.verification.equal).toBe(false);
  });
});
