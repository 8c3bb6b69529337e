// Pictures on a real canvas: what is drawn where, and how long a frame takes.

import { describe, expect, test } from 'vitest';
import { drawFrame, pictureSize } from '../../../src/ui/crafter/draw-frame.ts';
import { MapPainter, mapSize } from '../../../src/ui/crafter/draw-map.ts';
import { Crafter } from '../../../src/worlds/crafter/crafter.ts';
import { frame } from '../../../src/worlds/crafter/frame.ts';
import type { CrafterFrame } from '../../../src/worlds/crafter/names.ts';

function worldFrame(): CrafterFrame {
  const world = new Crafter();
  world.reset(7);
  return frame(world);
}

function canvasFor([width, height]: [number, number]): OffscreenCanvasRenderingContext2D {
  return new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
}

const brightness = (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => {
  const { data } = context.getImageData(0, 0, width, height);
  return data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) / (width * height * 3);
};

describe('pictures', () => {
  test('a picture is 9 × 9 cells of 16 pixels at every integer scale', () => {
    expect(pictureSize([9, 7], 1)).toEqual([144, 144]);
    expect(pictureSize([9, 7], 5)).toEqual([720, 720]);
  });

  test('twice the scale is the same picture with doubled pixels', () => {
    const shown = worldFrame();
    const small = canvasFor([144, 144]);
    const large = canvasFor([288, 288]);
    drawFrame(small, shown, { scale: 1, time: 0 });
    drawFrame(large, shown, { scale: 2, time: 0 });
    const a = new Uint32Array(small.getImageData(0, 0, 144, 144).data.buffer);
    const b = new Uint32Array(large.getImageData(0, 0, 288, 288).data.buffer);
    let equal = 0;
    for (let y = 0; y < 112; y++) {
      for (let x = 0; x < 144; x++) if (a[y * 144 + x] === b[2 * y * 288 + 2 * x]) equal++;
    }
    expect(equal).toBe(144 * 112);
  });

  test('night is darker than day, sleep darker than night, and stillness draws the same picture twice', () => {
    const day = { ...worldFrame(), daylight: 1 };
    const context = canvasFor([144, 144]);
    const light = (shown: CrafterFrame) => {
      drawFrame(context, shown, { scale: 1, time: 0 });
      return brightness(context, 144, 112);
    };
    const noon = light(day);
    const night = light({ ...day, daylight: 0 });
    const asleep = light({ ...day, daylight: 0, sleeping: true });
    expect(night).toBeLessThan(noon * 0.6);
    expect(asleep).toBeLessThan(night * 0.8);
    expect(light({ ...day, daylight: 0 })).toBe(night);
  });

  test('a frame takes at most 2 ms, by day, by night and as a whole map (median of 200)', () => {
    const shown = worldFrame();
    const local = canvasFor([576, 576]);
    const map = canvasFor(mapSize(shown.area));
    const painter = new MapPainter();
    const median = (draw: (i: number) => void) => {
      const times = Array.from({ length: 200 }, (_, i) => {
        const began = performance.now();
        draw(i);
        return performance.now() - began;
      });
      return times.sort((a, b) => a - b)[100];
    };
    const figures = {
      day: median((i) => drawFrame(local, { ...shown, daylight: 1 }, { scale: 4, time: i })),
      night: median((i) => drawFrame(local, { ...shown, daylight: 0 }, { scale: 4, time: 140 * i })),
      map: median(() => painter.draw(map, shown)),
    };
    console.info('ms per frame', JSON.stringify(figures));
    for (const ms of Object.values(figures)) expect(ms).toBeLessThanOrEqual(2);
  });

  test('the map draws a changed cell anew', () => {
    const shown = worldFrame();
    const context = canvasFor(mapSize(shown.area));
    const painter = new MapPainter();
    painter.draw(context, shown);
    const before = context.getImageData(8, 8, 8, 8).data.join();
    const materials = shown.materials.slice();
    materials[64 + 1] = (materials[64 + 1] % 12) + 1;
    painter.draw(context, { ...shown, materials });
    expect(context.getImageData(8, 8, 8, 8).data.join()).not.toBe(before);
  });
});
