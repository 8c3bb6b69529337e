import { describe, expect, test } from 'vitest';
import {
  ARROW_FACING,
  CREATURES,
  PLAYER_ASLEEP,
  PLAYER_FACING,
} from '../../../src/ui/crafter/creature-sprites.ts';
import { moodOf } from '../../../src/ui/crafter/night.ts';
import { drawing, mirrored, turned } from '../../../src/ui/crafter/pixel-art.ts';
import { entitySprite, itemSprite, materialSprite, SPRITES } from '../../../src/ui/crafter/sprites.ts';
import { TERRAIN } from '../../../src/ui/crafter/terrain-sprites.ts';
import { DIRECTIONS, ENTITIES, ITEMS, MATERIALS } from '../../../src/worlds/crafter/names.ts';

const opaquePixels = (sprite: Uint32Array) => sprite.filter((pixel) => (pixel & 0xff) === 0xff).length;
const text = (sprite: Uint32Array) => sprite.join();

describe('sprites', () => {
  test('every material has a tile of 256 opaque pixels of its own', () => {
    const tiles = MATERIALS.map((name, i) => {
      expect(SPRITES[materialSprite(i)]).toBe(TERRAIN[name]);
      return TERRAIN[name];
    });
    expect(tiles.map(opaquePixels)).toEqual(MATERIALS.map(() => 256));
    expect(new Set(tiles.map(text)).size).toBe(13);
  });

  test('every entity in every direction has a sprite with clear and opaque pixels', () => {
    for (let entity = 1; entity < ENTITIES.length; entity++) {
      for (let facing = 0; facing < DIRECTIONS.length; facing++) {
        const sprite = SPRITES[entitySprite(entity, facing, false)];
        expect(opaquePixels(sprite)).toBeGreaterThan(20);
        expect(opaquePixels(sprite)).toBeLessThan(256);
      }
    }
  });

  test('entity numbers lead to the creature of that name', () => {
    const named = { cow: CREATURES.cow, zombie: CREATURES.zombie, skeleton: CREATURES.skeleton };
    for (const [name, sprite] of Object.entries(named)) {
      expect(SPRITES[entitySprite(ENTITIES.indexOf(name as 'cow'), 0, false)]).toBe(sprite);
    }
    expect(SPRITES[entitySprite(ENTITIES.indexOf('plant'), 0, false)]).toBe(CREATURES.plant);
    expect(SPRITES[entitySprite(ENTITIES.indexOf('ripe'), 0, false)]).toBe(CREATURES.ripe);
    expect(SPRITES[entitySprite(1, 2, true)]).toBe(PLAYER_ASLEEP);
  });

  test('player and arrow look different in each of the four directions', () => {
    expect(new Set(PLAYER_FACING.map(text)).size).toBe(4);
    expect(new Set(ARROW_FACING.map(text)).size).toBe(4);
  });

  test('all sixteen items have icons of their own', () => {
    const icons = ITEMS.map((_, i) => text(SPRITES[itemSprite(i)]));
    expect(new Set(icons).size).toBe(16);
  });

  test('a quarter turn four times, and a mirror twice, change nothing', () => {
    const cow = CREATURES.cow;
    expect(text(turned(turned(turned(turned(cow)))))).toBe(text(cow));
    expect(text(mirrored(mirrored(cow)))).toBe(text(cow));
    expect(text(turned(cow))).not.toBe(text(cow));
  });

  test('a drawing of the wrong size or with an unknown colour is refused', () => {
    expect(() => drawing({}, '....')).toThrow('1 rows, not 16');
    const rows = Array.from({ length: 16 }, () => '.'.repeat(16));
    expect(() => drawing({}, rows.join('\n').replace('.', ''))).toThrow('15 pixels wide');
    expect(() => drawing({}, rows.join('\n').replace('.', 'q'))).toThrow('lacks');
  });
});

describe('night', () => {
  test('noon is clear, midnight is dark, dusk is warm', () => {
    expect(moodOf(1)).toEqual({ darkness: 0, dusk: 0 });
    expect(moodOf(0.1).darkness).toBe(1);
    expect(moodOf(0.1).dusk).toBe(0);
    expect(moodOf(0.55).dusk).toBe(1);
  });
});
