// Darkness over the local view: dusk's warm tint, night's blue with drifting noise and a vignette, the sleeper's dim.
// All of it is cosmetic and has a generator of its own; the world's night (and its random draws) lives in worlds/.

import { Random } from '../../random.ts';
import type { CrafterFrame } from '../../worlds/crafter/names.ts';
import { drawGlyph } from './pixel-digits.ts';
import { newSurface, type Surface } from './sprites.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** How dark and how warm the picture is, 0..1 each. */
export interface Mood {
  readonly darkness: number;
  readonly dusk: number;
}

/** Daylight (1 noon .. 0 midnight) as a mood: no tint by day, a warm one in between, blue at night. */
export function moodOf(daylight: number): Mood {
  const darkness = Math.min(1, Math.max(0, (0.75 - daylight) / 0.65));
  const dusk = Math.max(0, 1 - Math.abs(daylight - 0.55) / 0.2);
  return { darkness, dusk };
}

const NOISE_FRAMES = 4;
const NOISE_MS = 140;
const noises = new Map<string, Surface[]>();

/**
 * Darkens the picture in the rectangle (0, 0, width, height).
 * @param time ms, moves the noise; pass 0 to keep it still (prefers-reduced-motion)
 */
export function drawNight(
  context: Context,
  frame: CrafterFrame,
  width: number,
  height: number,
  time: number,
): void {
  const { darkness, dusk } = moodOf(frame.daylight);
  if (dusk > 0) fill(context, `rgba(224, 122, 48, ${0.17 * dusk})`, width, height);
  if (darkness > 0.02) {
    fill(context, `rgba(12, 18, 58, ${0.52 * darkness})`, width, height);
    drawNoise(context, frame, darkness, width, height, time);
    drawVignette(context, darkness, width, height);
  }
  if (frame.sleeping) drawSleep(context, width, height, time);
}

function fill(context: Context, style: string | CanvasGradient, width: number, height: number): void {
  context.fillStyle = style;
  context.fillRect(0, 0, width, height);
}

function drawNoise(
  context: Context,
  frame: CrafterFrame,
  darkness: number,
  width: number,
  height: number,
  time: number,
) {
  const tiles = noiseTiles(frame.view[0] * 8, frame.view[1] * 8);
  context.globalAlpha = 0.5 * darkness;
  context.drawImage(tiles[Math.floor(time / NOISE_MS) % NOISE_FRAMES], 0, 0, width, height);
  context.globalAlpha = 1;
}

function noiseTiles(width: number, height: number): Surface[] {
  const key = `${width}x${height}`;
  const known = noises.get(key);
  if (known) return known;
  const made = Array.from({ length: NOISE_FRAMES }, (_, i) => noiseTile(width, height, i));
  noises.set(key, made);
  return made;
}

function noiseTile(width: number, height: number, index: number): Surface {
  const random = new Random(41, index);
  const surface = newSurface(width, height);
  const image = new ImageData(width, height);
  for (let i = 3; i < image.data.length; i += 4) {
    image.data[i - 1] = 24;
    image.data[i] = random.uniform() < 0.4 ? random.int(150) : 0;
  }
  (surface.getContext('2d') as CanvasRenderingContext2D).putImageData(image, 0, 0);
  return surface;
}

function drawVignette(context: Context, darkness: number, width: number, height: number): void {
  const radius = Math.hypot(width, height) / 2;
  const gradient = context.createRadialGradient(
    width / 2,
    height / 2,
    radius * 0.18,
    width / 2,
    height / 2,
    radius,
  );
  gradient.addColorStop(0, 'rgba(5, 7, 28, 0)');
  gradient.addColorStop(1, `rgba(5, 7, 28, ${0.85 * darkness})`);
  fill(context, gradient, width, height);
}

function drawSleep(context: Context, width: number, height: number, time: number): void {
  fill(context, 'rgba(10, 10, 34, 0.38)', width, height);
  const dot = Math.max(1, Math.round(height / 112));
  const drift = time === 0 ? 0.4 : (time % 2400) / 2400;
  for (let i = 0; i < 3; i++) {
    const rise = (drift + i / 3) % 1;
    context.globalAlpha = 1 - rise;
    const x = width / 2 + dot * (6 + 12 * rise + 2 * Math.sin(rise * 6));
    drawGlyph(context, 'z', Math.round(x), Math.round(height / 2 - dot * (8 + 26 * rise)), dot);
  }
  context.globalAlpha = 1;
}
