// A whole world state to draw, copied out so that it can be posted to another thread while the world goes on.

import type { CrafterFrame } from './names.ts';
import { entityOf } from './observation.ts';
import type { CrafterConfig } from './options.ts';
import type { CrafterState } from './state.ts';

const OBJECT_BYTES = 5;

/** A fresh copy of what pictures need, of a `Crafter` world. */
export function frame(world: { readonly state: CrafterState; readonly config: CrafterConfig }): CrafterFrame {
  const { state, config } = world;
  const objects = new Uint8Array(OBJECT_BYTES * state.objects);
  for (let i = 0; i < state.objects; i++) {
    const slot = state.order[i];
    const at = OBJECT_BYTES * i;
    objects[at] = entityOf(state, slot);
    objects[at + 1] = state.x[slot];
    objects[at + 2] = state.y[slot];
    objects[at + 3] = state.facing[slot];
  }
  return {
    area: config.area,
    view: config.localView,
    materials: state.materials.slice(),
    objects,
    inventory: state.inventory.slice(),
    achievements: state.achievements.slice(),
    sleeping: state.sleeping,
    daylight: state.daylight,
    step: state.step,
  };
}
