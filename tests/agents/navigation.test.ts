import { describe, expect, test } from 'vitest';
import { CrafterMemory } from '../../src/agents/memory.ts';
import { isDeadly, PathField, stepAction } from '../../src/agents/navigation.ts';
import { moveToFace } from '../../src/agents/teacher/facing.ts';
import { ACTION, ITEM, MATERIAL } from '../../src/agents/things.ts';
import type { CrafterObservation } from '../../src/worlds/crafter/names.ts';

const LETTERS: Record<string, number> = {
  '.': MATERIAL.grass,
  '#': MATERIAL.stone,
  '~': MATERIAL.water,
  '!': MATERIAL.lava,
  T: MATERIAL.tree,
  c: MATERIAL.coal,
};

/** A memory that has looked once at seven rows of nine cells; the player stands at the centre. */
function memoryOf(rows: string[], items: Partial<Record<keyof typeof ITEM, number>> = {}): CrafterMemory {
  const inventory = new Uint8Array(16);
  for (const [item, amount] of Object.entries(items)) inventory[ITEM[item as keyof typeof ITEM]] = amount;
  const observation: CrafterObservation = {
    view: [9, 7],
    materials: Uint8Array.from([...rows.join('')].map((letter) => LETTERS[letter])),
    entities: new Uint8Array(63),
    inventory,
    facing: 3,
    sleeping: false,
    daylight: 1,
  };
  const memory = new CrafterMemory();
  memory.update(observation, null);
  return memory;
}

function fieldOf(memory: CrafterMemory, dig = true, bridge = false): PathField {
  const field = new PathField();
  field.compute(memory, { dig, bridge, dark: false });
  return field;
}

const LAVA_WALL = ['.........', '.........', '.........', '.....!...', '.....!...', '.....!...', '.....!..T'];
const ROCK = ['#########', '#########', '#########', '###.####c', '#########', '#########', '#########'];

describe('ways over remembered cells', () => {
  test('go round lava', () => {
    const memory = memoryOf(LAVA_WALL);
    const way = fieldOf(memory).toMaterial(MATERIAL.tree);
    expect(way).not.toBeNull();
    // Six cells as the crow flies; round the lava and not beside it where that can be helped, it is more.
    expect(way!.cost).toBeGreaterThan(8);
    expect(stepAction(memory, fieldOf(memory).firstStep(way!.from))).not.toBe(ACTION.move_right);
    expect(isDeadly(memory, ACTION.move_right)).toBe(true);
    expect(stepAction(memory, 1)).toBe(ACTION.noop);
  });

  test('tunnel through rock with a pickaxe only', () => {
    const rows = ROCK.map((row, y) => (y === 3 ? '####.###c' : row));
    expect(fieldOf(memoryOf(rows)).toMaterial(MATERIAL.coal)).toBeNull();
    const way = fieldOf(memoryOf(rows, { wood_pickaxe: 1 })).toMaterial(MATERIAL.coal);
    expect(way!.cost).toBe(9);
  });

  test('bridge water when stones may be spent', () => {
    const rows = ['~~~~~~~~~', '~~~~~~~~~', '~~~~~~~~~', '~~~~.~~~T', '~~~~~~~~~', '~~~~~~~~~', '~~~~~~~~~'];
    const memory = memoryOf(rows, { wood_pickaxe: 1, stone: 5 });
    expect(fieldOf(memory, true, false).toMaterial(MATERIAL.tree)).toBeNull();
    expect(fieldOf(memory, true, true).toMaterial(MATERIAL.tree)!.cost).toBe(12);
  });

  test('find the frontier of the unknown', () => {
    const field = fieldOf(memoryOf(LAVA_WALL));
    expect(field.frontiers).toBeGreaterThan(20);
  });
});

describe('facing a free cell', () => {
  const open = Array.from({ length: 7 }, () => '.........');

  test('needs no move when it is faced already', () => {
    const memory = memoryOf(open);
    expect(moveToFace(memory, (_, front) => front === memory.front)).toBe(-1);
  });

  test('takes stepping away and back for the cell behind', () => {
    const memory = memoryOf(open);
    const north = memory.here - 256;
    // One step south, one step north: then the player stands where it stood and faces north.
    expect(moveToFace(memory, (cell, front) => cell === memory.here && front === north)).toBe(3);
  });

  test('is impossible for a cell that nothing leads to', () => {
    const memory = memoryOf(ROCK.map((row, y) => (y === 3 ? '####.####' : row)));
    expect(moveToFace(memory, (cell) => cell !== memory.here)).toBe(-2);
  });
});
