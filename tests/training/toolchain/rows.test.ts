import { describe, expect, test } from 'vitest';
import { promptOf } from '../../../src/agents/toolchain/prompt.ts';
import { toolchainVocabulary } from '../../../src/agents/toolchain/vocabulary.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { DatasetBuilder } from '../../../src/learning/dataset.ts';
import { Random } from '../../../src/random.ts';
import { ToolchainPlace } from '../../../src/speculation/toolchain-place.ts';
import { RowWriter } from '../../../src/training/row-writer.ts';
import { judge, type Planner } from '../../../src/training/toolchain/judge.ts';
import { toolchainRows } from '../../../src/training/toolchain/rows.ts';
import { judgedLines, taskSets, trainedLongerTask } from '../../../src/training/toolchain/split.ts';
import { taskOfSeed } from '../../../src/worlds/toolchain/grammar-tasks.ts';
import { TERMINATE } from '../../../src/worlds/toolchain/names.ts';
import { needsOf, nextAction, progressAfter } from '../../../src/worlds/toolchain/needs.ts';
import { type Task, taskLine } from '../../../src/worlds/toolchain/task.ts';

const tokenizer = new Tokenizer(toolchainVocabulary(), 8);

/** Prompts and answers of the rows of some walks, as text. */
function rowsOf(options: Parameters<typeof toolchainRows>[0]) {
  const builder = new DatasetBuilder();
  const figures = toolchainRows(options, new RowWriter(tokenizer, builder));
  const { columns, rows, answerStarts, wordStarts } = builder.build();
  const texts = Array.from({ length: rows }, (_, row) => ({
    prompt: tokenizer.decode(columns.words.subarray(wordStarts[row], wordStarts[row + 1])),
    answer: tokenizer.decode(columns.answers.subarray(answerStarts[row], answerStarts[row + 1])),
  }));
  return { figures, texts };
}

/** The words of a task's prompt before its first step. */
function firstPrompt(task: Task): string {
  return promptOf(task, []).replaceAll('\n', ' ').replace(' | ', '');
}

describe('the split', () => {
  test('parts seeds 0 to 311 into 148 and 37 tasks of the grammar and 127 longer ones', () => {
    const sets = taskSets();
    expect(Object.values(sets).map((seeds) => seeds.length)).toEqual([148, 37, 127]);
    expect(new Set(Object.values(sets).flat()).size).toBe(312);
    expect(Math.min(...sets['longer held out'])).toBe(185);
  });

  test('trains on no longer task that is judged, and on none of four wishes', () => {
    const judged = judgedLines();
    const random = new Random(1);
    for (let i = 0; i < 2000; i++) {
      const task = trainedLongerTask(random, judged);
      expect(judged.has(taskLine(task))).toBe(false);
      expect(task.wishes.length).toBeLessThanOrEqual(3);
      expect(needsOf(task).length).toBeLessThanOrEqual(8);
    }
  });
});

describe('the rows', () => {
  const { figures, texts } = rowsOf({ seed: 1, walks: 400, longer: 0.5, slips: 0.12, bare: 0.1 });

  test('are thoughts with actions and bare actions, each a legal answer', () => {
    const bare = texts.filter(({ answer }) => /^[a-z-]+$/.test(answer));
    const thought = texts.filter(({ answer }) =>
      /^<plan> wrong .+ wished .+ next .+ <\/plan> [a-z-]+$/.test(answer),
    );
    expect([thought.length, bare.length]).toEqual([figures.thoughts, figures.bare]);
    expect(bare.length + thought.length).toBe(texts.length);
    expect(bare.length / texts.length).toBeGreaterThan(0.06);
    expect(bare.length / texts.length).toBeLessThan(0.14);
  });

  test('begin every trained task of the grammar and none that is held out', () => {
    const all = rowsOf({ seed: 2, walks: 3000, longer: 0, slips: 0, bare: 0 });
    const prompts = new Set(all.texts.map(({ prompt }) => prompt));
    const begun = (seeds: readonly number[]) =>
      seeds.filter((seed) => prompts.has(firstPrompt(taskOfSeed(seed)))).length;
    const sets = taskSets();
    expect([begun(sets['grammar trained']), begun(sets['grammar held out'])]).toEqual([148, 0]);
  });

  test('repeat from their seed', () => {
    const options = { seed: 3, walks: 20, longer: 0.5, slips: 0.2, bare: 0.2 };
    expect(rowsOf(options)).toEqual(rowsOf(options));
    expect(rowsOf({ ...options, seed: 4 })).not.toEqual(rowsOf(options));
  });
});

describe('the judge', () => {
  const scripted = (act: (place: ToolchainPlace) => number): Planner<ToolchainPlace> => ({
    act: async (place) => ({ action: act(place) }),
  });
  const teacher = scripted(({ task, steps }) => {
    const needs = needsOf(task);
    return nextAction(needs, progressAfter(task, needs, steps));
  });
  const quitter = scripted(() => TERMINATE);
  const starts = [0, 100, 200].map((seed) => ToolchainPlace.start(taskOfSeed(seed)));

  test('finds the teacher right and by the reference, and agreed with at the last step of each task alone by who always ends', async () => {
    const figures = await judge(teacher, quitter, starts);
    expect(figures).toMatchObject({ tasks: 3, right: 1, reference: 1 });
    expect(figures.match).toBeCloseTo(3 / figures.steps);
  });

  test('finds who always ends never right', async () => {
    expect(await judge(quitter, teacher, starts)).toEqual({
      tasks: 3,
      right: 0,
      reference: 0,
      steps: 3,
      match: 0,
    });
  });
});
