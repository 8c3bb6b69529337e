// Draws a CrafterFrame as Crafter's picture: the local view (9 × 7 cells around the player) over two rows of
// inventory, at any integer scale. Nothing is computed that the frame does not say; the night is only cosmetic.

import { type CrafterFrame, ITEMS } from '../../worlds/crafter/names.ts';
import { drawNight } from './night.ts';
import { SPRITE_SIZE } from './pixel-art.ts';
import { drawGlyph, GLYPH } from './pixel-digits.ts';
import { entitySprite, itemSprite, materialSprite, spriteAtlas } from './sprites.ts';

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Bytes of one object in `CrafterFrame.objects`: entity, x, y, facing, 0. */
export const OBJECT_BYTES = 5;
/** Rows of the inventory bar, in cells. */
export const INVENTORY_ROWS = 2;

export interface DrawOptions {
  /** Canvas pixels per sprite pixel, an integer ≥ 1. */
  readonly scale: number;
  /** ms; moves night noise and sleep. 0 keeps the picture still. */
  readonly time: number;
}

/** Canvas size for a frame's picture, in pixels. */
export function pictureSize(view: CrafterFrame['view'], scale: number): [width: number, height: number] {
  const cell = SPRITE_SIZE * scale;
  return [view[0] * cell, (view[1] + INVENTORY_ROWS) * cell];
}

/** The map cell at the top left corner of the local view; the player stands in its middle. */
export function viewOrigin(frame: CrafterFrame): [x: number, y: number] {
  const [columns, rows] = frame.view;
  return [frame.objects[1] - Math.floor(columns / 2), frame.objects[2] - Math.floor(rows / 2)];
}

/** Draws the whole picture at (0, 0). */
export function drawFrame(context: Context, frame: CrafterFrame, options: DrawOptions): void {
  const cell = SPRITE_SIZE * options.scale;
  const [columns, rows] = frame.view;
  context.imageSmoothingEnabled = false;
  drawGround(context, frame, cell);
  context.save();
  context.beginPath();
  context.rect(0, 0, columns * cell, rows * cell);
  context.clip();
  drawObjects(context, frame, cell);
  drawNight(context, frame, columns * cell, rows * cell, options.time);
  context.restore();
  drawInventory(context, frame, options.scale);
}

/** Copies one sprite of the atlas to (x, y), `size` pixels wide and high. */
export function drawSprite(context: Context, index: number, x: number, y: number, size: number): void {
  context.drawImage(spriteAtlas(), index * SPRITE_SIZE, 0, SPRITE_SIZE, SPRITE_SIZE, x, y, size, size);
}

function drawGround(context: Context, frame: CrafterFrame, cell: number): void {
  const [columns, rows] = frame.view;
  const [left, top] = viewOrigin(frame);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const material = materialAt(frame, left + column, top + row);
      drawSprite(context, materialSprite(material), column * cell, row * cell, cell);
    }
  }
}

/** Material id of a map cell; 0 outside the world. */
export function materialAt(frame: CrafterFrame, x: number, y: number): number {
  const [width, height] = frame.area;
  return x < 0 || y < 0 || x >= width || y >= height ? 0 : frame.materials[x * height + y];
}

function drawObjects(context: Context, frame: CrafterFrame, cell: number): void {
  const [columns, rows] = frame.view;
  const [left, top] = viewOrigin(frame);
  const { objects } = frame;
  for (let i = 0; i + OBJECT_BYTES <= objects.length; i += OBJECT_BYTES) {
    const column = objects[i + 1] - left;
    const row = objects[i + 2] - top;
    if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
    const sprite = entitySprite(objects[i], objects[i + 3], frame.sleeping);
    drawSprite(context, sprite, column * cell, row * cell, cell);
  }
}

/** Items one has, in ITEMS order, with their amounts in the lower right corner; vital signs always. */
function drawInventory(context: Context, frame: CrafterFrame, scale: number): void {
  const cell = SPRITE_SIZE * scale;
  const [columns, rows] = frame.view;
  context.fillStyle = '#20222b';
  context.fillRect(0, rows * cell, columns * cell, INVENTORY_ROWS * cell);
  let slot = 0;
  for (let item = 0; item < ITEMS.length; item++) {
    const amount = frame.inventory[item];
    if (amount === 0 && item > 3) continue;
    const x = (slot % columns) * cell;
    const y = (rows + Math.floor(slot / columns)) * cell;
    drawItem(context, item, amount, x, y, scale);
    slot++;
  }
}

function drawItem(context: Context, item: number, amount: number, x: number, y: number, scale: number): void {
  const cell = SPRITE_SIZE * scale;
  // An empty vital sign is faint, so that "0" is seen before it is read.
  context.globalAlpha = amount === 0 ? 0.35 : 1;
  drawSprite(context, itemSprite(item), x, y, cell);
  context.globalAlpha = 1;
  const digitX = x + cell - GLYPH.width * scale;
  drawGlyph(context, String(Math.min(9, amount)), digitX, y + cell - GLYPH.height * scale, scale);
}
