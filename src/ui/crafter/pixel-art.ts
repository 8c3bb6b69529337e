// Pixel art as text: sixteen rows of sixteen characters, each character a colour of the sprite's own palette, '.' clear.
// Text diffs well, can be drawn in an editor, and needs neither an image file nor a decoder at start-up.

/** Edge of a sprite in pixels. */
export const SPRITE_SIZE = 16;

/** One sprite: 16 × 16 pixels as 0xRRGGBBAA, row by row; 0 is clear. */
export type Sprite = Uint32Array;

/** Palette of a drawing: character → '#rrggbb'. */
export type Palette = Readonly<Record<string, string>>;

/** '#rrggbb' as opaque 0xRRGGBBAA. */
export function opaque(color: string): number {
  return ((Number.parseInt(color.slice(1), 16) << 8) | 0xff) >>> 0;
}

/** Reads a drawing. @throws Error when it is not 16 × 16 or uses a character that the palette lacks */
export function drawing(palette: Palette, text: string): Sprite {
  const rows = text.trim().split(/\s+/);
  if (rows.length !== SPRITE_SIZE) throw new Error(`A sprite has ${rows.length} rows, not ${SPRITE_SIZE}.`);
  return Uint32Array.from(rows.flatMap((row) => readRow(palette, row)));
}

function readRow(palette: Palette, row: string): number[] {
  if (row.length !== SPRITE_SIZE) throw new Error(`Sprite row "${row}" is ${row.length} pixels wide.`);
  return [...row].map((character) => {
    if (character === '.') return 0;
    const color = palette[character];
    if (!color) throw new Error(`Sprite row "${row}" uses "${character}", which its palette lacks.`);
    return opaque(color);
  });
}

/** Left and right exchanged. */
export function mirrored(sprite: Sprite): Sprite {
  return remapped(sprite, (x, y) => [SPRITE_SIZE - 1 - x, y]);
}

/** A quarter turn clockwise. */
export function turned(sprite: Sprite): Sprite {
  return remapped(sprite, (x, y) => [y, SPRITE_SIZE - 1 - x]);
}

/** `above` laid over `below`. */
export function layered(below: Sprite, above: Sprite): Sprite {
  return below.map((pixel, i) => above[i] || pixel);
}

function remapped(sprite: Sprite, source: (x: number, y: number) => [number, number]): Sprite {
  return sprite.map((_, i) => {
    const [x, y] = source(i % SPRITE_SIZE, Math.floor(i / SPRITE_SIZE));
    return sprite[y * SPRITE_SIZE + x];
  });
}
