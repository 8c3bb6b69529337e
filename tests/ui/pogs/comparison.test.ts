import { describe, expect, test } from 'vitest';
import type { Schedule } from '../../../src/agents/agent.ts';
import { playPogsLanes } from '../../../src/agents/pogs/lanes.ts';
import type { PogsEpisode } from '../../../src/agents/pogs/metrics.ts';
import { pogsReport } from '../../../src/experiments/pogs-report.ts';
import type { PogsComparison } from '../../../src/services/pogs-service.ts';
import { costSpec, figuresTable, graphsTable, readingOf, rhythmSpec } from '../../../src/ui/pogs/curve.ts';
import { comparisonJson, episodesTable } from '../../../src/ui/pogs/files.ts';
import { INITIAL_POGS, setupOf } from '../../../src/ui/pogs/setup.ts';
import { WalkerModel } from '../../agents/pogs/walker-model.ts';

describe('a comparison', () => {
  async function compared(schedules: readonly Schedule[], seeds: readonly number[]): Promise<PogsComparison> {
    const played = new Map<Schedule, (PogsEpisode & { seed: number })[]>();
    for (const schedule of schedules) {
      const episodes = await playPogsLanes({
        model: new WalkerModel(),
        world: 'HardPOGS-v0',
        agent: { schedule, seed: 0 },
        temperature: 1,
        seeds,
        lanes: 8,
      });
      played.set(
        schedule,
        episodes.map((episode, i) => ({ ...episode, seed: seeds[i] })),
      );
    }
    const episodes = [...played.values()].flat();
    return { setup: setupOf(INITIAL_POGS), seeds, weights: '', rows: pogsReport(played), episodes };
  }
  const SEEDS = [100, 101, 102, 103, 104, 105];

  test('is a curve with an interval for every schedule, dynamic a mark of its own', async () => {
    const { rows } = await compared(['never', 'every-4', 'dynamic', 'always'], SEEDS);
    const { series, y } = rhythmSpec(rows, 'success');
    expect(series.map(({ name, points, line }) => [name, points.map(({ id }) => id), line])).toEqual([
      ['fixed rhythm', ['never', 'every-4', 'always'], true],
      ['decides itself', ['dynamic'], undefined],
    ]);
    const [never, , always] = series[0].points;
    expect(never.x).toBe(0);
    expect(always.x).toBeCloseTo(100, 10);
    expect(never.y).toBeCloseTo(100 * rows[0].figures.success.mean, 10);
    expect(never.interval).toBeDefined();
    expect(never.title).toMatch(/^never: success [\d.]+ % \(95 % interval [\d.]+ to [\d.]+\), 0 plan tokens/);
    expect(y.domain![1] - y.domain![0]).toBeGreaterThanOrEqual(10);
    expect(costSpec(rows).series[0].points[0].x).toBe(0);
    expect(rhythmSpec(rows, 'backtracks').series[0].points[0].y).toBe(rows[0].figures.backtracks.mean);
  });

  test('says a difference only where its interval leaves out 0', async () => {
    const { rows } = await compared(['never', 'always'], SEEDS);
    const [never, always] = rows;
    const differing = (ci95: [number, number] | null) => [
      never,
      { ...always, overFirst: { ...always.overFirst!, success: { mean: -0.1, se: 0.01, ci95 } } },
    ];
    expect(readingOf(differing([-0.125, -0.075]))).toEqual([
      'always reaches 10.0 points fewer goals than never on the same graphs (95 %: 7.5 to 12.5).',
    ]);
    expect(readingOf(differing([-0.2, 0.1]))[0]).toContain('No schedule differs clearly from never');
    expect(readingOf([never])).toEqual([]);
  });

  test('has a table of all figures, one of its graphs, and files', async () => {
    const comparison = await compared(['never', 'always'], [...SEEDS, 100]);
    const { columns, rows } = figuresTable(comparison.rows);
    expect(rows.map((row) => row.length)).toEqual([columns.length, columns.length]);
    expect(columns.slice(0, 3)).toEqual(['Schedule', 'n', 'success']);
    const graphs = graphsTable(comparison);
    expect(graphs.columns).toEqual(['Graph', 'never', 'always']);
    expect(graphs.rows.map(([seed]) => seed)).toEqual(SEEDS.map(String));
    for (const [, ...cells] of graphs.rows)
      for (const cell of cells) expect(cell === 'no' || (Number(cell) > 0 && Number(cell) <= 30)).toBe(true);
    expect(episodesTable(comparison).rows).toHaveLength(14);
    const json = JSON.parse(comparisonJson(comparison));
    expect([json.format, json.rows.length, json.episodes.length]).toEqual([
      'goldilocks-pogs-comparison-1',
      2,
      14,
    ]);
  });
});
