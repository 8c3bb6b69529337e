import { describe, expect, test } from 'vitest';
import { CrafterMemory, cellIndex, ORIGIN, UNKNOWN } from '../../src/agents/memory.ts';
import { actOn } from '../../src/agents/teacher/act.ts';
import { ENTITY } from '../../src/agents/things.ts';
import { Random } from '../../src/random.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { ACTIONS } from '../../src/worlds/crafter/names.ts';
import { PLAYER_SLOT } from '../../src/worlds/crafter/state.ts';

type Policy = (memory: CrafterMemory, world: Crafter, random: Random) => number;

const randomly: Policy = (_memory, _world, random) => random.int(ACTIONS.length);
const asTaught: Policy = (memory, world, random) => actOn(memory, world.observation, null, random);

/** Plays one episode and calls `check` after every look at the world. */
function play(
  seed: number,
  policy: Policy,
  steps: number,
  check: (memory: CrafterMemory, world: Crafter) => void,
) {
  const world = new Crafter({ length: 10_000 });
  const memory = new CrafterMemory();
  const random = new Random(seed);
  let result = world.reset(seed);
  let action: number | null = null;
  for (let step = 0; step < steps && !result.terminated; step++) {
    memory.update(result.observation, action);
    check(memory, world);
    action = policy(memory, world, random);
    result = world.step(action);
  }
  return { memory, world };
}

function positionOf(world: Crafter): [number, number] {
  return [world.state.x[PLAYER_SLOT] - 32, world.state.y[PLAYER_SLOT] - 32];
}

describe('an agent that remembers', () => {
  test.each([
    ['random actions', randomly],
    ['the teacher', asTaught],
  ])('always knows where it is under %s', (_name, policy) => {
    let looks = 0;
    for (let seed = 1; seed <= 12; seed++) {
      play(seed, policy, 600, (memory, world) => {
        expect([memory.x - ORIGIN, memory.y - ORIGIN]).toEqual(positionOf(world));
        looks++;
      });
    }
    expect(looks).toBeGreaterThan(1500);
  });

  test('knows every cell as it last looked, and nothing it never saw', () => {
    const shown = new Map<number, number>();
    const { memory } = play(5, asTaught, 300, (seen, world) => {
      const { materials } = world.observation;
      for (let cell = 0; cell < 63; cell++) {
        shown.set(cellIndex(seen.x - 4 + (cell % 9), seen.y - 3 + Math.floor(cell / 9)), materials[cell]);
      }
    });
    expect(shown.size).toBeGreaterThan(200);
    for (const [index, material] of shown) expect(memory.materials[index]).toBe(material);
    const known = memory.materials.reduce((count, material) => count + (material === UNKNOWN ? 0 : 1), 0);
    expect(known).toBe(shown.size);
  });

  test('infers nearly all achievements from what it did and saw, and hardly ever a wrong one', () => {
    let wrong = 0;
    let missed = 0;
    let unlocked = 0;
    for (let seed = 20; seed < 40; seed++) {
      const { memory, world } = play(seed, asTaught, 500, () => {});
      memory.update(world.observation, null);
      world.state.achievements.forEach((count, i) => {
        if (count > 0) unlocked++;
        if (count > 0 && !memory.achieved[i]) missed++;
        if (count === 0 && memory.achieved[i]) wrong++;
      });
    }
    expect(unlocked).toBeGreaterThan(250);
    expect(wrong).toBeLessThanOrEqual(2);
    // The last step's deeds are not taken in: the loop ended on them.
    expect(missed).toBeLessThanOrEqual(5);
  });

  test('forgets creatures that were out of view for long, but no plants', () => {
    const { memory } = play(3, asTaught, 150, () => {});
    const oldest = (kind: number) =>
      Math.max(0, ...memory.entities.filter((e) => e.kind === kind).map((e) => memory.steps - e.seen));
    expect(oldest(ENTITY.zombie)).toBeLessThanOrEqual(12);
    expect(memory.entities.some((e) => e.kind === ENTITY.plant)).toBe(true);
  });

  test('names the nearest thing with its offset, and starts anew after a reset', () => {
    const { memory } = play(100, asTaught, 40, (seen) => {
      const tree = seen.nearest('tree');
      if (tree) expect(Math.abs(tree.dx) + Math.abs(tree.dy)).toBe(tree.distance);
    });
    expect(memory.nearest('tree')).not.toBeNull();
    memory.reset();
    expect(memory.nearest('tree')).toBeNull();
    expect(memory.steps).toBe(0);
  });
});
