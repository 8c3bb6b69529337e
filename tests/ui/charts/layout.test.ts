import { describe, expect, test } from 'vitest';
import { layoutHeat, shadeOf } from '../../../src/ui/charts/heat-layout.ts';
import { placeLabels } from '../../../src/ui/charts/label-placement.ts';
import { type ChartPoint, layoutXY, type XYSpec } from '../../../src/ui/charts/xy-layout.ts';

const point = (x: number, y: number, interval?: [number, number]): ChartPoint => ({
  id: `${x}`,
  x,
  y,
  interval,
  label: `p${x}`,
  title: `point ${x}`,
});

const spec: XYSpec = {
  summary: 'a test',
  x: { label: 'plans', domain: [0, 100] },
  y: { label: 'progress', domain: [40, 50] },
  series: [
    {
      name: 'every k',
      tone: 'plan',
      shape: 'circle',
      line: true,
      points: [point(100, 42, [41, 43]), point(0, 44, [43, 45]), point(50, 48, [47, 49])],
    },
    { name: 'dynamic', tone: 'person', shape: 'diamond', level: true, points: [point(20, 49)] },
  ],
};

describe('a chart of points', () => {
  const layout = layoutXY(spec, 560, 300);

  test('puts values where the axes say: the plot is 500 × 242 pixels from (46, 14)', () => {
    expect(layout.plot).toEqual({ left: 46, top: 14, right: 546, bottom: 256 });
    const [end, start, middle, dynamic] = layout.points;
    expect([end.x, start.x, middle.x, dynamic.x]).toEqual([546, 46, 296, 146]);
    expect(start.y).toBeCloseTo(256 - 0.4 * 242, 10);
    expect(start.whisker?.[0]).toBeCloseTo(256 - 0.5 * 242, 10);
    expect(start.whisker?.[1]).toBeCloseTo(256 - 0.3 * 242, 10);
    expect(dynamic.whisker).toBeNull();
  });

  test('joins a family in the order of x, whatever the order of its points, with a closed band', () => {
    expect(layout.lines).toHaveLength(1);
    expect(layout.lines[0].path).toBe('M46.0 159.2L296.0 62.4L546.0 207.6');
    expect(layout.lines[0].band.match(/[ML]/g)).toHaveLength(6);
    expect(layout.lines[0].band.endsWith('z')).toBe(true);
  });

  test('draws a level only for the series that asks for one', () => {
    expect(layout.levels.map(({ series, y }) => [series.name, Math.round(y)])).toEqual([['dynamic', 38]]);
  });

  test('one point makes no line, and no point at all still makes axes', () => {
    const lonely = layoutXY({ ...spec, series: [{ ...spec.series[0], points: [point(3, 45)] }] }, 360, 250);
    expect(lonely.lines).toEqual([]);
    expect(layoutXY({ ...spec, series: [] }, 360, 250).x.ticks.length).toBeGreaterThan(1);
  });
});

describe('labels', () => {
  const bounds = { left: 0, top: 0, right: 300, bottom: 200 };

  test('stand above their marks where there is room, else beside them, and never over one another', () => {
    const placed = placeLabels(
      [
        { x: 150, y: 100, text: 'first' },
        { x: 156, y: 98, text: 'second' },
        { x: 150, y: 4, text: 'top' },
      ],
      bounds,
    );
    expect(placed[0]).toMatchObject({ x: 150, anchor: 'middle' });
    expect(placed[0]!.y).toBeLessThan(100);
    expect(placed[1]?.anchor).not.toBe('middle');
    expect(placed[2]!.y).toBeGreaterThan(4);
  });

  test('are left out where no place is free', () => {
    const crowd = Array.from({ length: 40 }, (_, i) => ({ x: 150 + (i % 3), y: 100, text: 'crowded' }));
    const placed = placeLabels(crowd, bounds);
    expect(placed[0]).not.toBeNull();
    expect(placed.filter((label) => label !== null).length).toBeLessThan(8);
  });
});

describe('a heat map', () => {
  const heat = {
    summary: '',
    rows: ['wood', 'table'],
    columns: ['never', 'dynamic'],
    cells: [
      [1, 0.5],
      [null, 0],
    ],
  };

  test('has a cell for every row and column, side by side and within the picture', () => {
    const { cells, width, height } = layoutHeat(heat, 600);
    expect(cells.map(({ row, column, share }) => [row, column, share])).toEqual([
      [0, 0, 1],
      [0, 1, 0.5],
      [1, 0, null],
      [1, 1, 0],
    ]);
    expect(cells[1].box.left).toBe(cells[0].box.right);
    expect(cells[2].box.top).toBe(cells[0].box.bottom);
    expect(Math.max(...cells.map(({ box }) => box.right))).toBeLessThanOrEqual(width);
    expect(Math.max(...cells.map(({ box }) => box.bottom))).toBeLessThanOrEqual(height);
  });

  test('slants the names of columns that do not fit, and grows wider than a phone instead of squeezing numbers', () => {
    const columns = Array.from({ length: 11 }, (_, i) => `every ${i}`);
    const wide = layoutHeat({ ...heat, columns, cells: [columns.map(() => 0), columns.map(() => 1)] }, 300);
    expect(wide.slanted).toBe(true);
    expect(wide.width).toBeGreaterThan(11 * 34);
  });

  test('has six shades: none, then a fifth each', () => {
    expect([null, 0, 0.01, 0.2, 0.21, 0.6, 0.99, 1].map(shadeOf)).toEqual([0, 0, 1, 1, 2, 3, 5, 5]);
  });
});
