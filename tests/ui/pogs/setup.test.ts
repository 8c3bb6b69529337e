import { describe, expect, test } from 'vitest';
import { POGS_KNOBS } from '../../../src/ui/pogs/knobs.ts';
import {
  INITIAL_POGS,
  pogsAddress,
  readPogs,
  sameEpisode,
  scheduleOf,
  seedsOf,
  setupOf,
} from '../../../src/ui/pogs/setup.ts';
import { routeOf } from '../../../src/ui/router.ts';
import { POGS_DIALS, pogsConfig } from '../../../src/worlds/pogs/options.ts';

const read = (address: string) => readPogs(address.split('?')[1] ?? '');

describe('the address', () => {
  test('says nothing of what is at its default, and everything else', () => {
    expect(pogsAddress(INITIAL_POGS)).toBe('#/pogs');
    const values = {
      ...INITIAL_POGS,
      world: 'POGS-v0',
      graph: 7,
      schedule: 'dynamic',
      recall: 'off',
      show: ['hidden', 'oracle'],
      at: 9,
      penalty: -5,
      temperature: 0.3,
      schedules: ['never', 'always'],
    };
    const address = pogsAddress(values);
    expect(address).toContain('show=hidden,oracle&at=9');
    expect(read(address)).toEqual({ setup: values, problems: [] });
  });

  test('leads to the page', () => {
    expect(routeOf('#/pogs?graph=7&at=2')).toEqual({ page: 'pogs', query: 'graph=7&at=2' });
  });

  test('is bounded: what cannot be read is said and stays at its default', () => {
    const { setup, problems } = readPogs('world=Pong&nodes=1e9&graph=-3&k=0&show=all&temperature=0.5');
    expect(problems.map(({ message }) => message.split(' cannot')[0])).toEqual([
      'World',
      'Graph seed',
      'Nodes',
      'k',
      'Show as well',
    ]);
    expect(setup).toEqual({ ...INITIAL_POGS, temperature: 0.5 });
  });

  test('becomes a set-up; the world’s own defaults and bounds hold', () => {
    expect(setupOf(INITIAL_POGS)).toEqual({
      world: 'HardPOGS-v0',
      config: pogsConfig(),
      model: 'pocket-pogs',
      schedule: 'every-4',
      recall: true,
      temperature: 1,
      agentSeed: 0,
    });
    expect(scheduleOf({ ...INITIAL_POGS, schedule: 'never' })).toBe('never');
    for (const [key, dial] of [
      ['nodes', POGS_DIALS.nodes],
      ['radius', POGS_DIALS.radius],
      ['length', POGS_DIALS.length],
      ['backtracks', POGS_DIALS.minBacktracks],
    ] as const) {
      const { initial, min, max } = POGS_KNOBS[key];
      expect([initial, min]).toEqual([dial.usual, dial.least]);
      expect(max).toBeLessThanOrEqual(dial.most);
      expect(setupOf({ ...INITIAL_POGS, [key]: max })).toBeDefined();
    }
  });

  test('speed, view and comparison are no part of an episode', () => {
    const other = {
      ...INITIAL_POGS,
      speed: '0',
      show: ['hidden'],
      at: 4,
      graphs: 9,
      first: 1,
      schedules: [],
    };
    expect(sameEpisode(INITIAL_POGS, other)).toBe(true);
    expect(sameEpisode(INITIAL_POGS, { ...other, luck: 1 })).toBe(false);
    expect(seedsOf({ ...INITIAL_POGS, first: 5, graphs: 3 })).toEqual([5, 6, 7]);
  });
});
