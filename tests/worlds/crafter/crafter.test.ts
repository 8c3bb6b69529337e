// The World contract as Crafter keeps it: seeds, options, errors, snapshots, observations and frames.

import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/random.ts';
import { Crafter } from '../../../src/worlds/crafter/crafter.ts';
import { frame } from '../../../src/worlds/crafter/frame.ts';
import type { CrafterOptions } from '../../../src/worlds/crafter/options.ts';
import { COW, PLANT } from '../../../src/worlds/crafter/rules.ts';
import { Scene } from './scene.ts';

function started(options: CrafterOptions = {}, seed = 5): Crafter {
  const world = new Crafter(options);
  world.reset(seed);
  return world;
}

/** Random actions, ending early if the episode does. */
function play(world: Crafter, steps: number): void {
  const random = new Random(3);
  for (let i = 0; i < steps; i++) if (world.step(random.int(17)).terminated) return;
}

const withCode = (code: string) => expect.objectContaining({ code });

describe('seeds', () => {
  test('any whole number to 2^53 - 1 makes a world of its own', () => {
    const checksums = [0, 1, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1].map((seed) => started({}, seed).checksum());
    expect(new Set(checksums).size).toBe(5);
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (seed) => {
    expect(() => new Crafter().reset(seed)).toThrow(withCode('bad-seed'));
  });

  test('a later episode is another world', () => {
    expect(started({ episode: 2 }).checksum()).not.toBe(started().checksum());
  });
});

describe('options', () => {
  test.each<CrafterOptions>([
    { area: [0, 64] },
    { area: [64, 256] },
    { area: [64, 6.5] },
    { area: [64] as unknown as [number, number] },
    { view: [2, 9] },
    { view: [9, 2] },
    { size: [0, 64] },
    { length: -1 },
    { episode: 0 },
  ])('%j are refused', (options) => {
    expect(() => new Crafter(options)).toThrow(withCode('bad-argument'));
  });

  test('a world can be as small as one cell and as large as 255x255', () => {
    for (const side of [1, 2, 255]) {
      const world = started({ area: [side, side] });
      play(world, 30);
      expect(world.state.step).toBeGreaterThan(0);
    }
  });

  test('the length cuts an episode; 0 does not', () => {
    const world = started({ length: 3 });
    expect([world.step(0), world.step(0), world.step(0)].map((result) => result.truncated)).toEqual([
      false,
      false,
      true,
    ]);
    expect(() => world.step(0)).toThrow(withCode('episode-over'));
    const endless = started({ length: 0 });
    expect(endless.step(0).truncated).toBe(false);
  });

  test('without rewards the game is the same and every reward 0', () => {
    const paid = started();
    const unpaid = started({ reward: false });
    const random = new Random(0);
    let sum = 0;
    for (let i = 0; i < 100; i++) {
      const action = random.int(17);
      sum += Math.abs(paid.step(action).reward);
      expect(unpaid.step(action).reward).toBe(0);
    }
    expect(sum).toBeGreaterThan(0);
    expect(unpaid.checksum()).toBe(paid.checksum());
  });

  test('rendering draws 6,174 words on each of the 125 dark steps of a day, whatever the size says when it is off', () => {
    const config = (options: CrafterOptions) => new Crafter(options).config.nightWords;
    expect(config({ render: true })).toBe(6174);
    expect(config({ render: true, size: [84, 84] })).toBe(2 * 63 * 81);
    expect(config({ render: true, view: [7, 7] })).toBe(2 * 28 * 81);
    expect(config({ size: [84, 84] })).toBe(0);
    const world = new Scene(32, 32, { render: true, area: [60, 60] }).world;
    let dark = 0;
    for (let i = 0; i < 300; i++) {
      world.state.inventory.fill(9, 0, 4);
      world.step(0);
      if (world.state.daylight < 0.5) dark++;
    }
    expect(dark).toBe(125);
  });
});

describe('errors', () => {
  test('unknown actions are refused and change nothing', () => {
    const world = started();
    const before = world.checksum();
    for (const action of [-1, 17, 1.5, Number.NaN]) {
      expect(() => world.step(action)).toThrow(withCode('bad-action'));
    }
    expect(world.checksum()).toBe(before);
  });

  test('a step or a snapshot before the first reset is refused', () => {
    expect(() => new Crafter().step(0)).toThrow(withCode('episode-over'));
    expect(() => new Crafter().snapshot()).toThrow(withCode('episode-over'));
  });
});

describe('snapshots', () => {
  test('restore the same bytes, whatever slots the objects used before', () => {
    const world = started({}, 11);
    play(world, 100);
    const snapshot = world.snapshot();
    const other = started({}, 12);
    play(other, 60);
    other.restore(snapshot);
    expect(other.snapshot()).toEqual(snapshot);
    expect(other.checksum()).toBe(world.checksum());
    for (let i = 0; i < 30; i++) {
      expect(other.step(i % 17).reward).toBe(world.step(i % 17).reward);
      expect(other.snapshot()).toEqual(world.snapshot());
    }
  });

  test('keep the end of an episode', () => {
    const world = started({ length: 1 });
    world.step(0);
    const other = started({ length: 1 });
    other.restore(world.snapshot());
    expect(() => other.step(0)).toThrow(withCode('episode-over'));
  });

  test('a damaged one, one of other options and other bytes are refused and change nothing', () => {
    const world = started();
    play(world, 20);
    const good = world.snapshot();
    const random = new Random(4);
    const bad: Uint8Array[] = Array.from({ length: 200 }, () => {
      const bytes = good.slice();
      bytes[random.int(bytes.length)] ^= 1 << random.int(8);
      return bytes;
    });
    bad.push(good.slice(0, -1), good.slice(1), new Uint8Array(0), new Uint8Array(5000));
    bad.push(started({ length: 500 }).snapshot());
    for (const bytes of bad) expect(() => world.restore(bytes)).toThrow(withCode('bad-argument'));
    expect(world.snapshot()).toEqual(good);
  });
});

describe('what can be seen', () => {
  test('the observation shows 9x7 cells with the player at the centre, and nothing outside of the world', () => {
    const scene = new Scene(1, 62).set(0, 62, 'water').set(5, 59, 'tree');
    scene.add(COW, 2, 63);
    const { materials, entities, view } = scene.world.observation;
    expect(view).toEqual([9, 7]);
    expect(entities[3 * 9 + 4]).toBe(1);
    expect(entities[4 * 9 + 5]).toBe(2);
    expect(materials[3 * 9 + 3]).toBe(1);
    expect(materials[0 * 9 + 8]).toBe(6);
    expect(materials[3 * 9 + 2]).toBe(0);
    expect(materials[5 * 9 + 4]).toBe(0);
    expect(materials.filter((id) => id !== 0).length).toBe(6 * 5);
  });

  test('the observation is filled anew after each step, and its clone is plain data', () => {
    const scene = new Scene().set(37, 32, 'coal');
    const before = structuredClone(scene.world.observation);
    expect(before.materials[3 * 9 + 8]).toBe(2);
    const { observation } = scene.world.step(2);
    expect(observation.materials[3 * 9 + 8]).toBe(8);
    expect(observation.facing).toBe(1);
    expect(before).toMatchObject({ facing: 3, sleeping: false });
    expect(before.daylight).toBeCloseTo(0.7969, 4);
  });

  test('a frame is a copy: objects in creation order, five bytes each, ripe plants apart', () => {
    const scene = new Scene();
    scene.add(COW, 10, 11);
    scene.world.state.extra[scene.add(PLANT, 12, 13)] = 301;
    const shot = frame(scene.world);
    expect([...shot.objects]).toEqual([1, 32, 32, 3, 0, 2, 10, 11, 0, 0, 7, 12, 13, 0, 0]);
    const posted = structuredClone(shot);
    scene.world.step(1);
    expect(shot).toEqual(posted);
    expect(frame(scene.world).step).toBe(1);
    expect(frame(scene.world).objects[1]).toBe(31);
  });
});
