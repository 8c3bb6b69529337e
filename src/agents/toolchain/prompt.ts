// The pocket model's prompt: the task's line in as few positions as keep its order, and the steps so far.
//   given low-resolutioned noisy image      an input; one line each
//   given clozed query
//   wish 1 caption                          the first wish; what is made of the caption follows on its own line
//   then sentiment german
//   done | image-super-resolution           one position a step
// Nothing else is read, no thought of an earlier step either, so an answer is a function of the task and the steps.

import { isSpoken } from '../../worlds/toolchain/names.ts';
import type { Task, Wish } from '../../worlds/toolchain/task.ts';
import { parseTask } from '../../worlds/toolchain/task-parser.ts';
import type { ToolchainObservation } from '../../worlds/toolchain/toolchain.ts';
import { ACTION_WORDS, hyphenated, MOST_COUNTED } from './vocabulary.ts';

/** @throws LabError bad-argument for a line that is no task */
export function toolchainPrompt({ task, steps }: ToolchainObservation): string {
  return promptOf(parseTask(task), steps);
}

/** The prompt of a task that is parsed already. @param steps action numbers, none of them TERMINATE */
export function promptOf(task: Task, steps: readonly number[]): string {
  const done = steps.map((action) => ACTION_WORDS[action]).join(' ');
  return [...inputLines(task), ...task.wishes.flatMap(wishLines), `done | ${done}`].join('\n');
}

function inputLines({ image, text, query }: Task): string[] {
  const state = ({ clozed }: { readonly clozed: boolean }) => (clozed ? ' clozed' : '');
  return [
    ...(image ? [`given ${[...image, 'image'].join(' ')}`] : []),
    ...(text ? [`given${state(text)} ${text.kind}`] : []),
    ...(query ? [`given${state(query)} query`] : []),
  ];
}

function wishLines({ path, language }: Wish, index: number): string[] {
  const number = Math.min(MOST_COUNTED, index + 1);
  return path.map((product, i) => {
    const lead = i === 0 ? `wish ${number}` : 'then';
    const spoken = i === path.length - 1 && isSpoken(product) ? ` ${language!.toLowerCase()}` : '';
    return `${lead} ${hyphenated(product)}${spoken}`;
  });
}
