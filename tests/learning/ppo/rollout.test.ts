import { expect, test } from 'vitest';
import { CHOICES } from '../../../src/language/pocket/grammar.ts';
import { type DecisionRow, nextValuesOf, RolloutBuilder } from '../../../src/learning/ppo/rollout.ts';

const PACK = 2;
const prompt = (...words: number[]) => Int32Array.from(words);

function decision(given: Partial<DecisionRow> = {}): DecisionRow {
  return {
    prompt: prompt(7, 0),
    answer: [3],
    choices: ['plan or action'],
    logProbs: [-1],
    reward: 0,
    planTokens: 0,
    idle: false,
    ...given,
  };
}

test('a rollout keeps each decision beside what came of it', () => {
  const builder = new RolloutBuilder(2, PACK);
  const plan = ['plan or action', 'word', 'close', 'action'] as const;
  builder.add(0, decision({ reward: 1, logProbs: [-0.5] }));
  builder.add(1, decision({ answer: [1, 5, 2, 3], choices: plan, logProbs: [-1, -2, 0, -3], planTokens: 1 }));
  builder.add(0, decision({ reward: -0.5, idle: true }));
  builder.cut(0, prompt(8, 9, 10, 0));
  builder.cut(1, prompt(6, 0));
  const rollout = builder.build();
  expect(rollout.decisions).toBe(3);
  expect(rollout.dataset.rows).toBe(5);
  expect(rollout.lanes.map((rows) => Array.from(rows))).toEqual([[0, 2], [1]]);
  expect(Array.from(rollout.rewards)).toEqual([1, 0, -0.5]);
  expect(Array.from(rollout.planTokens)).toEqual([0, 1, 0]);
  expect(Array.from(rollout.idle)).toEqual([0, 0, 1]);
  expect(Array.from(rollout.choices, (i) => CHOICES[i]).slice(0, 6)).toEqual([
    'plan or action',
    ...plan,
    'plan or action',
  ]);
  expect(Array.from(rollout.logProbs.subarray(0, 6))).toEqual([-0.5, -1, -2, 0, -3, -1]);
  expect(rollout.dataset.columns.answers.subarray(1, 5)).toEqual(Uint16Array.of(1, 5, 2, 3));
  // The state that lane 0 was cut in: two positions, words 8 and 9, then 10.
  expect(rollout.dataset.positions(3)).toBe(2);
});

test('a decision leads to the next one, to nothing after a death, and to the state where it was cut', () => {
  const builder = new RolloutBuilder(2, PACK);
  builder.add(0, decision());
  builder.end(0);
  builder.add(0, decision());
  builder.cut(0, prompt(8, 0));
  builder.add(0, decision());
  builder.add(0, decision());
  builder.add(1, decision());
  builder.end(1);
  // The rollout's end: lane 1's last decision ended its episode, so there is no state to ask about.
  builder.cut(0, prompt(9, 0));
  builder.cut(1, prompt(9, 0));
  const rollout = builder.build();
  expect(rollout.dataset.rows).toBe(5 + 2);
  const values = Float32Array.from({ length: 7 }, (_, row) => 10 * row);
  const [first, second] = rollout.lanes.map((lane) => Array.from(nextValuesOf(rollout, lane, values)));
  expect(first).toEqual([0, 50, Number.NaN, 60]);
  expect(second).toEqual([0]);
});
