// Which tasks of Toolchain-v1 a pocket model is trained on, and which it only meets when it is judged:
//   grammar    four fifths of OpenAGI's 185 tasks are trained on, 37 are held out
//   longer     trained on are drawn ones of at most three wishes and eight tools; held out is every longer task of seeds
//              185 to 311, line for line, and with them all tasks of four wishes

import { Random } from '../../random.ts';
import { GRAMMAR_TASKS, longerTask, taskOfSeed } from '../../worlds/toolchain/grammar-tasks.ts';
import { needsOf } from '../../worlds/toolchain/needs.ts';
import { type Task, taskLine } from '../../worlds/toolchain/task.ts';

/** Seeds 0..311 are judged, as many tasks as the paper runs. */
export const JUDGED_TASKS = 312;
const HELD_OUT = 37;
const SPLIT_SEED = 0x5b117;
const TRAINED_LONGER = { wishes: 3, tools: 8 } as const;

export type TaskSet = 'grammar trained' | 'grammar held out' | 'longer held out';

/** Seeds of each set; together 0..311. */
export function taskSets(): Readonly<Record<TaskSet, readonly number[]>> {
  const grammar = new Random(SPLIT_SEED).shuffle(GRAMMAR_TASKS.map((_, seed) => seed));
  const longer = Array.from({ length: JUDGED_TASKS }, (_, seed) => seed).slice(GRAMMAR_TASKS.length);
  return {
    'grammar trained': grammar.slice(HELD_OUT).sort((a, b) => a - b),
    'grammar held out': grammar.slice(0, HELD_OUT).sort((a, b) => a - b),
    'longer held out': longer,
  };
}

/** A longer task to train on. @param judged lines of the judged tasks */
export function trainedLongerTask(random: Random, judged: ReadonlySet<string>): Task {
  for (;;) {
    const task = longerTask(random);
    const { wishes, tools } = TRAINED_LONGER;
    if (task.wishes.length > wishes || needsOf(task).length > tools) continue;
    if (!judged.has(taskLine(task))) return task;
  }
}

/** Lines of the tasks of seeds 0..311. */
export function judgedLines(): Set<string> {
  return new Set(Array.from({ length: JUDGED_TASKS }, (_, seed) => taskLine(taskOfSeed(seed))));
}
