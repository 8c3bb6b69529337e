// POGS for chat models: what they are told once, and how a reply is read. Observations are worlds/pogs/describe-prose.ts.
// The rules that are told are those of BALROG's wrapper of POGS; the wording of the instruction is ours.

import type { PogsConfig } from '../../worlds/pogs/options.ts';
import { pogsActions } from '../../worlds/pogs/pogs.ts';

/** The first message of a conversation. */
export function pogsInstruction({ nodes, radius, length }: PogsConfig): string {
  return [
    `You walk on a graph of ${nodes} nodes, looking for a target node. You see the nodes within ${radius} hops of yours, no further.`,
    '',
    'Each observation lists the visible nodes with their visible neighbors, your current node and the target node.',
    `A visible node nearer than ${radius} hops that has only one neighbor is a dead end.`,
    '',
    `The valid actions are: ${pogsActions(nodes).join(', ')}.`,
    'Answer with one of them: the node to go to. It must be a neighbor of your current node; otherwise you stay and lose 1 point.',
    `Reaching the target gives 100 points. You have ${length} steps.`,
  ].join('\n');
}

export interface PogsReply {
  readonly action: number;
  /** false: the reply named no node and became the default action. */
  readonly valid: boolean;
}

/**
 * The node that a reply (behind its plan) names: it must be a label and nothing else but punctuation and white space.
 * The default is the current node, which is always refused. (gym-pogs draws a random label: nearly always refused, too.)
 */
export function parsePogsReply(reply: string, nodes: number, current: number): PogsReply {
  const label = /^[^\p{L}\p{N}-]*(\d{1,4})[^\p{L}\p{N}]*$/u.exec(reply)?.[1];
  const action = pogsActions(nodes).indexOf(label ?? '');
  return action < 0 ? { action: current, valid: false } : { action, valid: true };
}

/** What follows an invalid reply, before the observation. */
export function afterInvalidPogsReply(current: number): string {
  return `Your previous output did not contain a valid action. Defaulted to action: ${current}`;
}
