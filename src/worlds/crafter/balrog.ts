// BALROG's side of a conversation about Crafter: its names for actions, how it reads a reply, and how observations are
// put into messages. What an observation says is describe-prose.ts. Source: BALROG's environment and prompt builder.

import type { ProseText } from './describe-prose.ts';
import { ACTIONS } from './names.ts';

/** Steps an agent may take in BALROG, counted after the first no-op. */
export const BALROG_MAX_STEPS = 2000;
/** Observation and action turns kept in a conversation. */
export const BALROG_HISTORY = 16;

const COMPASS: Readonly<Record<string, string>> = {
  move_left: 'Move West',
  move_right: 'Move East',
  move_up: 'Move North',
  move_down: 'Move South',
};

/** An action's text by its number: "Noop", "Move West", ... "Make Iron Sword". */
export const BALROG_ACTIONS: readonly string[] = ACTIONS.map((name) => COMPASS[name] ?? capitalized(name));

const NOOP = ACTIONS.indexOf('noop');

export interface BalrogReply {
  readonly action: number;
  /** false: the reply named no action and became a Noop. */
  readonly valid: boolean;
}

/**
 * The action that a model's whole reply names. Everything but letters, white space and colons is dropped first; what
 * remains must be exactly an action's text, capitals included.
 */
export function parseBalrogReply(reply: string): BalrogReply {
  const action = BALROG_ACTIONS.indexOf(reply.trim().replace(/[^a-zA-Z\s:]/g, ''));
  return action < 0 ? { action: NOOP, valid: false } : { action, valid: true };
}

/** The long-term text of an observation that follows an invalid reply. */
export function afterInvalidReply(longTerm: string): string {
  const notice = `Your previous output did not contain a valid action. Defaulted to action: ${BALROG_ACTIONS[NOOP]}`;
  return `\n\n${notice}\n\nObservation:\n${longTerm}`;
}

/** The message that tells the current observation. */
export function currentObservation({ longTerm, shortTerm }: ProseText): string {
  return `Current Observation:\n${shortTerm}\n${longTerm}`;
}

/** The message that an earlier observation becomes: without status and inventory. */
export function pastObservation({ longTerm }: Pick<ProseText, 'longTerm'>): string {
  return `Observation:\n${longTerm}`;
}

function capitalized(name: string): string {
  return name
    .split('_')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join(' ');
}
