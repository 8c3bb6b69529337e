import { describe, expect, test } from 'vitest';
import type { Schedule } from '../../../src/agents/agent.ts';
import { PogsAgent } from '../../../src/agents/pogs/agent.ts';
import { playPogsLanes } from '../../../src/agents/pogs/lanes.ts';
import { MAX_PLAN_WORDS } from '../../../src/agents/pogs/prompt.ts';
import type { Completion } from '../../../src/language/language-model.ts';
import { pogsConfig } from '../../../src/worlds/pogs/options.ts';
import { startOf } from '../../../src/worlds/pogs/pogs.ts';
import { UniformModel } from '../uniform-model.ts';

const SEEDS = Array.from({ length: 12 }, (_, i) => 1000 + i);

function play(schedule: Schedule, { lanes = 5, recall = true, seed = 0 } = {}) {
  const model = new UniformModel();
  const episodes = playPogsLanes({
    model,
    world: 'HardPOGS-v0',
    agent: { schedule, seed, recall },
    temperature: 1,
    seeds: SEEDS,
    lanes,
  });
  return episodes.then((played) => ({ model, played }));
}

const said = (text: string): Completion => ({
  text,
  planTokens: text.includes('<plan>') ? 2 : 0,
  promptTokens: 9,
  generatedTokens: 5,
});

describe('lanes of POGS', () => {
  test('play every seed to its end, the same in 12 lanes as in one', async () => {
    const one = await play('dynamic', { lanes: 1 });
    const many = await play('dynamic', { lanes: 12 });
    expect(one.played).toEqual(many.played);
    expect(one.played).toHaveLength(12);
    for (const { metrics } of one.played) expect(metrics.success || metrics.steps === 30).toBe(true);
    expect(one.model.batches.every((size) => size === 1)).toBe(true);
    expect(many.model.batches[0]).toBe(12);
    expect(new Set(one.played.map(({ metrics }) => JSON.stringify(metrics))).size).toBeGreaterThan(6);
  });

  test('keep the batch full while there are seeds, and tell each episode as it ends', async () => {
    const { model, played } = await play('never', { lanes: 5 });
    const steps = played.reduce((sum, { metrics }) => sum + metrics.steps, 0);
    expect(model.batches.reduce((sum, size) => sum + size, 0)).toBe(steps);
    expect(model.batches.slice(0, 30).every((size) => size === 5)).toBe(true);
  });

  test.each([
    ['never', (steps: number) => [0, 0, steps]],
    ['always', (steps: number) => [steps, steps, steps]],
    ['every-4', (steps: number) => [Math.ceil(steps / 4), Math.ceil(steps / 4), steps]],
  ] as const)('under the schedule %s plan as often as it says', async (schedule, expected) => {
    const { played } = await play(schedule);
    for (const { plans, planTokens, metrics, schedule: named } of played) {
      expect(named).toBe(schedule);
      expect([plans, planTokens / 2, metrics.steps]).toEqual(expected(metrics.steps));
    }
  });

  test('without recall tell no more than the latest view', async () => {
    const { model } = await play('every-2', { recall: false });
    expect(model.prompts.some(({ text }) => /remembered|visited|from:/.test(text))).toBe(false);
    expect(model.prompts.some(({ text }) => text.startsWith('plan age:1 | '))).toBe(true);
  });

  test('another agent’s seed plays other episodes', async () => {
    expect((await play('never', { seed: 1 })).played).not.toEqual((await play('never')).played);
  });

  test('stop before the next call when they are aborted', async () => {
    const model = new UniformModel();
    const options = {
      model,
      world: 'POGS-v0',
      agent: { schedule: 'never', seed: 0 },
      temperature: 1,
      seeds: SEEDS,
      lanes: 4,
    } as const;
    await expect(playPogsLanes({ ...options, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect(model.batches).toEqual([]);
  });
});

describe('an agent of POGS', () => {
  const { observation } = startOf('HardPOGS-v0', 1000, pogsConfig());

  test('keeps its latest plan in the prompt and counts the steps under it', () => {
    const agent = new PogsAgent({ schedule: 'dynamic', seed: 0 });
    expect(agent.prepare(observation).text.startsWith('plan none\n')).toBe(true);
    const planned = agent.conclude(said('<plan> explore 4 </plan> 4'));
    expect(planned).toMatchObject({
      action: 4,
      plan: 'explore 4',
      planTokens: 2,
      tokens: 5,
      promptTokens: 9,
    });
    expect(agent.prepare(observation).text.startsWith('plan age:1 | explore 4\n')).toBe(true);
    expect(agent.conclude(said('7'))).toMatchObject({ action: 7, plan: undefined, planTokens: 0 });
    expect(agent.prepare(observation).text.startsWith('plan age:2 | explore 4\n')).toBe(true);
    agent.conclude(said('<plan> target 9 </plan> 9'));
    expect(agent.plan).toEqual({ text: 'target 9', age: 1 });
  });

  test('asks for a plan when its schedule does, and draws anew at every step', () => {
    const agent = new PogsAgent({ schedule: 'every-2', seed: 3 });
    const prompts = Array.from({ length: 4 }, () => {
      const prompt = agent.prepare(observation);
      agent.conclude(said('7'));
      return prompt;
    });
    expect(prompts.map(({ grammar }) => grammar.plan)).toEqual(['must', 'never', 'must', 'never']);
    expect(prompts.map(({ seed }) => seed)).toEqual([0, 1, 2, 3].map((step) => 3 * 0x1_0000 + step));
    expect(prompts[0].grammar.maxPlanTokens).toBe(MAX_PLAN_WORDS);
    expect(prompts[0].grammar.actions).toHaveLength(20);
  });

  test('refuses an answer that names no node, and a schedule that needs a person', () => {
    const agent = new PogsAgent({ schedule: 'never', seed: 0 });
    agent.prepare(observation);
    expect(() => agent.conclude(said('north'))).toThrow(expect.objectContaining({ code: 'bad-model' }));
    for (const schedule of ['human', 'gate'] as const)
      expect(() => new PogsAgent({ schedule, seed: 0 })).toThrow(
        expect.objectContaining({ code: 'bad-argument' }),
      );
  });
});
