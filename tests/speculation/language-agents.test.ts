import { describe, expect, test } from 'vitest';
import { fieldOf } from '../../src/speculation/arena.ts';
import {
  chainOfThoughtAgent,
  directAgent,
  reactAgent,
  voteAgent,
} from '../../src/speculation/language-agents.ts';
import { DEFAULT_SETUP } from '../../src/speculation/setup.ts';
import { ToolchainPlace } from '../../src/speculation/toolchain-place.ts';
import { ACTIONS, STEP_LIMIT, TERMINATE } from '../../src/worlds/toolchain/names.ts';
import { parseTask } from '../../src/worlds/toolchain/task-parser.ts';
import { UniformModel } from '../agents/uniform-model.ts';
import { ScriptedModel } from './scripted-model.ts';

const { wording } = fieldOf(DEFAULT_SETUP);
const START = ToolchainPlace.start(
  parseTask('Given noisy image, how to return the caption in German step by step?'),
);
const DENOISING = ACTIONS.indexOf('Image Denoising');
const CAPTIONING = ACTIONS.indexOf('Image Captioning');
const THOUGHT = '<plan> wrong noisy </plan>';
const coded = (code: string) => expect.objectContaining({ code });

describe('a place', () => {
  test('keeps what is behind it, and leaves the one before as it was', () => {
    const next = START.after(DENOISING);
    expect([START.depth, next.depth, next.after(CAPTIONING).depth]).toEqual([0, 1, 2]);
    expect(next.steps).toEqual([DENOISING]);
    expect(START.steps).toEqual([]);
  });

  test('has the key of its task and steps: the same again, another for another order or task', () => {
    const key = (...steps: number[]) => steps.reduce((place, step) => place.after(step), START).key;
    expect(key(1, 2)).toBe(key(1, 2));
    const other = ToolchainPlace.start(
      parseTask('Given noisy image, how to return the caption in English step by step?'),
    );
    expect(new Set([key(), key(1), key(1, 2), key(2, 1), other.key]).size).toBe(5);
    expect(key(1)).toMatch(/^[0-9a-f]{16}$/);
  });

  test('is over after TERMINATE and at the limit of steps; nothing follows', () => {
    const ended = START.after(TERMINATE);
    expect([START.over, ended.over, ended.solved]).toEqual([false, true, false]);
    let cut = START;
    while (!cut.over) cut = cut.after(DENOISING);
    expect([cut.depth, cut.solved]).toEqual([STEP_LIMIT, false]);
    expect(() => ended.after(DENOISING)).toThrow(coded('episode-over'));
    expect(() => START.after(15)).toThrow(coded('bad-action'));
    expect(() => START.after(0.5)).toThrow(coded('bad-action'));
  });
});

describe('an agent', () => {
  test('that answers directly may not think, and takes one call', async () => {
    const model = new ScriptedModel('image-denoising');
    const answer = await directAgent({ wording, model, temperature: 0.7, seed: 1 }).act(START);
    expect(answer).toEqual({
      action: DENOISING,
      promptTokens: 3,
      generatedTokens: 1,
      calls: 1,
      rounds: 1,
      text: 'image-denoising',
    });
    expect(model.calls[0].temperature).toBe(0.7);
    expect(model.calls[0].prompts[0].grammar).toMatchObject({ plan: 'never' });
  });

  test('that thinks must think; ReAct counts the prompt twice and the thought once more', async () => {
    const said = `${THOUGHT} image-captioning`;
    const model = new ScriptedModel(said, said);
    const options = { wording, model, temperature: 0, seed: 1 };
    expect(await chainOfThoughtAgent(options).act(START)).toMatchObject({
      action: CAPTIONING,
      promptTokens: 3,
      generatedTokens: 5,
      calls: 1,
      rounds: 1,
    });
    expect(await reactAgent(options).act(START)).toMatchObject({
      action: CAPTIONING,
      promptTokens: 3 + 3 + 4,
      generatedTokens: 5,
      calls: 2,
      rounds: 2,
    });
    expect(model.calls.map(({ prompts }) => prompts[0].grammar.plan)).toEqual(['must', 'must']);
  });

  test('that votes asks for all samples in one batch, each with a seed of its own, and sums their tokens', async () => {
    const actions = [
      'terminate',
      'image-denoising',
      'image-captioning',
      'image-denoising',
      'image-captioning',
    ];
    const model = new ScriptedModel(...actions.map((action) => `${THOUGHT} ${action}`));
    const answer = await voteAgent({ wording, model, temperature: 1, seed: 1 }).act(START);
    // Two each: the one said first.
    expect(answer).toMatchObject({
      action: DENOISING,
      promptTokens: 15,
      generatedTokens: 25,
      calls: 5,
      rounds: 3,
    });
    expect(model.calls).toHaveLength(1);
    expect(new Set(model.calls[0].prompts.map(({ seed }) => seed)).size).toBe(5);
    expect(() => voteAgent({ wording, model, temperature: 1, seed: 1 }, 0)).toThrow(coded('bad-argument'));
  });

  test('draws by the place and its own seed: the same again, something else elsewhere', async () => {
    const model = new UniformModel();
    const agent = (seed: number) => directAgent({ wording, model, temperature: 1, seed });
    const places = Array.from({ length: 12 }, (_, i) => START.after(i));
    const answers = async (seed: number) =>
      (await Promise.all(places.map((place) => agent(seed).act(place)))).map(({ action }) => action);
    const first = await answers(1);
    expect(await answers(1)).toEqual(first);
    expect(await answers(2)).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(4);
  });

  test('hands the signal down, and is asked nothing at the end of a plan', async () => {
    const model = new ScriptedModel('terminate');
    const agent = directAgent({ wording, model, temperature: 1, seed: 1 });
    const { signal } = new AbortController();
    await agent.act(START, signal);
    expect(model.calls[0].signal).toBe(signal);
    await expect(agent.act(START, AbortSignal.abort())).rejects.toThrow();
    await expect(agent.act(START.after(TERMINATE))).rejects.toThrow(coded('episode-over'));
    expect(model.calls).toHaveLength(1);
  });

  test('refuses an answer that ends in no tool', async () => {
    const model = new ScriptedModel('make_coffee');
    await expect(directAgent({ wording, model, temperature: 0, seed: 1 }).act(START)).rejects.toThrow(
      coded('bad-model'),
    );
  });
});
