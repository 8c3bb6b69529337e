// A chat agent's side of a conversation: which turns it remembers, and what the model gets to read. The last 16 turns stay, a
// turn being an observation and the action that was taken; of all plans only the one in force is told, as part of the answer it
// came with. Source: Learning When to Plan (arXiv 2509.03581) and its code; BALROG's history.
//
// Two things are open there, so they are ours. A plan whose turn has left the history, or that a person wrote, is told beside
// the current observation, or an agent that plans every 24 steps would follow a plan it cannot read. And messages alternate
// strictly, since many chat templates refuse two of a user in a row: the instruction and the oldest observation are one message.

import type { ChatMessage } from '../../language/language-model.ts';
import {
  BALROG_ACTIONS,
  BALROG_HISTORY,
  currentObservation,
  pastObservation,
} from '../../worlds/crafter/balrog.ts';
import type { ProseText } from '../../worlds/crafter/describe-prose.ts';
import type { CurrentPlan } from '../plan.ts';
import { ANSWER_RULES, INSTRUCTION, type InstructionVariant } from './instruction.ts';

/** What was seen and done; plain data. */
export interface Turn {
  /** The long-term part of the observation. */
  readonly longTerm: string;
  readonly action: number;
}

/** The last turns of an episode, the oldest first. */
export class History {
  #turns: readonly Turn[] = [];

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  add(turn: Turn): void {
    this.#turns = [...this.#turns, turn].slice(-BALROG_HISTORY);
  }

  clear(): void {
    this.#turns = [];
  }

  copyFrom(other: History): void {
    this.#turns = other.#turns;
  }
}

/** The messages of one decision, from a user's to a user's. */
export function conversation(
  turns: readonly Turn[],
  now: ProseText,
  plan: CurrentPlan | null,
  variant: InstructionVariant,
): ChatMessage[] {
  // A plan is as old as the actions taken under it, the one it came with included.
  const planned = plan?.by === 'agent' ? turns.length - plan.age : -1;
  const told = planned >= 0 || !plan ? '' : `\n\n${planInForce(plan)}`;
  const messages = turns.flatMap(({ longTerm, action }, i): ChatMessage[] => [
    { role: 'user', content: pastObservation({ longTerm }) },
    { role: 'assistant', content: answerOf(action, i === planned ? plan!.text : '') },
  ]);
  const last = `${currentObservation(now)}${told}\n\n${ANSWER_RULES[variant]}`;
  const [first, ...others] = [...messages, { role: 'user' as const, content: last }];
  return [{ ...first, content: `${INSTRUCTION}\n\n${first.content}` }, ...others];
}

/** A conversation as one text, for people and for models without a chat template. */
export function conversationText(messages: readonly ChatMessage[]): string {
  return messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n');
}

function answerOf(action: number, plan: string): string {
  const name = BALROG_ACTIONS[action];
  return plan === '' ? name : `<plan> ${plan} </plan> ${name}`;
}

function planInForce({ text, age, by }: CurrentPlan): string {
  const author = by === 'person' ? 'A person has given you this plan' : 'This is the plan that you have';
  const steps = `${age} ${age === 1 ? 'step' : 'steps'} ago`;
  return `${author}, made ${age === 0 ? 'just now' : steps}:\n<plan> ${text} </plan>`;
}
