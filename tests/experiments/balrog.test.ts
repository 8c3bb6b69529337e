import { describe, expect, test } from 'vitest';
import type { AgentConfig } from '../../src/agents/agent.ts';
import { BALROG_PROTOCOL, type BalrogRun, departuresOf, playBalrog } from '../../src/experiments/balrog.ts';
import { BALROG_PUBLISHED } from '../../src/experiments/balrog-published.ts';
import { parseEvaluationSeeds } from '../../src/experiments/seeds.ts';
import { BALROG_ACTIONS } from '../../src/worlds/crafter/balrog.ts';
import { ACTIONS } from '../../src/worlds/crafter/names.ts';
import { ScriptedModel } from '../agents/chat/scripted-model.ts';
import { UniformModel } from '../agents/uniform-model.ts';

const AGENT: AgentConfig = {
  model: 'remote:tiny',
  weights: '',
  schedule: BALROG_PROTOCOL.schedule,
  temperature: BALROG_PROTOCOL.temperature,
  seed: 0,
};
const TEN = parseEvaluationSeeds('10');
const [DO, SAPLING] = ['do', 'place_plant'].map((name) => BALROG_ACTIONS[ACTIONS.indexOf(name as 'do')]);

function runOf(more: Partial<BalrogRun> = {}): BalrogRun {
  const model = new ScriptedModel(DO, 'Move South', SAPLING, 'I would rather not', 'Move East');
  return { agent: AGENT, model, seeds: [100, 101, 102], maxSteps: 120, lanes: 1, ...more };
}

describe('BALROG’s protocol', () => {
  test('is as its source has it', () => {
    expect(BALROG_PROTOCOL).toEqual({
      episodes: 10,
      maxSteps: 2000,
      opening: 1,
      temperature: 1,
      maxTokens: 4096,
      schedule: 'never',
      history: 16,
    });
    const figures = BALROG_PUBLISHED.map(({ progress }) => progress);
    expect(figures).toEqual(figures.toSorted((a, b) => b - a));
    expect(BALROG_PUBLISHED.find(({ model }) => model === 'Llama-3.1-8B')).toMatchObject({
      progress: 25.5,
      se: 3.2,
    });
  });

  test('gives progress with its standard error, from the episodes it lists', async () => {
    const row = await playBalrog(runOf());
    const values = row.episodes.map(({ progress }) => progress);
    for (const { progress, unlocked } of row.episodes)
      expect(progress).toBeCloseTo((100 * unlocked.length) / 22);
    const mean = values.reduce((sum, value) => sum + value, 0) / 3;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3);
    expect(row.progress.mean).toBeCloseTo(mean);
    expect(row.progress.se).toBeCloseTo(deviation / Math.sqrt(3));
    expect(row.progress.mean).toBeGreaterThan(0);
  });

  test('counts every reply that names no action, lane by lane', async () => {
    for (const lanes of [1, 3]) {
      const row = await playBalrog(
        runOf({ model: new ScriptedModel('I would rather not'), lanes, maxSteps: 20 }),
      );
      expect(row.episodes.map(({ invalidReplies, steps }) => [invalidReplies, steps])).toEqual(
        Array(3).fill([20, 20]),
      );
      expect(row.invalidShare).toBe(1);
    }
    const row = await playBalrog(runOf());
    expect(row.invalidShare).toBeCloseTo(1 / 5);
  });

  test('says of a chat model that only the sentences and seeds are ours', async () => {
    expect(departuresOf({ agent: AGENT, seeds: TEN, maxSteps: 2000 })).toEqual([
      expect.stringContaining('its sentences are ours'),
      expect.stringContaining('seeds are ours'),
    ]);
    // A model that never acts dies early, so that this takes no time.
    const whole = await playBalrog(
      runOf({ model: new ScriptedModel('Noop'), seeds: TEN, maxSteps: 2000, lanes: 10 }),
    );
    expect(whole).toMatchObject({ observations: 'prose', comparable: 'near', invalidShare: 0 });
    const short = await playBalrog(runOf({ seeds: [100], maxSteps: 2 }));
    expect(short).toMatchObject({ comparable: 'no', progress: { se: null } });
  });

  test.each([
    ['held answers', { constrained: true as const }, /held to their form/],
    ['plans', { schedule: 'every-4' as const }, /wrote plans \(schedule every-4\)/],
    ['another temperature', { temperature: 0 }, /temperature was 0, not 1/],
  ])('names %s', (_what, agent, sentence) => {
    const [first] = departuresOf({ agent: { ...AGENT, ...agent }, seeds: TEN, maxSteps: 2000 });
    expect(first).toMatch(sentence);
  });

  test('names what an endpoint was asked beside that, and is no longer near', async () => {
    const asking = { maxTokens: 512, extra: ['top_p', 'repetition_penalty'] };
    expect(departuresOf({ agent: AGENT, seeds: TEN, maxSteps: 2000, asking }).slice(0, 3)).toEqual([
      'An answer had 512 tokens at the most, not 4096.',
      'Each request had an additional field, "top_p".',
      'Each request had an additional field, "repetition_penalty".',
    ]);
    const whole = { model: new ScriptedModel('Noop'), seeds: TEN, maxSteps: 2000, lanes: 10 };
    const theirs = await playBalrog(runOf({ ...whole, asking: { maxTokens: 4096, extra: [] } }));
    const ours = await playBalrog(runOf({ ...whole, asking: { maxTokens: 4096, extra: ['top_k'] } }));
    expect([theirs.comparable, ours.comparable]).toEqual(['near', 'no']);
  });

  test('names fewer episodes and steps', () => {
    const said = departuresOf({ agent: AGENT, seeds: [1, 2], maxSteps: 500 });
    expect(said.slice(0, 2)).toEqual([
      'Episodes had 500 steps at the most, not 2000.',
      '2 of at least 10 episodes were played.',
    ]);
  });

  test('does not pretend that a pocket model reads prose', async () => {
    const model = new UniformModel();
    const agent = { ...AGENT, model: 'pocket-crafter', schedule: 'dynamic' as const };
    const row = await playBalrog(runOf({ agent, model, maxSteps: 5 }));
    expect(row).toMatchObject({ observations: 'grid', comparable: 'no', invalidShare: null });
    expect(model.prompts[0].text).not.toContain('Your status');
    expect(row.departures.join(' ')).toMatch(
      /does not read BALROG’s prose.*held to a grammar.*trained on Crafter/,
    );
  });
});
