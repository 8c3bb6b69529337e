// The sprite atlas: every material, creature and item in one row of one canvas, built once, so that drawing a frame is
// nothing but `drawImage` calls. The sprites themselves are data (terrain-, creature- and item-sprites.ts).

import { ITEMS, MATERIALS } from '../../worlds/crafter/names.ts';
import { ARROW_FACING, CREATURES, PLAYER_ASLEEP, PLAYER_FACING } from './creature-sprites.ts';
import { ITEM_ICONS } from './item-sprites.ts';
import { SPRITE_SIZE, type Sprite } from './pixel-art.ts';
import { TERRAIN } from './terrain-sprites.ts';

/** Every sprite in atlas order: materials by id, the player (4 facings, asleep), arrows, creatures, items. */
export const SPRITES: readonly Sprite[] = [
  ...MATERIALS.map((name) => TERRAIN[name]),
  ...PLAYER_FACING,
  PLAYER_ASLEEP,
  ...ARROW_FACING,
  CREATURES.cow,
  CREATURES.zombie,
  CREATURES.skeleton,
  CREATURES.plant,
  CREATURES.ripe,
  ...ITEMS.map((name) => ITEM_ICONS[name]),
];

const PLAYER = MATERIALS.length;
const ASLEEP = PLAYER + 4;
const ARROW = ASLEEP + 1;
const COW = ARROW + 4;
const ITEM = COW + 5;

/** Atlas index of a material id. */
export function materialSprite(material: number): number {
  return material;
}

/** Atlas index of an object: ENTITIES index (1 player .. 7 ripe), DIRECTIONS index, and whether the player sleeps. */
export function entitySprite(entity: number, facing: number, asleep: boolean): number {
  switch (entity) {
    case 1:
      return asleep ? ASLEEP : PLAYER + facing;
    case 2:
    case 3:
    case 4:
      return COW + entity - 2;
    case 5:
      return ARROW + facing;
    default:
      return COW + entity - 3;
  }
}

/** Atlas index of an item by its ITEMS index. */
export function itemSprite(item: number): number {
  return ITEM + item;
}

/** Anything the page draws on. */
export type Surface = OffscreenCanvas | HTMLCanvasElement;

let atlas: Surface | undefined;

/** The atlas canvas, 16 px high and 16 px per sprite wide; made at the first call. */
export function spriteAtlas(): Surface {
  atlas ??= buildAtlas();
  return atlas;
}

function buildAtlas(): Surface {
  const surface = newSurface(SPRITES.length * SPRITE_SIZE, SPRITE_SIZE);
  const context = surface.getContext('2d') as CanvasRenderingContext2D;
  SPRITES.forEach((sprite, i) => {
    context.putImageData(spriteImage(sprite), i * SPRITE_SIZE, 0);
  });
  return surface;
}

/** A sprite as image data, for a canvas. */
export function spriteImage(sprite: Sprite): ImageData {
  const image = new ImageData(SPRITE_SIZE, SPRITE_SIZE);
  const view = new DataView(image.data.buffer);
  sprite.forEach((pixel, i) => {
    view.setUint32(i * 4, pixel);
  });
  return image;
}

/** A canvas of our own: off screen where the browser has that, an element elsewhere. */
export function newSurface(width: number, height: number): Surface {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas;
}
