// What a seed of POGS draws: a tree, where the walker starts and where it must go. Source: gym-pogs, reset.

import { LabError } from '../../lab-error.ts';
import { Random } from '../../random.ts';
import { type Neighbours, randomTree } from './graph.ts';

/** Keeps the draws of graphs apart from everything else that is drawn from the same seed. */
const GRAPH_STREAM = 0x9065;

export interface Puzzle {
  /** Of POGS-v0; under HardPOGS-v0 the seed that was accepted. */
  readonly seed: number;
  readonly tree: Neighbours;
  readonly start: number;
  /** Never the start. */
  readonly target: number;
}

/** Tree, start and target, each uniform. @throws LabError bad-seed */
export function drawPuzzle(seed: number, nodes: number): Puzzle {
  checkSeed(seed);
  const random = new Random(seed, GRAPH_STREAM);
  const tree = randomTree(nodes, random);
  const start = random.int(nodes);
  const target = (start + 1 + random.int(nodes - 1)) % nodes;
  return { seed, tree, start, target };
}

/** @throws LabError bad-seed unless `seed` is an integer 0..2^53-1 */
export function checkSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new LabError('bad-seed', `${seed} is not a seed.`, 'A seed is a whole number from 0 to 2^53 - 1.');
}
