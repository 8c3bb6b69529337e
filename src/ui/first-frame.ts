// The first picture, made on the page's own thread: a reset takes a few milliseconds, while the worker still loads. The
// worker's own first frame replaces it (and is the same: worlds are deterministic).

import type { RunConfig } from '../records/record.ts';
import { Crafter } from '../worlds/crafter/crafter.ts';
import { frame } from '../worlds/crafter/frame.ts';
import type { CrafterFrame } from '../worlds/crafter/names.ts';

/** The state after reset of this run. @throws LabError unknown-world, bad-seed */
export function firstFrame(config: RunConfig): CrafterFrame {
  const world = new Crafter({ area: config.world.area, length: config.world.length });
  world.reset(config.seed);
  return frame(world);
}
