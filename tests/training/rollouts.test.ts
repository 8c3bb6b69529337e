import { expect, test } from 'vitest';
import { crafterVocabulary } from '../../src/agents/crafter-vocabulary.ts';
import { canonicalWord } from '../../src/agents/plan-words.ts';
import { POCKET_SIZES } from '../../src/language/pocket/config.ts';
import { Tokenizer } from '../../src/language/pocket/tokenizer.ts';
import { type Dataset, DatasetBuilder } from '../../src/learning/dataset.ts';
import { baseRows } from '../../src/training/base-rows.ts';
import { studentRows, teacherRows } from '../../src/training/rollouts.ts';
import { RowWriter } from '../../src/training/row-writer.ts';
import { UniformModel } from '../agents/uniform-model.ts';

const tokenizer = new Tokenizer(crafterVocabulary(), POCKET_SIZES.pack, canonicalWord);

function answers(dataset: Dataset): string[] {
  const { answers: ids, answerLengths } = dataset.columns;
  let at = 0;
  return Array.from(answerLengths, (length) => {
    at += length;
    return tokenizer.decode(ids.subarray(at - length, at));
  });
}

test("the teacher's episodes become rows whose answers the grammar allows, plans among them", () => {
  const builder = new DatasetBuilder();
  const figures = teacherRows([1, 2, 3, 4], 150, new RowWriter(tokenizer, builder));
  const dataset = builder.build();
  const texts = answers(dataset);
  const planned = texts.filter((text) => text.startsWith('<plan>'));
  expect(figures.rows).toBe(dataset.rows);
  expect(figures.rows).toBeGreaterThan(0.6 * figures.steps);
  expect(texts.every((text) => /^(<plan>( \S+){1,16} <\/plan> )?[a-z_]+$/.test(text))).toBe(true);
  expect(planned.length / texts.length).toBeGreaterThan(0.08);
  expect(planned.length / texts.length).toBeLessThan(0.4);
});

test('a plan word weighs less than the choice to plan and the action', () => {
  const builder = new DatasetBuilder();
  const writer = new RowWriter(tokenizer, builder);
  writer.add('plan none\nrow:1', { plan: 'collect wood', action: 'do' });
  writer.add('plan none\nrow:1', { action: 'noop' });
  const { weights, answerLengths } = builder.build().columns;
  expect(Array.from(answerLengths)).toEqual([5, 1]);
  expect(Array.from(weights, (weight) => Math.round(10 * weight) / 10)).toEqual([1, 0.4, 0.4, 0.4, 1, 1]);
});

test('states the student reaches are labelled by the teacher, under the plan the student has', async () => {
  const builder = new DatasetBuilder();
  const model = new UniformModel();
  const seeds = [11, 12, 13];
  const figures = await studentRows(
    { model, seeds, maxSteps: 80, lanes: 2, temperature: 1 },
    new RowWriter(tokenizer, builder),
  );
  const texts = answers(builder.build());
  expect(figures.episodes).toBe(3);
  expect(figures.rows).toBe(texts.length);
  // A uniformly random student does what the teacher would about once in 17 steps: the labels are not its own actions.
  const own = model.prompts.length;
  expect(texts.length).toBeLessThanOrEqual(own);
  expect(texts.filter((text) => text.endsWith('noop')).length / texts.length).toBeLessThan(0.1);
  expect(texts.some((text) => text.startsWith('<plan>'))).toBe(true);
});

test('a naive student gets the same actions with every word of the plans removed', () => {
  const [dynamic, naive] = (['dynamic', 'naive'] as const).map((teaching) => {
    const builder = new DatasetBuilder();
    teacherRows([1, 2], 120, new RowWriter(tokenizer, builder), teaching);
    return answers(builder.build());
  });
  expect(naive.every((text) => /^[a-z_]+$/.test(text))).toBe(true);
  expect(dynamic.filter((text) => text.startsWith('<plan>')).length).toBeGreaterThan(10);
  expect(dynamic.map((text) => text.split(' ').at(-1))).toEqual(naive);
});

test("a naive student's states are labelled by a teacher that plans in its head", async () => {
  const builder = new DatasetBuilder();
  const writer = new RowWriter(tokenizer, builder);
  const options = { model: new UniformModel(), seeds: [21, 22], maxSteps: 60, lanes: 2, temperature: 1 };
  const figures = await studentRows({ ...options, teaching: 'naive' }, writer);
  const texts = answers(builder.build());
  expect(texts.length).toBe(figures.rows);
  expect(texts.every((text) => /^[a-z_]+$/.test(text))).toBe(true);
  // A teacher without a plan stands still only where nothing can be done.
  expect(texts.filter((text) => text === 'noop').length / texts.length).toBeLessThan(0.1);
});

test('a base model reads well-formed answers that have nothing to do with the game', () => {
  const builder = new DatasetBuilder();
  const figures = baseRows([1, 2, 3], 100, new RowWriter(tokenizer, builder));
  const texts = answers(builder.build());
  const actions = texts.map((text) => text.split(' ').at(-1));
  const planned = texts.filter((text) => text.startsWith('<plan>')).length / texts.length;
  expect(figures.rows).toBe(300);
  expect(texts.every((text) => /^(<plan>( \S+){1,16} <\/plan> )?[a-z_]+$/.test(text))).toBe(true);
  expect(planned).toBeGreaterThan(0.1);
  expect(planned).toBeLessThan(0.25);
  expect(new Set(actions).size).toBe(17);
});
