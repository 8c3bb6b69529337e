// The view as chat models read it, in the published wording, so that scores can be compared: visible nodes with their visible
// neighbours, then where one is and where to go. Source: BALROG's wrapper of POGS.
//   node: 3, neighbors: [7, 12]
//   node: 7, neighbors: [3]
//
//   current node: 3, target node: 9

import type { PogsObservation } from './view.ts';

export function describePogs({ view, current, target, refused }: PogsObservation): string {
  const nodes = view.map(({ node, neighbors }) => `node: ${node}, neighbors: [${neighbors.join(', ')}]`);
  const text = [...nodes, '', `current node: ${current}, target node: ${target}`].join('\n');
  return text + feedback(refused, current === target);
}

function feedback(refused: boolean, reached: boolean): string {
  if (reached) return '\nYou have reached the target!';
  return refused ? '\nInvalid Move!' : '';
}
