// A place of Toolchain-v1 as a chat model is asked about it, and a tool's name found in its reply. The form of the answer,
// `<tool>Name</tool>`, is the one of the paper's tasks (arXiv 2509.01920); the sentences are ours.

import type { ChatMessage } from '../language/language-model.ts';
import { ACTIONS } from '../worlds/toolchain/names.ts';
import { taskLine } from '../worlds/toolchain/task.ts';
import type { ToolchainPlace } from './toolchain-place.ts';

const TASK = [
  'You plan with tools. Each tool takes what is there and gives something new; you name one tool a turn, in the order in which they have to be used.',
  `The tools: ${ACTIONS.slice(0, -1).join(', ')}.`,
  `Mend what is wrong with the input first. When everything that was asked for is there, answer ${ACTIONS.at(-1)}.`,
].join('\n');

const ANSWERS = {
  never: 'Answer with the next tool alone, as <tool>Name</tool>.',
  must: 'First think about what is still missing, in one sentence between <plan> and </plan>; then name the next tool, as <tool>Name</tool>.',
} as const;

/** @param plan whether the answer begins with a thought */
export function toolchainMessages({ task, steps }: ToolchainPlace, plan: 'never' | 'must'): ChatMessage[] {
  const done = steps.map((action, i) => `Step ${i + 1}: <tool>${ACTIONS[action]}</tool>`);
  return [
    { role: 'system', content: `${TASK}\n${ANSWERS[plan]}` },
    { role: 'user', content: [taskLine(task), ...(done.length > 0 ? done : ['No step yet.'])].join('\n') },
  ];
}

/** Number of the action that a reply names: what stands in the last tag, or else the name mentioned last; −1 for none. */
export function actionNamed(reply: string, names: readonly string[]): number {
  const tagged = [...reply.matchAll(/<tool>([^<]{1,80})<\/tool>/gi)].at(-1)?.[1] ?? reply;
  const text = tagged.toLowerCase();
  let [named, at] = [-1, -1];
  for (const [number, name] of names.entries()) {
    const place = text.lastIndexOf(name.toLowerCase());
    // Of two names that begin at one place the longer one is meant.
    if (place > at || (place === at && place >= 0 && name.length > names[named].length))
      [named, at] = [number, place];
  }
  return named;
}
