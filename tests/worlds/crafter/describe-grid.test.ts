// The grid text: its exact form, and the promise that its words are a closed list.

import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/random.ts';
import { Crafter } from '../../../src/worlds/crafter/crafter.ts';
import { describeGrid, gridWords } from '../../../src/worlds/crafter/describe-grid.ts';
import { ARROW, COW, PLANT, SKELETON, ZOMBIE } from '../../../src/worlds/crafter/rules.ts';
import { EAST, NORTH, Scene, WEST } from './scene.ts';

describe('describeGrid', () => {
  test('tells rows north to south, then items, then the player', () => {
    const scene = new Scene()
      .set(28, 29, 'tree')
      .set(30, 29, 'water')
      .set(36, 29, 'stone')
      .set(33, 32, 'table')
      .set(32, 35, 'lava')
      .face(EAST)
      .give('wood', 3)
      .give('stone_pickaxe', 1)
      .give('food', 7);
    expect(describeGrid(scene.world.observation)).toEqual([
      'row:1 a:tree c:water i:stone',
      'row:2',
      'row:3',
      'row:4 f:table',
      'row:5',
      'row:6',
      'row:7 e:lava',
      'have wood:3 stone_pickaxe:1',
      'health:9 food:7 drink:9 energy:9 day facing:east front:table',
    ]);
  });

  test('names who stands on a cell in place of its ground, but never the player', () => {
    const scene = new Scene().set(32, 32, 'path').set(31, 32, 'sand').face(WEST);
    scene.add(COW, 31, 32);
    scene.add(ZOMBIE, 33, 32);
    scene.add(SKELETON, 34, 32);
    scene.add(ARROW, 35, 32);
    scene.add(PLANT, 28, 31);
    scene.world.state.extra[scene.add(PLANT, 29, 31)] = 301;
    const lines = describeGrid(scene.world.observation);
    expect(lines[2]).toBe('row:3 a:plant b:ripe');
    expect(lines[3]).toBe('row:4 d:cow e:path f:zombie g:skeleton h:arrow');
    expect(lines[8]).toBe('health:9 food:9 drink:9 energy:9 day facing:west front:cow');
  });

  test('says void outside of the world, and grass in front', () => {
    const scene = new Scene(0, 1).face(NORTH);
    const lines = describeGrid(scene.world.observation);
    expect(lines[0]).toBe('row:1 a:void b:void c:void d:void e:void f:void g:void h:void i:void');
    expect(lines[3]).toBe('row:4 a:void b:void c:void d:void');
    expect(lines[8]).toContain('facing:north front:grass');
    expect(describeGrid(scene.face(WEST).world.observation)[8]).toContain('facing:west front:void');
  });

  test.each([
    [0.34, 'night'],
    [0.36, 'dusk'],
    [0.64, 'dusk'],
    [0.66, 'day'],
  ])('daylight %f is %s', (daylight, word) => {
    const { world } = new Scene();
    world.state.daylight = daylight;
    expect(describeGrid(world.observation)[8].split(' ')[4]).toBe(word);
  });

  test('says asleep after the light', () => {
    const { world } = new Scene();
    world.state.sleeping = true;
    expect(describeGrid(world.observation)[8]).toContain('energy:9 day asleep facing:south');
  });

  test('refuses a view for which it has no words', () => {
    const { world } = new Scene(32, 32, { view: [11, 11] });
    expect(() => describeGrid(world.observation)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});

describe('gridWords', () => {
  test('lists each word once', () => {
    expect(new Set(gridWords()).size).toBe(gridWords().length);
    expect(gridWords().length).toBe(345);
  });

  test('knows every word of 20 random episodes', () => {
    const known = new Set(gridWords());
    const world = new Crafter();
    const unknown = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      let result = world.reset(seed);
      while (!result.terminated) {
        for (const word of describeGrid(result.observation).join(' ').split(' ')) {
          if (!known.has(word)) unknown.add(word);
        }
        result = world.step(random.int(world.actions.length));
      }
    }
    expect([...unknown]).toEqual([]);
  });
});
