import { expect, test } from 'vitest';
import { crafterVocabulary } from '../../src/agents/crafter-vocabulary.ts';
import { canonicalWord } from '../../src/agents/plan-words.ts';
import { POCKET_SIZES } from '../../src/language/pocket/config.ts';
import { Tokenizer } from '../../src/language/pocket/tokenizer.ts';
import { type Dataset, DatasetBuilder } from '../../src/learning/dataset.ts';
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
