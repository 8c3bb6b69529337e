import { describe, expect, test } from 'vitest';
import { MAX_KNOWN_LINES, promptLines, promptWords } from '../../src/agents/crafter-prompt.ts';
import { PLAN_WORDS } from '../../src/agents/plan-language.ts';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { describeGrid } from '../../src/worlds/crafter/describe-grid.ts';

/** Prompts of one episode of the teacher, as a model would read them. */
function prompts(seed: number, steps: number): string[] {
  const world = new Crafter();
  const agent = new TeacherAgent({
    model: 'teacher',
    weights: '',
    schedule: 'dynamic',
    temperature: 0,
    seed,
  });
  const texts: string[] = [];
  let result = world.reset(seed);
  while (texts.length < steps && !result.terminated) {
    const grid = describeGrid(result.observation);
    const plan = agent.plan;
    const { action } = agent.decideSync(result.observation);
    texts.push(promptLines(grid, agent.memory, plan));
    result = world.step(action);
  }
  return texts;
}

describe("the pocket model's prompt", () => {
  const episodes = [101, 102, 116].map((seed) => prompts(seed, 500));
  const texts = episodes.flat();

  test('consists of listed words, beside those of the grid', () => {
    const words = new Set([...promptWords(), ...PLAN_WORDS]);
    const strange = new Set<string>();
    for (const text of texts) {
      for (const line of text.split('\n').slice(0, -9)) {
        for (const word of line.split(' ')) if (!words.has(word)) strange.add(word);
      }
    }
    expect([...strange]).toEqual([]);
    expect(new Set(promptWords()).size).toBe(promptWords().length);
  });

  test('begins with the plan, ends with the status line, and is short', () => {
    let longest = 0;
    for (const text of texts) {
      const lines = text.split('\n');
      longest = Math.max(longest, lines.length);
      expect(lines[0]).toMatch(/^plan (none|age:(\d+|old) \| .+)$/);
      expect(lines.at(-1)).toContain('facing:');
    }
    expect(longest).toBeLessThanOrEqual(9 + 2 + MAX_KNOWN_LINES);
    const mean = texts.reduce((sum, text) => sum + text.split('\n').length, 0) / texts.length;
    expect(mean).toBeLessThan(20);
  });

  test('caps the age of a plan', () => {
    const agent = new TeacherAgent({
      model: 'teacher',
      weights: '',
      schedule: 'never',
      temperature: 0,
      seed: 1,
    });
    const first = (age: number) => promptLines([], agent.memory, { text: 'drink water', age }).split('\n')[0];
    expect(first(24)).toBe('plan age:24 | drink water');
    expect(first(25)).toBe('plan age:old | drink water');
    expect(promptLines(['x'], agent.memory, null)).toBe('plan none\nhour:0 did\nx');
  });

  test('tells the hour: twelve of 25 steps from one night to the next', () => {
    // any episode in which the teacher lives through a night serves
    const hours = episodes
      .find((episode) => episode.length > 323)
      ?.map((text) => /^hour:(\d+) did/m.exec(text)?.[1]);
    expect([0, 24, 49, 149, 298, 299, 323].map((step) => hours?.[step])).toEqual([
      '0',
      '1',
      '2',
      '6',
      '11',
      '0',
      '0',
    ]);
  });

  test('tells what is remembered out of view, once per type', () => {
    const known = texts.flatMap((text) => [text.split('\n').filter((line) => line.startsWith('known '))]);
    expect(known.filter((lines) => lines.length >= 3).length).toBeGreaterThan(texts.length / 2);
    for (const lines of known) {
      const types = lines.map((line) => line.split(' ')[1]);
      expect(new Set(types).size).toBe(types.length);
    }
  });
});
