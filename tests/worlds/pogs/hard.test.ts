// HardPOGS: which trees are accepted, the table of them, and the published figures.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawHardPuzzle, keptDraws, playOracle, searchHardPuzzle } from '../../../src/worlds/pogs/hard.ts';
import { pogsConfig } from '../../../src/worlds/pogs/options.ts';
import { Pogs } from '../../../src/worlds/pogs/pogs.ts';
import { drawPuzzle } from '../../../src/worlds/pogs/puzzle.ts';
import { lab, testFolder } from '../../cli/run-lab.ts';

const config = pogsConfig();
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the table of accepted seeds', () => {
  const draws = keptDraws(config)!;

  test('agrees with a search on every 40th of its 2,000 seeds', () => {
    expect(draws).toHaveLength(2000);
    for (let seed = 0; seed < draws.length; seed += 40) {
      const found = searchHardPuzzle(seed, config);
      expect([seed, found.draws]).toEqual([seed, draws[seed]]);
      expect(drawHardPuzzle(seed, config)).toEqual(found.puzzle);
    }
  });

  test('names a tree hard enough for each seed, no tree twice', () => {
    const puzzles = draws.map((_, seed) => drawHardPuzzle(seed, config));
    expect(new Set(puzzles.map(({ seed }) => seed)).size).toBe(2000);
    const least = puzzles.map((puzzle) => playOracle(puzzle, config).metrics.backtracks);
    expect(Math.min(...least)).toBe(3);
  });

  test('is used for the published options alone', () => {
    expect(keptDraws(pogsConfig({ expertPenalty: -5 }))).toBe(draws);
    for (const options of [{ nodes: 19 }, { radius: 3 }, { length: 29 }, { minBacktracks: 2 }])
      expect(keptDraws(pogsConfig(options))).toBeUndefined();
  });

  test('is not needed: seeds beyond it are searched for, by the same rule', () => {
    for (const seed of [2000, 1_000_007, 2 ** 53 - 1])
      expect(playOracle(drawHardPuzzle(seed, config), config).metrics.backtracks).toBeGreaterThanOrEqual(3);
  });
});

describe('the published figures at 20 nodes, radius 2, 30 steps, 3 backtracks', () => {
  test('3.5 % of trees pass, the oracle takes 17.8 steps and always succeeds', () => {
    const ends = keptDraws(config)!.map(
      (_, seed) => playOracle(drawHardPuzzle(seed, config), config).metrics,
    );
    expect(ends.filter(({ success }) => success)).toHaveLength(2000);
    // `lab pogs-seeds --seeds 0..19999`: 3.32 % (3.28 to 3.37) and 17.88 steps (17.84 to 17.92); these 2,000 are part of it.
    expect(mean(ends.map(({ steps }) => steps))).toBeCloseTo(17.92, 2);
    const draws = keptDraws(config)!.reduce((sum, count) => sum + count, 0);
    expect(2000 / draws).toBeCloseTo(0.0331, 4);
  });

  test('the oracle reaches the target of any tree, and makes expert moves alone', () => {
    for (let seed = 0; seed < 2000; seed++) {
      const { metrics } = playOracle(drawPuzzle(seed, 20), config);
      expect([seed, metrics.success, metrics.refused]).toEqual([seed, true, 0]);
      expect(metrics.expertSteps).toBe(metrics.steps);
    }
  });
});

test('a setting that no tree fits is refused, not searched for ever', () => {
  const world = new Pogs('HardPOGS-v0', { nodes: 3 });
  expect(() => world.reset(1)).toThrow(/On none of 20000 trees of 3 nodes/);
  expect(() => world.reset(-1)).toThrow(expect.objectContaining({ code: 'bad-seed' }));
});

describe('lab pogs-seeds', () => {
  const folder = testFolder('pogs-seeds');
  const pogsSeeds = (...words: string[]) => lab('pogs-seeds', ...words);

  test('finds the shipped table again', async () => {
    const { code, stdout } = await pogsSeeds('--seeds', '1960..2009', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ seeds: 50, compared: 40, differ: [], oracle: { success: 1 } });
  });

  test('writes a table, byte for byte as the shipped one begins', async () => {
    const file = join(folder, 'seeds.json');
    expect((await pogsSeeds('--seeds', '0..49', '--out', file)).code).toBe(0);
    const made = JSON.parse(readFileSync(file, 'utf8'));
    const shipped = new URL('../../../src/worlds/pogs/hard-seeds.json', import.meta.url).pathname;
    const { draws, ...rest } = JSON.parse(readFileSync(shipped, 'utf8'));
    expect(made).toEqual({ ...rest, made: 'lab pogs-seeds --seeds 0..49', draws: draws.slice(0, 2) });
  });

  test('refuses a table with a gap, and options out of bounds', async () => {
    const gap = await pogsSeeds('--seeds', '5..9', '--out', join(folder, 'no.json'));
    expect([gap.code, gap.stderr]).toEqual([2, expect.stringMatching(/begins with seed 0/)]);
    expect((await pogsSeeds('--nodes', '1')).code).toBe(2);
  });
});
