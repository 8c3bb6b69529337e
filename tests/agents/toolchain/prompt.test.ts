import { describe, expect, test } from 'vitest';
import { promptOf, toolchainPrompt } from '../../../src/agents/toolchain/prompt.ts';
import { lessonAt, MAX_THOUGHT_WORDS } from '../../../src/agents/toolchain/thought.ts';
import { toolchainVocabulary } from '../../../src/agents/toolchain/vocabulary.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { taskOfSeed } from '../../../src/worlds/toolchain/grammar-tasks.ts';
import { ACTIONS, STEP_LIMIT, TERMINATE } from '../../../src/worlds/toolchain/names.ts';
import { needsOf, progressAfter, referencePlan } from '../../../src/worlds/toolchain/needs.ts';
import { parseTask } from '../../../src/worlds/toolchain/task-parser.ts';

const LINE =
  'Given low-resolutioned noisy image and clozed English query, how to return the answer in German and the sentiment of the caption in English step by step?';
const tokenizer = new Tokenizer(toolchainVocabulary(), 8);

describe('the prompt', () => {
  test('has a line for each input and product, and a word for each step', () => {
    const steps = [ACTIONS.indexOf('Image Super-Resolution'), ACTIONS.indexOf('Fill Mask')];
    expect(toolchainPrompt({ task: LINE, steps }).split('\n')).toEqual([
      'given low-resolutioned noisy image',
      'given clozed query',
      'wish 1 answer german',
      'wish 2 caption',
      'then sentiment english',
      'done | image-super-resolution fill-mask',
    ]);
  });

  test('tells any two of 2,000 tasks apart', () => {
    const prompts = Array.from({ length: 2000 }, (_, seed) => promptOf(taskOfSeed(seed), []));
    const lines = new Set(Array.from({ length: 2000 }, (_, seed) => JSON.stringify(taskOfSeed(seed))));
    expect(new Set(prompts).size).toBe(lines.size);
  });

  test('is made of words that the model knows, and fits its context with the longest thought', () => {
    const { firstByte } = tokenizer.table;
    let longest = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const text = promptOf(taskOfSeed(seed), Array(STEP_LIMIT - 1).fill(0));
      const { tokens, positions } = tokenizer.encodePrompt(text);
      expect(Math.max(...tokens)).toBeLessThan(firstByte);
      longest = Math.max(longest, positions);
    }
    expect(longest + MAX_THOUGHT_WORDS + 3).toBeLessThanOrEqual(64);
  });
});

describe("the teacher's thought", () => {
  const lessonAfter = (...steps: number[]) => {
    const task = parseTask(LINE);
    const needs = needsOf(task);
    return lessonAt(needs, progressAfter(task, needs, steps));
  };

  test('says what is wrong, what the present wish lacks, and what comes next', () => {
    const plan = referencePlan(parseTask(LINE));
    expect(lessonAfter()).toEqual({
      thought: 'wrong low-resolutioned noisy clozed wished 1 answer german next mend low-resolutioned',
      action: 'image-super-resolution',
    });
    expect(lessonAfter(...plan.slice(0, 4)).thought).toBe('wrong nothing wished 1 german next translate');
    expect(lessonAfter(...plan.slice(0, 5)).thought).toBe(
      'wrong nothing wished 2 caption sentiment next make caption',
    );
    expect(lessonAfter(...plan.slice(0, -1))).toEqual({
      thought: 'wrong nothing wished nothing next stop',
      action: 'terminate',
    });
  });

  test('goes on with what lacks after a needless or an illegal tool', () => {
    expect(lessonAfter(ACTIONS.indexOf('Colorization'))).toEqual(lessonAfter());
    expect(lessonAfter(ACTIONS.indexOf('Sentiment Analysis'))).toEqual(lessonAfter());
  });

  test('is short and made of plan words at every step of 1,000 tasks', () => {
    for (let seed = 0; seed < 1000; seed++) {
      const task = taskOfSeed(seed);
      const needs = needsOf(task);
      const plan = referencePlan(task);
      for (let step = 0; step < plan.length; step++) {
        const { thought, action } = lessonAt(needs, progressAfter(task, needs, plan.slice(0, step)));
        const ids = tokenizer.encodeAnswer(`<plan> ${thought} </plan> ${action}`);
        expect(ids.length - 3).toBeLessThanOrEqual(MAX_THOUGHT_WORDS);
        expect(tokenizer.actionIds.indexOf(ids.at(-1)!)).toBe(plan[step]);
      }
      expect(plan.at(-1)).toBe(TERMINATE);
    }
  });
});
