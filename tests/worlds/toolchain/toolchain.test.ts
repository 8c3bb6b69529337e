import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/random.ts';
import { GRAMMAR_TASKS, type longerTask, taskOfSeed } from '../../../src/worlds/toolchain/grammar-tasks.ts';
import { ACTIONS, type ActionName, STEP_LIMIT, TERMINATE } from '../../../src/worlds/toolchain/names.ts';
import { needsOf, referencePlan } from '../../../src/worlds/toolchain/needs.ts';
import { taskLine } from '../../../src/worlds/toolchain/task.ts';
import { parseTask } from '../../../src/worlds/toolchain/task-parser.ts';
import { Toolchain } from '../../../src/worlds/toolchain/toolchain.ts';
import { createWorld } from '../../../src/worlds/world.ts';
import { checkWorld } from '../../../src/worlds/world-check.ts';

/** Names of a line's reference plan. */
function planOf(line: string): ActionName[] {
  return referencePlan(parseTask(line)).map((action) => ACTIONS[action]);
}

/** Plays these tools over a line's task. */
function play(line: string, plan: readonly ActionName[]) {
  const world = new Toolchain({ tasks: [line] });
  let result = world.reset(0);
  for (const name of plan) result = world.step(ACTIONS.indexOf(name));
  return result;
}

const FAULTY = 'Given noisy blurry image, how to return the caption in German step by step?';
const TWO_WISHES =
  'Given English text, how to return the summary in German and the generated image of the summary step by step?';

describe('the tasks', () => {
  test('are the 185 of the grammar, row by row, and 127 longer ones, all 312 different', () => {
    const row = (of: (task: (typeof GRAMMAR_TASKS)[number]) => boolean) => GRAMMAR_TASKS.filter(of).length;
    const wished = (product: string) => (task: (typeof GRAMMAR_TASKS)[number]) =>
      task.wishes[0].path[0] === product;
    expect(row(wished('regular image'))).toBe(15);
    expect(row((task) => task.image !== null && !task.query && !wished('regular image')(task))).toBe(90);
    expect(row((task) => task.image !== null && task.query !== null)).toBe(60);
    expect(row((task) => task.text?.kind === 'text')).toBe(12);
    expect(row((task) => task.text?.kind === 'document')).toBe(8);
    expect(GRAMMAR_TASKS).toHaveLength(185);
    const lines = Array.from({ length: 312 }, (_, seed) => taskLine(taskOfSeed(seed)));
    expect(new Set(lines).size).toBe(312);
  });

  test('of the grammar take 1 to 7 tools, the longer ones 4 to 11', () => {
    const tools = (seed: number) => referencePlan(taskOfSeed(seed)).length - 1;
    const all = Array.from({ length: 2000 }, (_, seed) => tools(seed));
    expect([Math.min(...all.slice(0, 185)), Math.max(...all.slice(0, 185))]).toEqual([1, 7]);
    expect([Math.min(...all.slice(185)), Math.max(...all.slice(185))]).toEqual([4, 11]);
  });

  test('never run out: 5,000 further seeds give more than 4,000 different ones', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => taskLine(taskOfSeed(1e9 + i)));
    expect(new Set(lines).size).toBeGreaterThan(4000);
  });

  test('have a reference plan that mends, makes and translates in the order of the line', () => {
    expect(planOf(FAULTY)).toEqual([
      'Image Denoising',
      'Image Deblurring',
      'Image Captioning',
      'Machine Translation',
      'TERMINATE',
    ]);
    expect(
      planOf(
        'Given clozed English document and clozed English query, how to return the answer in German and the summary in English step by step?',
      ),
    ).toEqual([
      'Fill Mask',
      'Fill Mask',
      'Question Answering',
      'Machine Translation',
      'Text Summarization',
      'TERMINATE',
    ]);
  });

  test('make what two wishes share once', () => {
    expect(planOf(TWO_WISHES)).toEqual([
      'Text Summarization',
      'Machine Translation',
      'Text-to-Image Generation',
      'TERMINATE',
    ]);
  });
});

describe('Toolchain-v1', () => {
  test('keeps every rule of a world', () => {
    expect(checkWorld(() => new Toolchain(), { steps: 16, longest: 20 })).toEqual([]);
    expect(
      checkWorld(() => new Toolchain({ tasks: [FAULTY, TWO_WISHES] }), { steps: 16, longest: 20 }),
    ).toEqual([]);
    expect(createWorld('Toolchain-v1').actions).toHaveLength(15);
  });

  test('rewards the reference plan of each of 1,000 tasks with 1 at its end, and nothing before', () => {
    const world = new Toolchain();
    for (let seed = 0; seed < 1000; seed++) {
      world.reset(seed);
      const results = referencePlan(world.task).map((action) => world.step(action));
      expect(results.map(({ reward }) => reward)).toEqual(
        results.map((_, i) => Number(i === results.length - 1)),
      );
      expect(results.at(-1)).toMatchObject({ terminated: true, truncated: false });
    }
  });

  test('rewards any order in which every tool finds its input whole, and no plan that is cut short', () => {
    const random = new Random(3);
    const world = new Toolchain();
    let reordered = 0;
    for (let seed = 0; seed < 500; seed++) {
      world.reset(seed);
      const plan = anyOrder(world.task, random);
      if (plan.join() !== referencePlan(world.task).slice(0, -1).join()) reordered++;
      for (const action of plan) world.step(action);
      expect(world.step(TERMINATE).reward).toBe(1);
      world.reset(seed);
      for (const action of plan.slice(0, -1)) world.step(action);
      expect(world.step(TERMINATE).reward).toBe(0);
    }
    expect(reordered).toBeGreaterThan(200);
  });

  test('forgives a needless tool but not one without a whole input', () => {
    const whole = planOf(FAULTY);
    expect(play(FAULTY, ['Colorization', ...whole]).reward).toBe(1);
    expect(play(FAULTY, [...whole.slice(0, 4), 'Sentiment Analysis', 'TERMINATE']).reward).toBe(1);
    const early = play(FAULTY, ['Image Captioning', ...whole]);
    expect(early).toMatchObject({ reward: 0, terminated: true, info: { needs: 4, done: 4, spoilt: true } });
    expect(play(FAULTY, ['Fill Mask', ...whole]).reward).toBe(0);
    expect(play(FAULTY, [...whole.slice(0, 3), 'TERMINATE']).reward).toBe(0);
  });

  test('truncates a plan that is not ended within 16 steps', () => {
    const world = new Toolchain();
    world.reset(0);
    const colorization = ACTIONS.indexOf('Colorization');
    const results = Array.from({ length: STEP_LIMIT }, () => world.step(colorization));
    expect(results.map(({ truncated }) => truncated)).toEqual([...Array(15).fill(false), true]);
    expect(results.at(-1)!.observation.steps).toEqual(Array(16).fill(colorization));
    expect(() => world.step(TERMINATE)).toThrow(expect.objectContaining({ code: 'episode-over' }));
  });

  test('plays the lines it is given, in turn, and restores a snapshot taken over others', () => {
    const world = new Toolchain({ tasks: [FAULTY, TWO_WISHES] });
    const lines = [0, 1, 2].map((seed) => world.reset(seed).observation.task);
    expect(lines).toEqual([FAULTY, TWO_WISHES, FAULTY]);
    const snapshot = world.snapshot();
    const other = new Toolchain();
    other.restore(snapshot);
    expect(taskLine(other.task)).toBe(FAULTY);
    expect(() => other.restore(snapshot.map((byte, i) => (i === 5 ? byte ^ 1 : byte)))).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
  });

  test('refuses options that are no tasks', () => {
    for (const tasks of ['a line', [7], ['Make me a sandwich']]) {
      expect(() => createWorld('Toolchain-v1', { tasks })).toThrow(
        expect.objectContaining({ code: 'bad-argument' }),
      );
    }
  });
});

/** A random order of a task's needs that respects what each waits for. */
function anyOrder(task: ReturnType<typeof longerTask>, random: Random): number[] {
  const needs = needsOf(task);
  const done = new Set<number>();
  const plan: number[] = [];
  while (done.size < needs.length) {
    const ready = needs.flatMap(({ after }, i) =>
      !done.has(i) && after.every((j) => done.has(j)) ? [i] : [],
    );
    const { tool } = needs[random.pick(ready)];
    // A tool is always read as the first need that waits for it.
    done.add(ready.find((i) => needs[i].tool === tool)!);
    plan.push(ACTIONS.indexOf(tool));
  }
  return plan;
}
