import { describe, expect, test } from 'vitest';
import { makeScale, niceDomain, niceStep, niceTicks } from '../../../src/ui/charts/scale.ts';

describe('ticks', () => {
  test.each([
    [100, 5, 20],
    [7, 5, 2],
    [0.9, 4, 0.25],
    [12_000, 6, 2000],
    [0, 5, 1],
  ])('a span of %d in about %d pieces steps by %d', (span, count, step) => {
    expect(niceStep(span, count)).toBe(step);
  });

  test('they are round, inside the domain, and free of the dust of adding tenths', () => {
    expect(niceTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks([41.3, 48.9], 4)).toEqual([42, 44, 46, 48]);
    expect(niceTicks([-5, 5], 4)).toEqual([-5, -2.5, 0, 2.5, 5]);
  });
});

describe('domains', () => {
  test('they have round ends around the data', () => {
    expect(niceDomain([41.3, 48.9])).toEqual([40, 50]);
    expect(niceDomain([3, 870])).toEqual([0, 1000]);
  });

  test('a percentage never leaves 0 and 100, and one value does not fill the chart', () => {
    expect(niceDomain([2, 3], { floor: 0, ceiling: 100, span: 10 })).toEqual([0, 8]);
    expect(niceDomain([99.5], { floor: 0, ceiling: 100, span: 10 })).toEqual([94, 100]);
    const [low, high] = niceDomain([50], { floor: 0, ceiling: 100, span: 10 });
    expect([low, high]).toEqual([44, 56]);
  });

  test('nothing at all still gives a domain, and what is not a number is left out', () => {
    expect(niceDomain([], { floor: 0, span: 10 })).toEqual([0, 10]);
    expect(niceDomain([Number.NaN, 5, Number.POSITIVE_INFINITY, 6])).toEqual([5, 6]);
  });
});

describe('scales', () => {
  test('a linear one maps ends to ends, also where pixels fall as values rise', () => {
    const { at } = makeScale('linear', [0, 50], [300, 20], 5);
    expect([at(0), at(25), at(50)]).toEqual([300, 160, 20]);
  });

  test('a root one gives a quarter of the value half of the room, and its ticks lie apart', () => {
    const { at, ticks } = makeScale('root', [0, 100], [0, 500], 6);
    expect([at(0), at(4), at(25), at(100)]).toEqual([0, 100, 250, 500]);
    expect(ticks).toEqual([0, 4, 15, 35, 65, 100]);
    const places = ticks.map(at);
    for (let i = 1; i < places.length; i++) expect(places[i] - places[i - 1]).toBeGreaterThan(80);
  });

  test('a domain without extent is drawn at its start and never divides by nothing', () => {
    expect(makeScale('linear', [5, 5], [10, 90], 4).at(5)).toBe(10);
  });
});
