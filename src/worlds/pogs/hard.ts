// HardPOGS: only trees on which the oracle has to turn back often. As in gym-pogs, a seed of HardPOGS draws seeds of POGS, one
// after another, until one is accepted. Which draw that was is kept in a table for the first seeds under the published
// options (`lab pogs-seeds` makes it): a table of answers, not of other rules, so a world with and without it are the same.

import { LabError } from '../../lab-error.ts';
import { Random } from '../../random.ts';
import { pathTo } from './graph.ts';
import table from './hard-seeds.json' with { type: 'json' };
import type { PogsConfig } from './options.ts';
import { oracleGoal } from './oracle.ts';
import { checkSeed, drawPuzzle, type Puzzle } from './puzzle.ts';
import { isOver, type PogsState, startState, stateAfter } from './state.ts';

/** Keeps the draws of seeds apart from everything else that is drawn from the same seed. */
const SEED_STREAM = 0x4a9d;
/**
 * Draws after which a setting is called impossible, and fewer of large trees, so that to find out takes seconds at the most. The
 * published setting needs 30 on average; the longest search of 2,000 took 223.
 */
const MOST_DRAWS = 20_000;
const MOST_DRAWN_NODES = 400_000;

/** How a seed of HardPOGS was found. */
export interface HardDraw {
  readonly puzzle: Puzzle;
  /** Seeds of POGS that were drawn, the accepted one included. */
  readonly draws: number;
}

/** The puzzle of a seed of HardPOGS. @throws LabError bad-seed; bad-argument where no drawn tree is hard enough */
export function drawHardPuzzle(seed: number, config: PogsConfig): Puzzle {
  checkSeed(seed);
  const draws = keptDraws(config)?.[seed];
  if (draws === undefined) return searchHardPuzzle(seed, config).puzzle;
  const random = new Random(seed, SEED_STREAM);
  for (let i = 1; i < draws; i++) random.nextUint32();
  return drawPuzzle(random.nextUint32(), config.nodes);
}

/** As `drawHardPuzzle`, without the table. */
export function searchHardPuzzle(seed: number, config: PogsConfig): HardDraw {
  checkSeed(seed);
  const random = new Random(seed, SEED_STREAM);
  const most = Math.min(MOST_DRAWS, Math.floor(MOST_DRAWN_NODES / config.nodes));
  for (let draws = 1; draws <= most; draws++) {
    const puzzle = drawPuzzle(random.nextUint32(), config.nodes);
    if (playOracle(puzzle, config).metrics.backtracks >= config.minBacktracks) return { puzzle, draws };
  }
  throw new LabError(
    'bad-argument',
    `On none of ${most} trees of ${config.nodes} nodes does the oracle backtrack ${config.minBacktracks} times.`,
    'Ask for more nodes, a smaller radius or fewer backtracks.',
  );
}

/** The end of the oracle's episode. */
export function playOracle(puzzle: Puzzle, config: PogsConfig): PogsState {
  let state = startState(puzzle, config);
  for (let goal: number | null = null; !isOver(state); ) {
    goal = oracleGoal(state.known, goal);
    state = stateAfter(state, pathTo(state.known.reach, goal)[0]);
  }
  return state;
}

/** The table's numbers, read at the first use. */
let parsed: readonly number[] | undefined;

/** What decides which trees are hard. */
export type HardOptions = Pick<PogsConfig, 'nodes' | 'radius' | 'length' | 'minBacktracks'>;

/** Draws by seed under these options, from 0 on; undefined where no table was made. */
export function keptDraws(config: HardOptions): readonly number[] | undefined {
  const { nodes, radius, length, minBacktracks } = table.options;
  const same =
    config.nodes === nodes &&
    config.radius === radius &&
    config.length === length &&
    config.minBacktracks === minBacktracks;
  if (!same) return undefined;
  parsed ??= table.draws.flatMap((row) => row.split(' ').map(Number));
  return parsed;
}
