import { describe, expect, test } from 'vitest';
import { crafterVocabulary } from '../../src/agents/crafter-vocabulary.ts';
import { goalText, readPlan } from '../../src/agents/plan-reading.ts';
import { canonicalWord } from '../../src/agents/plan-words.ts';
import { Tokenizer } from '../../src/language/pocket/tokenizer.ts';

const readings = (text: string) => readPlan(text).words.map(({ reading }) => reading);

describe('a written plan', () => {
  test('is read word by word: known, a synonym, letters, or too far back', () => {
    const { words } = readPlan('Collect 5 timber près table');
    expect(words.map(({ text, reading, as }) => [text, reading, as])).toEqual([
      ['Collect', 'known', undefined],
      ['5', 'known', undefined],
      ['timber', 'synonym', 'wood'],
      ['près', 'letters', undefined],
      ['table', 'known', undefined],
    ]);
    expect(readings('wood '.repeat(18)).slice(14)).toEqual(['known', 'known', 'unread', 'unread']);
  });

  test('is read as the tokenizer of the model reads it', () => {
    const tokenizer = new Tokenizer(crafterVocabulary(), 24, canonicalWord);
    const { firstByte } = tokenizer.table;
    const text = 'chop Trees, then make_wood_pickaxe constructor 木を near north-east night __proto__ axes';
    for (const { text: word, reading } of readPlan(text).words) {
      const bytes = tokenizer.encodeWord(word).every((id) => id >= firstByte);
      expect([word, reading === 'letters']).toEqual([word, bytes]);
    }
  });

  test('marks the phrases in which the plan language finds a goal, and names the goals', () => {
    const { words, goals } = readPlan('chop 3 trees then sing a song, build a table');
    expect(words.filter(({ inGoal }) => inGoal).map(({ text }) => text)).toEqual([
      'chop',
      '3',
      'trees',
      'build',
      'a',
      'table',
    ]);
    expect(goals.map(goalText)).toEqual(['collect 3 wood', 'place table']);
  });

  test('that says nothing has no words and no goals', () => {
    expect(readPlan('  ')).toEqual({ words: [], goals: [] });
    expect(readPlan('sing').goals).toEqual([]);
  });
});

test('goals are said in closed words, with their place', () => {
  const { goals } = readPlan(
    'go west and drink, go to the table, sleep, make iron pickaxe, get 2 more coal far north east',
  );
  expect(goals.map(goalText)).toEqual([
    'drink water west',
    'go to table',
    'sleep in shelter',
    'make iron pickaxe',
    'collect 2 more coal north-east far',
  ]);
});
