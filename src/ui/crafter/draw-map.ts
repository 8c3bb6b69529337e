// The whole map: every cell at 8 pixels, creatures a little larger than life, and a frame around what the agent sees.
// The ground is kept on a surface of its own and only cells that changed are drawn again: a step touches one or two.

import type { CrafterFrame } from '../../worlds/crafter/names.ts';
import { type Context, OBJECT_BYTES, viewOrigin } from './draw-frame.ts';
import { moodOf } from './night.ts';
import { SPRITE_SIZE } from './pixel-art.ts';
import { entitySprite, newSurface, SPRITES, type Surface, spriteAtlas } from './sprites.ts';

/** Canvas pixels per map cell. */
export const MAP_CELL = 8;
const CREATURE = 14;
const PLAYER = 18;

/** Canvas size of a map, in pixels. */
export function mapSize(area: CrafterFrame['area']): [width: number, height: number] {
  return [area[0] * MAP_CELL, area[1] * MAP_CELL];
}

/** Draws maps and remembers the ground between frames; one per canvas. */
export class MapPainter {
  #ground: Surface | null = null;
  #drawn = new Uint8Array(0);

  draw(context: Context, frame: CrafterFrame): void {
    const [width, height] = mapSize(frame.area);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#groundOf(frame), 0, 0);
    const { darkness } = moodOf(frame.daylight);
    if (darkness > 0) {
      context.fillStyle = `rgba(12, 18, 58, ${0.4 * darkness})`;
      context.fillRect(0, 0, width, height);
    }
    drawCreatures(context, frame);
    drawViewRectangle(context, frame);
  }

  #groundOf(frame: CrafterFrame): Surface {
    const [width, height] = mapSize(frame.area);
    if (this.#ground?.width !== width || this.#ground.height !== height) {
      this.#ground = newSurface(width, height);
      this.#drawn = new Uint8Array(frame.materials.length).fill(255);
    }
    this.#drawChanges(this.#ground.getContext('2d') as CanvasRenderingContext2D, frame);
    return this.#ground;
  }

  #drawChanges(context: CanvasRenderingContext2D, frame: CrafterFrame): void {
    const rows = frame.area[1];
    const atlas = smallAtlas();
    for (let i = 0; i < frame.materials.length; i++) {
      const material = frame.materials[i];
      if (this.#drawn[i] === material) continue;
      this.#drawn[i] = material;
      const x = Math.floor(i / rows) * MAP_CELL;
      const y = (i % rows) * MAP_CELL;
      context.drawImage(atlas, material * MAP_CELL, 0, MAP_CELL, MAP_CELL, x, y, MAP_CELL, MAP_CELL);
    }
  }
}

let small: Surface | undefined;

/** The atlas at half size, averaged once, so that tiles do not flicker into noise on the map. */
function smallAtlas(): Surface {
  if (small) return small;
  small = newSurface(SPRITES.length * MAP_CELL, MAP_CELL);
  const context = small.getContext('2d') as CanvasRenderingContext2D;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(spriteAtlas(), 0, 0, small.width, small.height);
  return small;
}

function drawCreatures(context: Context, frame: CrafterFrame): void {
  const { objects } = frame;
  // Back to front, the player (object 0) last: it must never be hidden.
  for (let i = objects.length - OBJECT_BYTES; i >= 0; i -= OBJECT_BYTES) {
    const size = i === 0 ? PLAYER : CREATURE;
    const x = objects[i + 1] * MAP_CELL + (MAP_CELL - size) / 2;
    const y = objects[i + 2] * MAP_CELL + (MAP_CELL - size) / 2;
    const index = entitySprite(objects[i], objects[i + 3], frame.sleeping);
    context.drawImage(spriteAtlas(), index * SPRITE_SIZE, 0, SPRITE_SIZE, SPRITE_SIZE, x, y, size, size);
  }
}

function drawViewRectangle(context: Context, frame: CrafterFrame): void {
  const [left, top] = viewOrigin(frame);
  const rectangle = [left, top, ...frame.view].map((cells) => cells * MAP_CELL) as [
    number,
    number,
    number,
    number,
  ];
  context.lineWidth = 4;
  context.strokeStyle = 'rgba(20, 16, 8, 0.7)';
  context.strokeRect(...rectangle);
  context.lineWidth = 2;
  context.strokeStyle = '#ffd24a';
  context.strokeRect(...rectangle);
}
