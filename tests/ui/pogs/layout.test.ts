import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/random.ts';
import { besideLine, frameFor, freeSides, inFrame, linePath } from '../../../src/ui/pogs/graph-drawing.ts';
import { crosses, placesOf } from '../../../src/ui/pogs/graph-layout.ts';
import { randomTree, treeOfCode } from '../../../src/worlds/pogs/graph.ts';
import { pogsConfig } from '../../../src/worlds/pogs/options.ts';
import { startOf } from '../../../src/worlds/pogs/pogs.ts';

const TREES = Array.from(
  { length: 150 },
  (_, seed) => startOf('HardPOGS-v0', seed, pogsConfig()).puzzle.tree,
);

describe('the layout of a graph', () => {
  test('is the same for the same tree', () => {
    for (const tree of TREES.slice(0, 20)) expect(placesOf(tree)).toEqual(placesOf(structuredClone(tree)));
  });

  test('fills the picture and lets no two edges cross', () => {
    for (const tree of TREES) {
      const places = placesOf(tree);
      expect(crosses(tree, places)).toBe(false);
      const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
      for (const values of [xs, ys]) {
        expect(Math.min(...values)).toBe(0);
        expect(Math.max(...values)).toBeCloseTo(1, 12);
      }
    }
  });

  test('keeps nodes apart, on a wide screen and on a phone', () => {
    for (const width of [880, 300]) {
      const frame = frameFor(width);
      for (const tree of TREES) {
        const points = inFrame(placesOf(tree), frame);
        for (const [i, a] of points.entries()) {
          expect(a.x > frame.radius && a.x < frame.width - frame.radius).toBe(true);
          expect(a.y > frame.radius && a.y < frame.height - frame.radius).toBe(true);
          const nearest = Math.min(
            ...points.filter((_, j) => j !== i).map((b) => Math.hypot(a.x - b.x, a.y - b.y)),
          );
          expect(nearest).toBeGreaterThan(1.35 * frame.radius);
        }
      }
    }
  });

  test.each([2, 3, 5, 12, 20])('takes random trees of %i nodes', (nodes) => {
    for (let seed = 0; seed < 40; seed++) {
      const tree = randomTree(nodes, new Random(seed));
      const places = placesOf(tree);
      expect(places).toHaveLength(nodes);
      expect(places.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
      expect(crosses(tree, places)).toBe(false);
    }
  });

  test('sees a crossing where there is one', () => {
    // 0 — 1 — 2 — 3, drawn so that the first edge and the last one meet.
    const path = treeOfCode([1, 2]);
    const at = (x: number, y: number) => ({ x, y });
    expect(crosses(path, [at(0, 0), at(1, 1), at(0, 1), at(1, 0)])).toBe(true);
    expect(crosses(path, [at(0, 0), at(1, 0), at(2, 0), at(3, 0)])).toBe(false);
  });
});

describe('the drawing', () => {
  test('lays a tall picture on a phone and a wide one elsewhere', () => {
    const [phone, wide] = [frameFor(300), frameFor(900)];
    expect(phone.height).toBeGreaterThan(phone.width);
    expect(wide.height).toBeLessThan(wide.width);
    const places = [
      { x: 0, y: 0.5 },
      { x: 1, y: 0.5 },
    ];
    const [a, b] = inFrame(places, phone);
    expect(Math.abs(b.y - a.y)).toBeGreaterThan(Math.abs(b.x - a.x));
    const [c, d] = inFrame(places, wide);
    expect(Math.abs(d.x - c.x)).toBeGreaterThan(Math.abs(d.y - c.y));
  });

  test('keeps going and coming back on two sides of an edge', () => {
    const [a, b] = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ];
    expect(linePath(besideLine(a, b, 10, 4))).toBe('M14 4L86 4');
    expect(linePath(besideLine(b, a, 10, 4))).toBe('M86 -4L14 -4');
  });

  test('finds sides of a node that no edge leaves', () => {
    const [first, second] = freeSides({ x: 0, y: 0 }, [
      { x: 10, y: 0 },
      { x: 10, y: 10 },
    ]);
    expect(first.x).toBeLessThan(0);
    expect(Math.hypot(first.x - second.x, first.y - second.y)).toBeGreaterThan(0.7);
    expect(freeSides({ x: 0, y: 0 }, [])).toHaveLength(2);
  });
});
