// The rules that ports of Crafter get wrong, each on a scene of its own. The golden traces prove the whole; these say
// which rule broke.

import { describe, expect, test } from 'vitest';
import {
  ACTIONS,
  type ActionName,
  type ItemName,
  type MaterialName,
} from '../../../src/worlds/crafter/names.ts';
import {
  ARROW,
  achievement,
  COW,
  material,
  PLANT,
  SKELETON,
  ZOMBIE,
} from '../../../src/worlds/crafter/rules.ts';
import { EAST, Scene, WEST } from './scene.ts';

const act = (scene: Scene, name: ActionName) => scene.world.step(ACTIONS.indexOf(name));
const counted = (scene: Scene, name: Parameters<typeof achievement>[0]) =>
  scene.world.state.achievements[achievement(name)];

describe('collecting', () => {
  test.each<[MaterialName, ItemName | null, ItemName, MaterialName]>([
    ['tree', null, 'wood', 'grass'],
    ['stone', 'wood_pickaxe', 'stone', 'path'],
    ['coal', 'wood_pickaxe', 'coal', 'path'],
    ['iron', 'stone_pickaxe', 'iron', 'path'],
    ['diamond', 'iron_pickaxe', 'diamond', 'path'],
  ])('%s needs %s, gives %s and leaves %s', (name, needs, gives, leaves) => {
    const scene = new Scene().set(32, 33, name);
    if (needs) {
      act(scene, 'do');
      expect(scene.amount(gives)).toBe(0);
      scene.give(needs, 1);
    }
    act(scene, 'do');
    expect(scene.amount(gives)).toBe(1);
    expect(scene.material(32, 33)).toBe(material(leaves));
  });

  test('draws one number even for a certain success, none without the tool', () => {
    const words = (scene: Scene) => {
      const { random } = scene.world.state;
      random.seed(1);
      random.next();
      const before = random.position;
      act(scene, 'do');
      return random.position - before;
    };
    expect(words(new Scene().set(32, 33, 'tree'))).toBe(2);
    expect(words(new Scene().set(32, 33, 'water'))).toBe(2);
    expect(words(new Scene().set(32, 33, 'iron'))).toBe(0);
  });

  test('drinking at 9 still counts, and resets thirst', () => {
    const scene = new Scene().set(32, 33, 'water');
    scene.world.state.thirst = 15;
    act(scene, 'do');
    expect(scene.amount('drink')).toBe(9);
    expect(counted(scene, 'collect_drink')).toBe(1);
    expect(scene.world.state.thirst).toBe(1);
  });
});

describe('placing and making', () => {
  test('a table costs two wood, a furnace four stone and no table, a stone goes onto water', () => {
    const scene = new Scene().give('wood', 2).give('stone', 5);
    act(scene, 'place_table');
    expect([scene.material(32, 33), scene.amount('wood')]).toEqual([material('table'), 0]);
    scene.face(EAST);
    act(scene, 'place_furnace');
    expect([scene.material(33, 32), scene.amount('stone')]).toEqual([material('furnace'), 1]);
    scene.face(WEST).set(31, 32, 'water');
    act(scene, 'place_stone');
    expect([scene.material(31, 32), scene.amount('stone')]).toEqual([material('stone'), 0]);
  });

  test('nothing is placed onto what stands in front', () => {
    const scene = new Scene().give('stone', 1);
    scene.add(COW, 32, 33);
    act(scene, 'place_stone');
    expect(scene.amount('stone')).toBe(1);
  });

  test('an iron pickaxe takes wood, coal and iron, a table and a furnace', () => {
    const scene = new Scene().set(31, 31, 'table').give('wood', 1).give('coal', 1).give('iron', 1);
    act(scene, 'make_iron_pickaxe');
    expect(scene.amount('iron_pickaxe')).toBe(0);
    scene.set(33, 33, 'furnace');
    act(scene, 'make_iron_pickaxe');
    expect(['iron_pickaxe', 'wood', 'coal', 'iron'].map((name) => scene.amount(name as ItemName))).toEqual([
      1, 0, 0, 0,
    ]);
  });

  test.each([
    [0, 32, 0],
    [32, 0, 0],
    [1, 32, 1],
    [63, 63, 1],
  ])('crafting at (%i, %i) makes %i: it fails at the west and north edges', (x, y, made) => {
    const scene = new Scene(x, y).give('wood', 1);
    scene.set(x === 0 ? 1 : x - 1, y, 'table');
    act(scene, 'make_wood_pickaxe');
    expect(scene.amount('wood_pickaxe')).toBe(made);
  });
});

describe('the body', () => {
  test('walking into lava kills, facing it does not', () => {
    const scene = new Scene().set(32, 33, 'lava');
    expect(act(scene, 'do').terminated).toBe(false);
    expect(act(scene, 'move_down')).toMatchObject({ terminated: true, reward: -0.9 });
  });

  test('a rested sleeper wakes, counts it, and does what it was told', () => {
    const scene = new Scene().give('energy', 8);
    act(scene, 'sleep');
    expect(scene.world.state.sleeping).toBe(true);
    act(scene, 'move_right');
    expect(scene.world.state.facing[1]).not.toBe(EAST);
    scene.give('energy', 9);
    act(scene, 'move_right');
    expect(scene.world.state.facing[1]).toBe(EAST);
    expect([scene.world.state.sleeping, counted(scene, 'wake_up')]).toEqual([false, 1]);
  });

  test('being hurt wakes without the achievement, one step later', () => {
    const scene = new Scene().give('energy', 3);
    act(scene, 'sleep');
    scene.world.state.inventory[0] = 5;
    act(scene, 'noop');
    expect([scene.world.state.sleeping, counted(scene, 'wake_up')]).toEqual([false, 0]);
  });

  test('several achievements in one step pay 1 together, and none pays twice', () => {
    const scene = new Scene().set(32, 33, 'tree').give('energy', 8);
    act(scene, 'sleep');
    scene.give('energy', 9);
    expect(act(scene, 'do').reward).toBe(1);
    expect([counted(scene, 'wake_up'), counted(scene, 'collect_wood')]).toEqual([1, 1]);
    scene.set(32, 33, 'tree');
    expect(act(scene, 'do').reward).toBe(0);
  });
});

describe('creatures', () => {
  test.each<[ItemName | null, number]>([
    [null, 4],
    ['wood_sword', 3],
    ['stone_sword', 2],
    ['iron_sword', 0],
  ])('a blow with %s leaves a zombie %i health', (sword, left) => {
    const scene = new Scene();
    if (sword) scene.give(sword, 1);
    const zombie = scene.add(ZOMBIE, 32, 33);
    act(scene, 'do');
    expect(scene.world.state.health[zombie]).toBe(left);
    expect(counted(scene, 'defeat_zombie')).toBe(left === 0 ? 1 : 0);
  });

  test('a zombie that is removed in its own update still hits', () => {
    const scene = new Scene();
    const zombie = scene.add(ZOMBIE, 32, 31);
    scene.world.state.health[zombie] = 0;
    act(scene, 'noop');
    expect(scene.amount('health')).toBe(7);
    expect(scene.world.state.objects).toBe(1);
  });

  test('a zombie hits a sleeper for 7', () => {
    const scene = new Scene().give('energy', 3);
    scene.world.state.sleeping = true;
    scene.add(ZOMBIE, 32, 31);
    act(scene, 'noop');
    expect(scene.amount('health')).toBe(2);
  });

  test('eating a cow feeds 6 and resets hunger; a ripe plant feeds 4 and does not', () => {
    const scene = new Scene().give('food', 2);
    scene.world.state.hunger = 10;
    scene.world.state.health[scene.add(COW, 32, 33)] = 1;
    act(scene, 'do');
    expect([scene.amount('food'), scene.world.state.hunger]).toEqual([8, 1]);
    const field = new Scene().give('food', 2);
    field.world.state.hunger = 10;
    const plant = field.add(PLANT, 32, 33);
    act(field, 'do');
    expect([field.amount('food'), field.world.state.health[plant]]).toEqual([2, 1]);
    field.world.state.extra[plant] = 301;
    act(field, 'do');
    expect([field.amount('food'), field.world.state.hunger, counted(field, 'eat_plant')]).toEqual([6, 12, 1]);
  });

  test('an arrow hurts whatever it meets and turns a table into path', () => {
    const scene = new Scene().set(36, 32, 'table');
    const cow = scene.add(COW, 40, 32);
    scene.world.state.extra[cow] = 0;
    scene.add(ARROW, 39, 32, EAST);
    scene.add(ARROW, 35, 32, EAST);
    // The cow is updated first; it may step aside, so it is fenced in.
    for (const [x, y] of [
      [40, 31],
      [40, 33],
      [41, 32],
    ])
      scene.set(x, y, 'stone');
    act(scene, 'noop');
    expect(scene.world.state.health[cow]).toBe(1);
    expect(scene.material(36, 32)).toBe(material('path'));
    expect(scene.world.state.objects).toBe(2);
  });

  test('a plant next to a cow wilts', () => {
    const scene = new Scene();
    scene.add(PLANT, 40, 32);
    scene.add(COW, 41, 32);
    act(scene, 'noop');
    expect(scene.world.state.objects).toBe(2);
  });

  test('what is 18 steps away stands still, 17 does not', () => {
    const near = new Scene();
    const plant = near.add(PLANT, 32 + 17, 32);
    const far = near.add(PLANT, 32 + 17, 31);
    act(near, 'noop');
    expect([near.world.state.extra[plant], near.world.state.extra[far]]).toEqual([1, 0]);
  });

  test('skeletons shoot only into free cells, and an arrow waits for the next step', () => {
    const scene = new Scene();
    const skeleton = scene.add(SKELETON, 36, 32);
    scene.set(35, 32, 'stone').set(37, 32, 'stone').set(36, 31, 'stone').set(36, 33, 'stone');
    for (let i = 0; i < 40; i++) act(scene, 'noop');
    expect([scene.world.state.objects, scene.world.state.extra[skeleton]]).toEqual([2, 0]);
    scene.set(35, 32, 'path');
    for (let i = 0; i < 40 && scene.world.state.objects === 2; i++) act(scene, 'noop');
    const arrow = scene.world.state.order[2];
    expect([scene.world.state.type[arrow], scene.world.state.x[arrow]]).toEqual([ARROW, 35]);
  });
});

describe('the population', () => {
  test('chunks are balanced every ten steps, and only those that were entered', () => {
    const scene = new Scene();
    scene.world.state.step = 179;
    for (let i = 0; i < 60; i++) {
      scene.give('health', 9);
      act(scene, 'noop');
    }
    const { state } = scene.world;
    const zombies = Array.from(state.order.subarray(1, state.objects)).filter(
      (slot) => state.type[slot] === ZOMBIE,
    );
    expect(zombies.length).toBeGreaterThan(0);
    expect(state.chunks.entered).toBeLessThan(9);
  });
});
