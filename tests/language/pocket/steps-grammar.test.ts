import { expect, test } from 'vitest';
import type { StepsGrammar } from '../../../src/language/language-model.ts';
import { grammarState } from '../../../src/language/pocket/grammar.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { Random } from '../../../src/random.ts';

const TOKENIZER = new Tokenizer(
  { actions: ['stack', 'wait', 'fly'], planWords: ['b1', 'b2', 'up'], promptWords: ['on:b1'] },
  4,
);
const BLOCKS = ['b1', 'b2'];
const GRAMMAR: StepsGrammar = {
  operators: [
    { word: 'stack', parameters: [BLOCKS, BLOCKS] },
    { word: 'wait', parameters: [] },
    { word: 'fly', parameters: [['up'], []] },
  ],
  maxTokens: 12,
};

/** Words that may come next. */
function offered(...said: string[]): string[] {
  const state = grammarState(TOKENIZER, GRAMMAR);
  for (const word of said) state.push(TOKENIZER.table.ids.get(word)!);
  return state.legal().map((id) => TOKENIZER.table.words[id]);
}

test('a step is an operator and as many objects as it takes, of the right types', () => {
  expect(offered()).toEqual(['</plan>', 'stack', 'wait']);
  expect(offered('stack')).toEqual(BLOCKS);
  expect(offered('stack', 'b2')).toEqual(BLOCKS);
  expect(offered('stack', 'b2', 'b2')).toEqual(['</plan>', 'stack', 'wait']);
  expect(offered('wait')).toEqual(['</plan>', 'stack', 'wait']);
});

test('an operator for which the problem has no object is never offered', () => {
  expect(offered()).not.toContain('fly');
});

test('whatever is drawn, a plan closes within its tokens and no step is left unfinished', () => {
  const arity: Record<string, number> = { stack: 2, wait: 0 };
  let longest = 0;
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const state = grammarState(TOKENIZER, GRAMMAR);
    const words: string[] = [];
    while (!state.done) {
      const legal = state.legal();
      // The end is drawn seldom, so that many plans fill their room.
      const id = legal.length > 1 && random.uniform() < 0.95 ? random.pick(legal.slice(1)) : legal[0];
      state.push(id);
      words.push(TOKENIZER.table.words[id]);
    }
    expect(words.pop()).toBe('</plan>');
    expect(state.planTokens).toBe(words.length);
    while (words.length > 0) {
      const taken = words.splice(0, 1 + arity[words[0]]);
      expect(taken).toHaveLength(1 + arity[taken[0]]);
    }
    longest = Math.max(longest, state.planTokens);
  }
  expect(longest).toBe(11);
});

test('an answer ends after the step that it is to end after, and not before', () => {
  const told: string[][] = [];
  const watch = () => (step: readonly string[]) => told.push([...step]) > 0 && step[0] === 'wait';
  const state = grammarState(TOKENIZER, { ...GRAMMAR, watch });
  for (const word of ['stack', 'b1', 'b2', 'wait']) {
    expect(state.done).toBe(false);
    state.push(TOKENIZER.table.ids.get(word)!);
  }
  expect(state.done).toBe(true);
  expect(told).toEqual([['stack', 'b1', 'b2'], ['wait']]);
});

test('refuses a word that the model cannot say', () => {
  const operators = [{ word: 'stack', parameters: [['on:b1']] }];
  expect(() => grammarState(TOKENIZER, { operators, maxTokens: 9 })).toThrow('"on:b1" is not a word');
});
