// The state checksum that golden traces are compared by: CRC-32 over one byte string of the visible state (step, light,
// map, objects, player, inventory, achievements), little-endian. The random generator is not part of it.

import { crc32 } from '../../crc32.ts';
import { DIRECTIONS } from './names.ts';
import { ARROW, HEALTH, PLAYER } from './rules.ts';
import type { CrafterState } from './state.ts';

const OBJECT_BYTES = 9;
const FIXED_BYTES = 8 + 2 + 8 + 1 + 16 + 44;

let scratch = new DataView(new ArrayBuffer(8192));

/** CRC-32 of the state as the golden traces define it. */
export function stateChecksum(state: CrafterState): number {
  const length = FIXED_BYTES + state.materials.length + OBJECT_BYTES * state.objects;
  if (scratch.byteLength < length) scratch = new DataView(new ArrayBuffer(2 * length));
  const view = scratch;
  view.setUint32(0, state.step, true);
  view.setUint32(4, Math.floor(state.daylight * 1e6 + 0.5), true);
  const bytes = new Uint8Array(view.buffer, 0, length);
  bytes.set(state.materials, 8);
  let at = writeObjects(view, 8 + state.materials.length, state);
  for (const counter of [state.hunger, state.thirst, state.fatigue, state.recover]) {
    view.setInt16(at, 2 * counter, true);
    at += 2;
  }
  view.setUint8(at, state.lastHealth);
  bytes.set(state.inventory, at + 1);
  at += 1 + state.inventory.length;
  for (const count of state.achievements) {
    view.setUint16(at, count, true);
    at += 2;
  }
  return crc32(bytes);
}

function writeObjects(view: DataView, start: number, state: CrafterState): number {
  view.setUint16(start, state.objects, true);
  let at = start + 2;
  for (let i = 0; i < state.objects; i++) {
    const slot = state.order[i];
    const type = state.type[slot];
    const turned = type === PLAYER || type === ARROW;
    const { dx, dy } = DIRECTIONS[state.facing[slot]];
    view.setUint8(at, type);
    view.setUint8(at + 1, state.x[slot]);
    view.setUint8(at + 2, state.y[slot]);
    view.setUint8(at + 3, type === PLAYER ? state.inventory[HEALTH] : state.health[slot]);
    view.setInt8(at + 4, turned ? dx : 0);
    view.setInt8(at + 5, turned ? dy : 0);
    view.setUint8(at + 6, type === PLAYER && state.sleeping ? 1 : 0);
    view.setUint16(at + 7, state.extra[slot], true);
    at += OBJECT_BYTES;
  }
  return at;
}
