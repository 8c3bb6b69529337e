// Digits and the sleeper's "z" in a 3 × 5 pixel font of our own, so that amounts stay crisp at any integer scale.

import type { Surface } from './sprites.ts';
import { newSurface } from './sprites.ts';

const GLYPHS: Readonly<Record<string, string>> = {
  '0': '### #.# #.# #.# ###',
  '1': '.#. ##. .#. .#. ###',
  '2': '### ..# ### #.. ###',
  '3': '### ..# ### ..# ###',
  '4': '#.# #.# ### ..# ..#',
  '5': '### #.. ### ..# ###',
  '6': '### #.. ### #.# ###',
  '7': '### ..# ..# .#. .#.',
  '8': '### #.# ### #.# ###',
  '9': '### #.# ### ..# ###',
  z: '... ### ..# .#. ###',
};
const NAMES = Object.keys(GLYPHS);
/** Size of a glyph with its one-pixel outline. */
export const GLYPH = { width: 5, height: 7 } as const;

let sheet: Surface | undefined;

/** Draws one character, white on a dark outline, with (x, y) its top left corner in canvas pixels. */
export function drawGlyph(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  character: string,
  x: number,
  y: number,
  scale: number,
): void {
  const index = NAMES.indexOf(character);
  if (index < 0) return;
  sheet ??= buildSheet();
  const { width, height } = GLYPH;
  context.drawImage(sheet, index * width, 0, width, height, x, y, width * scale, height * scale);
}

function buildSheet(): Surface {
  const surface = newSurface(NAMES.length * GLYPH.width, GLYPH.height);
  const context = surface.getContext('2d') as CanvasRenderingContext2D;
  NAMES.forEach((name, i) => {
    paintGlyph(context, GLYPHS[name], i * GLYPH.width);
  });
  return surface;
}

function paintGlyph(context: CanvasRenderingContext2D, glyph: string, left: number): void {
  const lit = glyph
    .split(' ')
    .flatMap((row, y) => [...row].flatMap((dot, x) => (dot === '#' ? [[left + x + 1, y + 1]] : [])));
  context.fillStyle = '#15161c';
  for (const [x, y] of lit) context.fillRect(x - 1, y - 1, 3, 3);
  context.fillStyle = '#ffffff';
  for (const [x, y] of lit) context.fillRect(x, y, 1, 1);
}
