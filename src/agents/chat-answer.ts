// A chat model's free text as an answer: nothing constrains it, so it is read as BALROG reads it. The plan is what stands
// between the first `<plan>` and the last `</plan>`; the action is the text behind, matched exactly; anything else is a
// Noop, and the next observation says so.

import { type BalrogReply, parseBalrogReply } from '../worlds/crafter/balrog.ts';
import { MAX_PLAN_CHARACTERS } from './agent.ts';
import { oneLine, planOfAnswer } from './plan.ts';

/** Longest reply that is looked at, in characters; a model that rambles past it has not answered. */
const MAX_REPLY_CHARACTERS = 100_000;

export interface ChatAnswer extends BalrogReply {
  /** The new plan on one line, cut to MAX_PLAN_CHARACTERS. */
  readonly plan?: string;
}

/** Never throws: every text is some answer. */
export function parseChatAnswer(reply: string): ChatAnswer {
  const { plan, action } = planOfAnswer(reply.slice(-MAX_REPLY_CHARACTERS));
  const line = plan && oneLine(plan).slice(0, MAX_PLAN_CHARACTERS).toWellFormed();
  return { ...parseBalrogReply(action), ...(line ? { plan: line } : {}) };
}
