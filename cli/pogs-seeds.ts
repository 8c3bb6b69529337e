// `lab pogs-seeds`: which drawn tree each seed of HardPOGS accepts, and what the oracle does on it. Without `--out` it checks the
// shipped table against a search from nothing and exits 1 if they differ; with `--out` it writes a table.

import { writeFile } from 'node:fs/promises';
import { type Interval, summarise } from '../src/experiments/statistics.ts';
import { LabError } from '../src/lab-error.ts';
import {
  type HardDraw,
  type HardOptions,
  keptDraws,
  playOracle,
  searchHardPuzzle,
} from '../src/worlds/pogs/hard.ts';
import { POGS_DIALS, type PogsConfig, pogsConfig } from '../src/worlds/pogs/options.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './main.ts';

const USUAL_SEEDS = '0..1999';
/** Seeds in one row of the table. */
const ROW = 25;

export const command: Command = {
  usage:
    `pogs-seeds [--seeds ${USUAL_SEEDS}] [--nodes 20] [--radius 2] [--length 30] [--backtracks 3]` +
    ' [--out src/worlds/pogs/hard-seeds.json] [--json]',
  async run(args) {
    const range = args.text('seeds', USUAL_SEEDS);
    const seeds = args.seeds('seeds', USUAL_SEEDS);
    const config = configOf(args);
    const out = args.text('out', '');
    args.refuseUnknown();
    if (out !== '' && seeds.some((seed, i) => seed !== i))
      throw new LabError('bad-argument', 'A table begins with seed 0 and leaves none out: --seeds 0..N.');
    const found = seeds.map((seed) => searchHardPuzzle(seed, config));
    if (out !== '') await writeFile(out, tableText(config, `lab pogs-seeds --seeds ${range}`, found));
    const report = { ...figuresOf(found, config), ...comparison(config, seeds, found) };
    return { json: report, text: textOf(report), ok: report.differ.length === 0 || out !== '' };
  },
};

type Report = ReturnType<typeof figuresOf> & ReturnType<typeof comparison>;

function configOf(args: Arguments): PogsConfig {
  const { nodes, radius, length, minBacktracks } = POGS_DIALS;
  return pogsConfig({
    nodes: args.integer('nodes', nodes.usual),
    radius: args.integer('radius', radius.usual),
    length: args.integer('length', length.usual),
    minBacktracks: args.integer('backtracks', minBacktracks.usual),
  });
}

/** Seeds that the shipped table has an answer for, and those where the answer is another. */
function comparison(config: PogsConfig, seeds: readonly number[], found: readonly HardDraw[]) {
  const kept = keptDraws(config) ?? [];
  const inTable = seeds.flatMap((seed, i) => (seed < kept.length ? [{ seed, draws: found[i].draws }] : []));
  const differ = inTable.filter(({ seed, draws }) => kept[seed] !== draws).map(({ seed }) => seed);
  return { compared: inTable.length, differ };
}

function figuresOf(found: readonly HardDraw[], config: PogsConfig) {
  const ends = found.map(({ puzzle }) => playOracle(puzzle, config).metrics);
  const draws = found.reduce((sum, hard) => sum + hard.draws, 0);
  const steps = summarise(ends.map((end) => end.steps));
  const backtracks = summarise(ends.map((end) => end.backtracks));
  return {
    seeds: found.length,
    draws,
    mostDraws: found.reduce((most, hard) => Math.max(most, hard.draws), 0),
    acceptance: { rate: found.length / draws, ci95: wilson(found.length, draws) },
    oracle: {
      success: ends.filter(({ success }) => success).length / ends.length,
      steps: { mean: steps.mean, ci95: steps.ci95 },
      backtracks: { mean: backtracks.mean, ci95: backtracks.ci95 },
    },
  };
}

/** 95 % interval of a share. Source: Wilson 1927. */
function wilson(hits: number, n: number): Interval {
  const z = 1.959964;
  const middle = (hits + z ** 2 / 2) / (n + z ** 2);
  const half = (z / (n + z ** 2)) * Math.sqrt((hits * (n - hits)) / n + z ** 2 / 4);
  return [middle - half, middle + half];
}

/** The table as it is shipped; laid out as the formatter lays it out. */
function tableText(config: HardOptions, made: string, found: readonly HardDraw[]): string {
  const { nodes, radius, length, minBacktracks } = config;
  const draws = found.map((hard) => hard.draws);
  const rows = Array.from({ length: Math.ceil(draws.length / ROW) }, (_, row) =>
    draws.slice(row * ROW, (row + 1) * ROW).join(' '),
  );
  const options = { nodes, radius, length, minBacktracks };
  return `${JSON.stringify({ format: 'goldilocks-hardpogs-1', made, options, draws: rows }, null, 2)}\n`;
}

function textOf({ seeds, draws, acceptance, oracle, compared, differ }: Report): string {
  const percent = (share: number) => (100 * share).toFixed(2);
  const interval = ([low, high]: Interval, digits: (value: number) => string) =>
    `${digits(low)} to ${digits(high)}`;
  const two = (value: number) => value.toFixed(2);
  const steps = oracle.steps.ci95 ? ` (${interval(oracle.steps.ci95, two)})` : '';
  return [
    `${seeds} seeds from ${draws} drawn trees: ${percent(acceptance.rate)} % accepted (${interval(acceptance.ci95, percent)})`,
    `oracle: ${two(oracle.steps.mean)} steps${steps}, ${two(oracle.backtracks.mean)} backtracks, ${percent(oracle.success)} % reach the target`,
    compared === 0
      ? 'not in the shipped table'
      : `shipped table: ${compared - differ.length} of ${compared} alike`,
  ].join('\n');
}
