import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerState } from '../../../src/language/pocket/grammar.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { layOut } from '../../../src/language/pocket/vocabulary.ts';
import { Random } from '../../../src/random.ts';

const vocabulary = {
  actions: ['noop', 'do'],
  planWords: ['collect', 'wood', 'west', '4'],
  promptWords: ['plan', 'none', 'age:3', 'row:1', 'a:tree', 'west'],
};
const tokenizer = new Tokenizer(vocabulary, 8, (word) => (word === 'chop' ? 'collect' : word));
const row = (tokens: Int32Array, position: number) =>
  Array.from(tokens.subarray(position * 8, position * 8 + 8));

describe('the vocabulary', () => {
  test('lays out padding, tags, actions and plan words before the words that are only read', () => {
    const table = layOut(vocabulary);
    expect(table.words.slice(0, 9)).toEqual([
      '',
      '<plan>',
      '</plan>',
      'noop',
      'do',
      'collect',
      'wood',
      'west',
      '4',
    ]);
    expect(table.outputs).toBe(9);
    expect(table.size).toBe(9 + 5 + 256);
  });

  test('refuses a word listed twice among the outputs', () => {
    expect(() => layOut({ ...vocabulary, planWords: ['west', 'west'] })).toThrow(/twice/);
  });
});

describe('the tokenizer', () => {
  test('packs a line into one position and gives every word behind the mark its own', () => {
    const { tokens, positions } = tokenizer.encodePrompt('plan age:3 | collect 4 wood\nrow:1 a:tree');
    expect(positions).toBe(5);
    expect(row(tokens, 0).slice(0, 3)).toEqual([9, 11, 0]);
    expect([1, 2, 3].map((i) => row(tokens, i)[0])).toEqual([5, 8, 6]);
    expect(row(tokens, 4).slice(0, 3)).toEqual([12, 13, 0]);
  });

  test('reads synonyms and any case', () => {
    expect(tokenizer.encodeWord('Chop')).toEqual([5]);
    expect(tokenizer.encodeWord('WEST')).toEqual([7]);
  });

  test('turns a word nobody listed into its bytes', () => {
    expect(tokenizer.encodeWord('ox')).toEqual([14 + 111, 14 + 120]);
  });

  test('never falls silent: every word of any script becomes at least one id and fits a position', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (word) => {
        fc.pre(!/\s/.test(word));
        const ids = tokenizer.encodeWord(word);
        expect(ids.length).toBeGreaterThan(0);
        expect(ids.length).toBeLessThanOrEqual(8);
        expect(ids.every((id) => id > 0 && id < tokenizer.table.size)).toBe(true);
      }),
    );
  });

  test('reads at most 16 words of a plan', () => {
    expect(tokenizer.encodePrompt(`plan age:3 | ${'wood '.repeat(400)}`).positions).toBe(17);
  });

  test('refuses a line that does not fit a position', () => {
    expect(() => tokenizer.encodePrompt('west '.repeat(9))).toThrow(/does not fit/);
  });

  test('encodes and decodes an answer', () => {
    const ids = tokenizer.encodeAnswer('<plan> collect 4 wood </plan> do');
    expect(ids).toEqual([1, 5, 8, 6, 2, 4]);
    expect(tokenizer.decode(ids)).toBe('<plan> collect 4 wood </plan> do');
    expect(() => tokenizer.encodeAnswer('fly')).toThrow(/cannot be part/);
  });
});

describe('the grammar of an answer', () => {
  const sample = (plan: 'never' | 'must' | 'may', seed: number) => {
    const random = new Random(seed);
    const state = new AnswerState(tokenizer, { plan, maxPlanTokens: 3, actions: vocabulary.actions });
    const ids: number[] = [];
    while (!state.done && ids.length < 20) {
      const id = random.pick(state.legal());
      ids.push(id);
      state.push(id);
    }
    return tokenizer.decode(ids);
  };
  const shape = /^(<plan>( (collect|wood|west|4)){1,3} <\/plan> )?(noop|do)$/;

  test('lets through only answers of the right form, whatever is sampled', () => {
    for (let seed = 0; seed < 200; seed++) {
      expect(sample('may', seed)).toMatch(shape);
      expect(sample('must', seed)).toMatch(/^<plan>/);
      expect(sample('never', seed)).toMatch(/^(noop|do)$/);
    }
  });
});
