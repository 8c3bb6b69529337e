import { describe, expect, test } from 'vitest';
import { PACK, pogsVocabulary } from '../../../src/agents/pogs/vocabulary.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { DatasetBuilder } from '../../../src/learning/dataset.ts';
import { pogsRows } from '../../../src/training/pogs/rows.ts';
import { RowWriter } from '../../../src/training/row-writer.ts';

const tokenizer = new Tokenizer(pogsVocabulary(), PACK);

/** Prompts (positions are parted by ` / `) and answers of the rows of some walks, as text. */
function rowsOf(options: Parameters<typeof pogsRows>[0]) {
  const builder = new DatasetBuilder();
  const figures = pogsRows(options, new RowWriter(tokenizer, builder));
  const { columns, rows, answerStarts, wordStarts, positionStarts } = builder.build();
  const texts = Array.from({ length: rows }, (_, row) => {
    const counts = columns.wordCounts.subarray(positionStarts[row], positionStarts[row + 1]);
    let end = wordStarts[row];
    const positions = Array.from(counts, (count) => {
      end += count;
      return tokenizer.decode(columns.words.subarray(end - count, end));
    });
    const answer = tokenizer.decode(columns.answers.subarray(answerStarts[row], answerStarts[row + 1]));
    return { prompt: positions.join(' / '), answer };
  });
  return { figures, texts };
}

const OPTIONS = { seed: 1, walks: 300, winding: 0.5, recalled: 0.5, slips: 0.1, garbled: 0.1 };
const PLAN = /^<plan> (?:explore|target)((?: \d+)+) <\/plan> (\d+)$/;

/** The labels of the plan in force and the walker's node. */
function inForce(prompt: string): { path: string[]; at: string } {
  const path = [
    ...(/^plan age:\S+ \/ (?:explore|target)((?: \/ \d+)+)/.exec(prompt)?.[1] ?? '').matchAll(/\d+/g),
  ];
  return { path: path.map(([label]) => label), at: / at:(\d+)/.exec(prompt)![1] };
}

describe('the rows', () => {
  const { figures, texts } = rowsOf(OPTIONS);
  const planned = texts.filter(({ answer }) => PLAN.test(answer));
  const bare = texts.filter(({ answer }) => /^\d+$/.test(answer));

  test('are plans with actions and bare actions, and the figures count them', () => {
    expect(planned.length + bare.length).toBe(texts.length);
    expect(planned.length).toBe(figures.planned);
    expect(bare.length).toBe(figures.followed + figures.overdue + figures.planless);
    expect(bare.filter(({ prompt }) => prompt.startsWith('plan none')).length).toBe(figures.planless);
  });

  test('hold every case that a schedule can bring about, each in 10 % of the rows or more', () => {
    const { walks, ...kinds } = figures;
    expect(walks).toBe(300);
    for (const count of Object.values(kinds)) expect(count / texts.length).toBeGreaterThan(0.1);
    const early = planned.filter(({ prompt }) => !prompt.startsWith('plan none'));
    expect(early.length).toBeGreaterThan(0);
    const ages = new Set(texts.map(({ prompt }) => /^plan age:(\S+)/.exec(prompt)?.[1]));
    for (let age = 1; age <= 8; age++) expect(ages).toContain(`${age}`);
  });

  test('end the plan that they say with the step that they take', () => {
    for (const { answer } of planned) {
      const [, path, action] = PLAN.exec(answer)!;
      expect(path.trim().split(' ').at(-1)).toBe(action);
    }
  });

  test('on the way of the plan in force, three bare actions in four are its next node', () => {
    const onWay = bare.filter(({ prompt }) => {
      const { path, at } = inForce(prompt);
      return path.indexOf(at) > 0;
    });
    const next = onWay.filter(({ prompt, answer }) => {
      const { path, at } = inForce(prompt);
      return path[path.indexOf(at) - 1] === answer;
    });
    expect(onWay.length).toBeGreaterThan(200);
    expect(next.length / onWay.length).toBeGreaterThan(0.75);
  });

  test('tell what was seen in half of the walks and the latest view alone in the others', () => {
    const recalled = texts.filter(({ prompt }) => / (visited|seen|frontier)\b/.test(prompt));
    expect(recalled.length / texts.length).toBeGreaterThan(0.4);
    expect(recalled.length / texts.length).toBeLessThan(0.6);
    const view = rowsOf({ ...OPTIONS, recalled: 0 }).texts;
    expect(view.some(({ prompt }) => /remembered|visited|from:/.test(prompt))).toBe(false);
  });

  test('leave the way where steps slip, and are refused at times; without slips never', () => {
    const refused = texts.filter(({ prompt }) => / refused\b/.test(prompt)).length;
    expect(refused / texts.length).toBeGreaterThan(0.005);
    expect(rowsOf({ ...OPTIONS, slips: 0 }).texts.some(({ prompt }) => / refused\b/.test(prompt))).toBe(
      false,
    );
  });

  test('repeat from their seed', () => {
    const few = { ...OPTIONS, walks: 20 };
    expect(rowsOf(few)).toEqual(rowsOf(few));
    expect(rowsOf({ ...few, seed: 2 })).not.toEqual(rowsOf(few));
  });
});
