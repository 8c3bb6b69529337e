// BALROG's wording, letter by letter, on scenes built for it.

import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/random.ts';
import {
  afterInvalidReply,
  BALROG_ACTIONS,
  currentObservation,
  parseBalrogReply,
  pastObservation,
} from '../../../src/worlds/crafter/balrog.ts';
import { Crafter } from '../../../src/worlds/crafter/crafter.ts';
import { describeProse, describeSeen } from '../../../src/worlds/crafter/describe-prose.ts';
import { ACTIONS } from '../../../src/worlds/crafter/names.ts';
import { COW, PLANT, ZOMBIE } from '../../../src/worlds/crafter/rules.ts';
import { EAST, NORTH, Scene, SOUTH, WEST } from './scene.ts';

/** The scene of BALROG's own example: sand to the west, a tree to the south-east. */
function example(): Scene {
  return new Scene()
    .set(31, 32, 'sand')
    .set(34, 34, 'tree')
    .face(WEST)
    .give('food', 7)
    .give('drink', 8)
    .give('energy', 8)
    .give('wood', 3);
}

const lastLine = (scene: Scene) => describeProse(scene.world).longTerm.split('\n').at(-1);

describe('the observation', () => {
  test('reads as in BALROG: status, inventory, the nearest of each kind in order of sight, the front', () => {
    expect(currentObservation(describeProse(example().world))).toBe(`Current Observation:
Your status:
- health: 9/9
- food: 7/9
- drink: 8/9
- energy: 8/9

Your inventory:
- wood: 3
You see:
- grass 1 step to your north
- sand 1 step to your west
- tree 4 steps to your south-east

You face sand at your front.`);
  });

  test('past ones lack status and inventory', () => {
    expect(pastObservation(describeProse(example().world))).toBe(`Observation:
You see:
- grass 1 step to your north
- sand 1 step to your west
- tree 4 steps to your south-east

You face sand at your front.`);
  });

  test('the precise mode counts steps along both axes', () => {
    const { longTerm } = describeProse(example().world, { precise: true });
    expect(longTerm).toContain(
      '- grass 1 step north\n- sand 1 step west\n- tree 2 steps south and 2 steps east\n',
    );
  });

  test('of two equally near things the first in scan order is told, and objects hide what they stand on', () => {
    const scene = new Scene().set(32, 30, 'tree').set(34, 32, 'tree').set(30, 32, 'tree');
    scene.add(COW, 32, 33);
    scene.add(ZOMBIE, 36, 35);
    scene.world.state.extra[scene.add(PLANT, 28, 29)] = 301;
    expect(describeProse(scene.world).longTerm).toBe(`You see:
- plant 7 steps to your north-west
- grass 1 step to your west
- tree 2 steps to your west
- cow 1 step to your south
- zombie 7 steps to your south-east

You face cow at your front.`);
  });

  test('what lies outside of 9x7 is not told', () => {
    const scene = new Scene()
      .set(27, 32, 'coal')
      .set(32, 28, 'iron')
      .set(37, 32, 'lava')
      .set(32, 36, 'water');
    expect(describeProse(scene.world).longTerm).toBe(
      'You see:\n- grass 1 step to your west\n\nYou face grass at your front.',
    );
  });

  test('an empty inventory is said so', () => {
    expect(describeProse(new Scene().world).shortTerm).toBe(
      'Your status:\n- health: 9/9\n- food: 9/9\n- drink: 9/9\n- energy: 9/9\n\nYou have nothing in your inventory.',
    );
  });

  test('asleep and dead come first, with three blank lines', () => {
    const scene = new Scene();
    scene.world.state.sleeping = true;
    expect(describeProse(scene.world).longTerm).toMatch(
      /^You are sleeping, and will not be able take actions until energy is full\.\n\n\n\nYou see:\n/,
    );
    scene.world.state.sleeping = false;
    scene.give('health', 0);
    expect(describeProse(scene.world).longTerm).toMatch(/^You died\.\n\n\n\nYou see:\n/);
  });
});

describe('the quirks at the edges', () => {
  test.each([
    [3, 32],
    [0, 32],
    [32, 2],
    [32, 0],
    [0, 0],
  ])('at (%i, %i) the slice is empty: nothing is seen or faced', (x, y) => {
    expect(describeProse(new Scene(x, y).set(x, y + 1, 'tree').world).longTerm).toBe(
      'You see nothing away from you.\n\nYou face nothing at your front.',
    );
  });

  test('at (4, 3) the slice is whole again', () => {
    const scene = new Scene(4, 3).set(0, 0, 'tree').set(4, 4, 'water');
    expect(describeProse(scene.world).longTerm).toBe(
      'You see:\n- tree 7 steps to your north-west\n- grass 1 step to your west\n- water 1 step to your south\n\nYou face water at your front.',
    );
  });

  test('at the far edges the slice is cut, and beyond them is nothing', () => {
    const corner = new Scene(63, 63).set(63, 62, 'stone').set(62, 63, 'sand');
    expect(describeProse(corner.world).longTerm).toBe(
      'You see:\n- grass 2 steps to your west\n- sand 1 step to your west\n- stone 1 step to your north\n\nYou face nothing at your front.',
    );
    expect(lastLine(corner.face(EAST))).toBe('You face nothing at your front.');
    expect(lastLine(corner.face(NORTH))).toBe('You face stone at your front.');
    expect(lastLine(corner.face(WEST))).toBe('You face sand at your front.');
    expect(lastLine(corner.face(SOUTH))).toBe('You face nothing at your front.');
  });
});

describe('actions', () => {
  test('have their seventeen texts in order', () => {
    expect(BALROG_ACTIONS).toEqual([
      'Noop',
      'Move West',
      'Move East',
      'Move North',
      'Move South',
      'Do',
      'Sleep',
      'Place Stone',
      'Place Table',
      'Place Furnace',
      'Place Plant',
      'Make Wood Pickaxe',
      'Make Stone Pickaxe',
      'Make Iron Pickaxe',
      'Make Wood Sword',
      'Make Stone Sword',
      'Make Iron Sword',
    ]);
  });

  test('are read from a reply after all but letters, white space and colons is dropped', () => {
    expect(parseBalrogReply('Move West')).toEqual({ action: 1, valid: true });
    expect(parseBalrogReply(' **Make Iron Sword**.\n')).toEqual({ action: 16, valid: true });
    expect(parseBalrogReply('Noop')).toEqual({ action: 0, valid: true });
  });

  test.each(['move west', 'Move  West', 'Move West please', 'Action: Do', '', '進む', 'toString'])(
    'become a Noop when the reply is %j',
    (reply) => {
      expect(parseBalrogReply(reply)).toEqual({ action: 0, valid: false });
    },
  );

  test('an invalid reply is told about in the next observation', () => {
    expect(afterInvalidReply('You see nothing away from you.')).toBe(
      '\n\nYour previous output did not contain a valid action. Defaulted to action: Noop\n\nObservation:\nYou see nothing away from you.',
    );
  });
});

describe('from what an agent sees', () => {
  test.each([false, true])('the text is the same, letter by letter (precise: %s)', (precise) => {
    const random = new Random(3);
    // A small world, so that a random walk meets its edges; an episode that ends tells of a death.
    const world = new Crafter({ area: [20, 16], length: 400 });
    const seen = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      let { observation, terminated, truncated } = world.reset(seed);
      while (!terminated && !truncated) {
        const text = describeSeen(observation, { precise });
        expect(text).toEqual(describeProse(world, { precise }));
        seen.add(text.longTerm.slice(0, 9));
        ({ observation, terminated, truncated } = world.step(random.int(ACTIONS.length)));
      }
      expect(describeSeen(observation, { precise })).toEqual(describeProse(world, { precise }));
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining(['You are s', 'You see n', 'You see:\n']));
  });

  test.each([
    [0, 0],
    [3, 32],
    [32, 2],
    [4, 3],
    [63, 63],
    [60, 60],
    [59, 61],
  ])('the quirks at (%i, %i) are the same', (x, y) => {
    for (const facing of [WEST, EAST, NORTH, SOUTH]) {
      const scene = new Scene(x, y).set(x, Math.max(0, y - 1), 'tree').face(facing);
      expect(describeSeen(scene.world.observation)).toEqual(describeProse(scene.world));
    }
  });

  test('a ripe plant is a plant', () => {
    const scene = new Scene();
    scene.world.state.extra[scene.add(PLANT, 32, 33)] = 301;
    expect(describeSeen(scene.world.observation).longTerm).toContain('You face plant');
  });
});
