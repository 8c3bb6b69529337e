// The measure against worlds where the answer is known. A player on a meadow faces grass: digging it gives a sapling
// (a new achievement, reward 1) with probability 0.1 a step (Crafter 1.8.3, data.yaml), waiting gives nothing. So
// digging for h steps is worth 1 − 0.9^h more than waiting.

import { describe, expect, test } from 'vitest';
import { measureAdvantage } from '../../src/experiments/advantage.ts';
import type { ForkOptions } from '../../src/experiments/advantage-forks.ts';
import { momentAt } from '../../src/experiments/advantage-moments.ts';
import { type AdvantageRow, verdictOf } from '../../src/experiments/advantage-row.ts';
import { verifyRecord } from '../../src/records/replay.ts';
import { UniformModel } from '../agents/uniform-model.ts';
import { PlanFollower } from './plan-follower.ts';
import { config, playedRun } from './played-run.ts';

const WAITING = playedRun([0, 0, 0], { 0: 'wait here' });
const DIGGING = playedRun([0, 0, 0], { 0: 'dig here' });
const OPTIONS: Partial<ForkOptions> = { forks: 256, horizon: 5, hold: true };

function measure(run: typeof WAITING, model: PlanFollower | UniformModel, options = OPTIONS, step = 2) {
  return measureAdvantage({ run, model, moment: momentAt(run, model, step), options });
}

const inside = ({ advantage }: AdvantageRow, value: number) =>
  advantage.ci95[0] <= value && value <= advantage.ci95[1];

describe('the planning advantage', () => {
  test('of digging over waiting is the chance of a sapling within the horizon, the world’s chance included', async () => {
    const row = await measure(WAITING, new PlanFollower('dig now'));
    const expected = 1 - 0.9 ** 5;
    // Four standard errors of a share over 256 forks.
    expect(Math.abs(row.advantage.mean - expected)).toBeLessThan(4 * Math.sqrt((expected * 0.5905) / 256));
    expect(inside(row, expected)).toBe(true);
    expect(row.advantage.ci95[1] - row.advantage.ci95[0]).toBeLessThan(0.15);
    expect(row.achievements).toEqual(row.advantage);
    expect(row).toMatchObject({ step: 2, planAge: 2, oldPlan: 'wait here', planTokens: 2, extraTokens: 4 });
    expect(row.freshPlans).toEqual([{ text: 'dig now', share: 1 }]);
    expect(verdictOf(row)).toMatchObject({ kind: 'pays' });
  });

  test('turns its sign when the old plan is the better one', async () => {
    const [pays, harms] = [
      await measure(WAITING, new PlanFollower('dig now')),
      await measure(DIGGING, new PlanFollower('wait now')),
    ];
    expect(harms.advantage.mean).toBe(-pays.advantage.mean);
    expect(verdictOf(harms).kind).toBe('harms');
  });

  test('is zero to the last digit where both plans mean the same, because a pair shares all its chance', async () => {
    const row = await measure(DIGGING, new PlanFollower('dig more'));
    expect(row.advantage).toEqual({ mean: 0, ci95: [0, 0] });
    expect(row.fresh.value).toBeGreaterThan(0.3);
    expect(verdictOf(row).kind).toBe('undecided');
  });

  test('has an interval that holds zero nearly always where plans mean nothing but chance still differs', async () => {
    const run = playedRun([5, 5, 5, 5], {}, config({ model: 'uniform' }));
    let [held, moved] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      const row = await measure(run, new NoisyModel(), { forks: 16, horizon: 12, seed }, 1);
      held += inside(row, 0) ? 1 : 0;
      moved += row.advantage.mean === 0 ? 0 : 1;
    }
    expect(held).toBeGreaterThanOrEqual(17);
    expect(moved).toBeGreaterThanOrEqual(10);
  });

  test('shrinks when the policy itself soon mends the old plan, and counts the tokens of doing so', async () => {
    const model = new PlanFollower('dig now', 0.5);
    const [held, mended] = [
      await measure(WAITING, model),
      await measure(WAITING, model, { ...OPTIONS, hold: false }),
    ];
    // Waiting is over after a geometric time: the old arm digs with probability 1 − 0.5^i at step i.
    const expected = 1 - 0.9 ** 5 - (1 - meanSurvival(5));
    expect(held.advantage.mean).toBeGreaterThan(mended.advantage.mean + 0.1);
    expect(Math.abs(mended.advantage.mean - expected)).toBeLessThan(0.12);
    expect(mended.old.value).toBeGreaterThan(0);
  });

  test('is the same for the same seed, whatever goes into one call of the model, and another for another seed', async () => {
    const options = { ...OPTIONS, forks: 20, hold: false };
    const rows = [];
    for (const lanes of [64, 6, 2]) {
      const model = new PlanFollower('dig now', 0.3);
      rows.push(await measure(WAITING, model, { ...options, lanes }));
      expect(Math.max(...model.batches)).toBe(Math.min(lanes, 40));
    }
    expect(rows[1]).toEqual(rows[0]);
    expect(rows[2]).toEqual(rows[0]);
    const other = await measure(WAITING, new PlanFollower('dig now', 0.3), { ...options, seed: 1 });
    expect(other.advantage).not.toEqual(rows[0].advantage);
  });

  test('leaves the run as it was: the same record, still verified, and a later moment that is not moved', async () => {
    const copy = structuredClone(WAITING);
    const model = new PlanFollower('dig now');
    const moment = momentAt(WAITING, model, 2);
    const before = [moment.agent.plan, moment.agent.memory.steps, moment.snapshot.slice()];
    const first = await measureAdvantage({ run: WAITING, model, moment, options: OPTIONS });
    expect([moment.agent.plan, moment.agent.memory.steps, moment.snapshot]).toEqual(before);
    expect(await measureAdvantage({ run: WAITING, model, moment, options: OPTIONS })).toEqual(first);
    expect(WAITING).toEqual(copy);
    expect(verifyRecord(WAITING).equal).toBe(true);
  });

  test('ends with the run’s step limit, which no future can pass', async () => {
    const short = playedRun([0, 0], { 0: 'wait' }, config({}, 3));
    const model = new PlanFollower('dig now');
    await measure(short, model, { forks: 4, horizon: 50, hold: true }, 2);
    expect(model.batches).toHaveLength(1);
  });

  test('is reported as a hint where forks are few', async () => {
    const row = await measure(WAITING, new PlanFollower('dig now'), { forks: 4, horizon: 5 });
    expect(verdictOf(row).text).toContain('Fewer than 16 pairs');
    expect(verdictOf({ ...row, forks: 16 }).text).not.toContain('Fewer');
  });

  test('stops where it stands when it is cancelled', async () => {
    const stop = new AbortController();
    const model = new PlanFollower('dig now');
    const request = {
      run: WAITING,
      model,
      moment: momentAt(WAITING, model, 2),
      options: { forks: 8, horizon: 100 },
      signal: stop.signal,
      onStep: (done: number) => {
        if (done === 3) stop.abort();
      },
    };
    await expect(measureAdvantage(request)).rejects.toMatchObject({ code: 'aborted' });
    expect(model.batches).toHaveLength(3);
  });

  test('refuses steps that are not there and figures out of range', async () => {
    const model = new PlanFollower('dig now');
    const refused = { code: 'bad-argument' };
    expect(() => momentAt(WAITING, model, 4)).toThrow('no decision at step 4');
    expect(() => momentAt(playedRun([0, 0], {}, config({}, 2)), model, 2)).toThrow('no decision');
    for (const bad of [{ forks: 1 }, { forks: 513 }, { horizon: 0 }, { horizon: 2.5 }, { lanes: 1 }])
      await expect(measure(WAITING, model, bad)).rejects.toMatchObject(refused);
  });
});

/** Mean of 0.9^(steps dug) when each of the steps 1..h−1 begins digging with probability one half, step 0 never. */
function meanSurvival(h: number): number {
  let mean = 0.5 ** (h - 1);
  for (let begin = 1; begin < h; begin++) mean += 0.5 ** begin * 0.9 ** (h - begin);
  return mean;
}

/** Acts at random after its plan, so that the arms of a pair part at once. */
class NoisyModel extends UniformModel {
  override async complete(prompts: Parameters<UniformModel['complete']>[0]) {
    const shifted = prompts.map((prompt) => ({
      ...prompt,
      seed: prompt.grammar.plan === 'must' ? prompt.seed + 0.5e9 : prompt.seed,
    }));
    return super.complete(shifted);
  }
}
