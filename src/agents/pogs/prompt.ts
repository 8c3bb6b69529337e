// The pocket model's prompt: the plan in force, where it is, and a line for each node it knows, nearest first.
//   plan age:2 | explore 3 12 7       one position for the head, one for each word of the plan
//   at:7 from:4 to:9                  `refused` behind it if the last action was no move
//   node:7 visited hops:0 4 12        in sight; its seen neighbours are plain labels
//   node:12 seen hops:1 3 7           seen with all its neighbours, never visited
//   node:3 frontier hops:2 12         the graph may go on here
//   node:5 visited remembered hops:2 4   out of sight
// Without recall only the latest view is told, as the published observation does: no marks, no remembered nodes, no `from`.

import type { PogsMemory } from './memory.ts';
import { MAX_HOPS, MAX_PLAN_AGE, PACK } from './vocabulary.ts';

/** Longest plan in words: what a prompt holds behind ` | `. */
export const MAX_PLAN_WORDS = 16;
/** Marks before the neighbours: node, state, sought, remembered, hops. */
const MOST_MARKS = 5;

export interface PogsPromptOptions {
  /** false: nothing is told but the latest view. */
  readonly recall?: boolean;
}

/** @param plan in force, and the steps taken under it */
export function pogsPrompt(
  memory: PogsMemory,
  plan: { readonly text: string; readonly age: number } | null = null,
  { recall = true }: PogsPromptOptions = {},
): string {
  return [planLine(plan), placeLine(memory, recall), ...nodeLines(memory, recall)].join('\n');
}

function planLine(plan: { readonly text: string; readonly age: number } | null): string {
  if (plan === null) return 'plan none';
  return `plan age:${plan.age > MAX_PLAN_AGE ? 'old' : plan.age} | ${plan.text}`;
}

function placeLine({ observation, from }: PogsMemory, recall: boolean): string {
  const { current, target, refused } = observation;
  const came = recall && from !== null ? [`from:${from}`] : [];
  return [`at:${current}`, ...came, `to:${target}`, ...(refused ? ['refused'] : [])].join(' ');
}

function nodeLines(memory: PogsMemory, recall: boolean): string[] {
  const { known, observation } = memory;
  const inSight = new Map(observation.view.map(({ node, neighbors }) => [node, neighbors]));
  const { hops } = known.reach;
  const told = recall ? known.nodes : [...inSight.keys()];
  return told
    .sort((a, b) => hops[a] - hops[b] || a - b)
    .flatMap((node) => {
      const marks = [
        `node:${node}`,
        ...(recall ? [stateWord(memory, node)] : []),
        ...(node === observation.target ? ['sought'] : []),
        ...(inSight.has(node) ? [] : ['remembered']),
        `hops:${hops[node] > MAX_HOPS ? 'far' : hops[node]}`,
      ];
      return packed(node, marks, recall ? known.neighbours[node] : inSight.get(node)!);
    });
}

function stateWord({ known }: PogsMemory, node: number): string {
  if (known.isVisited(node)) return 'visited';
  return known.isExplored(node) ? 'seen' : 'frontier';
}

/** A position holds so many words: neighbours beyond that go on in lines of their own. */
function packed(node: number, marks: readonly string[], neighbours: readonly number[]): string[] {
  const lines = [[...marks, ...neighbours.slice(0, PACK - MOST_MARKS)]];
  for (let i = PACK - MOST_MARKS; i < neighbours.length; i += PACK - 2)
    lines.push([`node:${node}`, 'more', ...neighbours.slice(i, i + PACK - 2)]);
  return lines.map((line) => line.join(' '));
}
