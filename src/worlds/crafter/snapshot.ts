// A Crafter world's whole state as bytes, in a canonical order: equal states give equal bytes, whatever slots their
// objects happen to use. The last four bytes are the CRC-32 of the rest, so that damage is noticed before anything changes.

import { crc32 } from '../../crc32.ts';
import { checkKey, type SnapshotKind, seal, unseal } from '../snapshot-seal.ts';
import { KINDS } from './chunks.ts';
import { daylightAt } from './daylight.ts';
import type { CrafterConfig } from './options.ts';
import type { CrafterState } from './state.ts';

const MAGIC = 0x31534352;
const HEADER_BYTES = 8 + 8 + 2;
const KIND: SnapshotKind = { magic: 'RCS1', world: 'Crafter-v1', least: HEADER_BYTES };
const OBJECT_BYTES = 7;

/** The state after the last step; `configKey` names the options it belongs to. */
export function writeSnapshot(state: CrafterState, configKey: number): Uint8Array {
  const { key, position } = state.random;
  const creatures = state.chunks.size.reduce((sum, size) => sum + size, 0);
  const length =
    HEADER_BYTES +
    4 * key.length +
    state.materials.length +
    2 +
    OBJECT_BYTES * state.objects +
    2 +
    2 * state.chunks.entered +
    2 +
    2 * creatures +
    4 * 2 +
    3 +
    state.inventory.length +
    2 * state.achievements.length;
  const out = new Cursor(new Uint8Array(length));
  out.writeUint32(MAGIC);
  out.writeUint32(configKey);
  out.writeFloat64(state.step);
  out.writeUint16(position);
  for (const word of key) out.writeUint32(word);
  out.writeBytes(state.materials);
  writeObjects(out, state);
  writeChunks(out, state, creatures);
  writePlayer(out, state);
  return seal(out.bytes);
}

/** Makes `state` what it was when the snapshot was written. @throws LabError bad-argument, and then changes nothing */
export function readSnapshot(state: CrafterState, configKey: number, snapshot: Uint8Array): void {
  checkKey(unseal(snapshot, KIND), configKey);
  const input = new Cursor(snapshot);
  input.offset = 8;
  state.step = input.readFloat64();
  state.daylight = daylightAt(state.step);
  state.random.position = input.readUint16();
  const { key } = state.random;
  for (let i = 0; i < key.length; i++) key[i] = input.readUint32();
  input.readBytes(state.materials);
  state.clear();
  const slots = readObjects(input, state);
  readChunks(input, state, slots);
  readPlayer(input, state);
}

/** A number that differs between worlds whose rules or sizes differ. */
export function configKeyOf(config: CrafterConfig): number {
  const { area, view, size, length, reward, render } = config;
  const text = JSON.stringify([area, view, size, length, reward, render]);
  return crc32(new TextEncoder().encode(text));
}

function writeObjects(out: Cursor, state: CrafterState): void {
  out.writeUint16(state.objects);
  for (let i = 0; i < state.objects; i++) {
    const slot = state.order[i];
    out.writeUint8(state.type[slot]);
    out.writeUint8(state.x[slot]);
    out.writeUint8(state.y[slot]);
    out.writeUint8(state.facing[slot]);
    out.writeUint8(state.health[slot]);
    out.writeUint16(state.extra[slot]);
  }
}

/** Returns the slots in creation order. */
function readObjects(input: Cursor, state: CrafterState): number[] {
  const slots: number[] = [];
  const count = input.readUint16();
  for (let i = 0; i < count; i++) {
    const type = input.readUint8();
    const x = input.readUint8();
    const y = input.readUint8();
    const slot = state.append(type, x, y, input.readUint8());
    state.health[slot] = input.readUint8();
    state.extra[slot] = input.readUint16();
    slots.push(slot);
  }
  return slots;
}

/** Chunks in order of entry, then every list's creatures, as positions in the creation order. */
function writeChunks(out: Cursor, state: CrafterState, creatures: number): void {
  const { chunks } = state;
  out.writeUint16(chunks.entered);
  for (let i = 0; i < chunks.entered; i++) out.writeUint16(chunks.order[i]);
  const position = new Map<number, number>();
  for (let i = 0; i < state.objects; i++) position.set(state.order[i], i);
  out.writeUint16(creatures);
  for (let list = 0; list < chunks.count * KINDS; list++) {
    for (let slot = chunks.head[list]; slot !== 0; slot = state.next[slot]) {
      out.writeUint16(position.get(slot) ?? 0);
    }
  }
}

function readChunks(input: Cursor, state: CrafterState, slots: readonly number[]): void {
  const entered = input.readUint16();
  for (let i = 0; i < entered; i++) state.chunks.enter(input.readUint16());
  const creatures = input.readUint16();
  for (let i = 0; i < creatures; i++) state.join(slots[input.readUint16()]);
}

function writePlayer(out: Cursor, state: CrafterState): void {
  for (const counter of [state.hunger, state.thirst, state.fatigue, state.recover]) {
    out.writeUint16(2 * counter);
  }
  out.writeUint8(state.lastHealth);
  out.writeUint8(state.rewardHealth);
  out.writeUint8(state.sleeping ? 1 : 0);
  out.writeBytes(state.inventory);
  for (const count of state.achievements) out.writeUint16(count);
}

function readPlayer(input: Cursor, state: CrafterState): void {
  const counter = () => ((input.readUint16() << 16) >> 16) / 2;
  state.hunger = counter();
  state.thirst = counter();
  state.fatigue = counter();
  state.recover = counter();
  state.lastHealth = input.readUint8();
  state.rewardHealth = input.readUint8();
  state.sleeping = input.readUint8() === 1;
  input.readBytes(state.inventory);
  for (let i = 0; i < state.achievements.length; i++) state.achievements[i] = input.readUint16();
}

/** Reads and writes little-endian numbers one after the other. */
class Cursor {
  readonly bytes: Uint8Array;
  offset = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  writeUint8(value: number): void {
    this.#view.setUint8(this.offset++, value);
  }
  writeUint16(value: number): void {
    this.#view.setUint16(this.offset, value, true);
    this.offset += 2;
  }
  writeUint32(value: number): void {
    this.#view.setUint32(this.offset, value, true);
    this.offset += 4;
  }
  writeFloat64(value: number): void {
    this.#view.setFloat64(this.offset, value, true);
    this.offset += 8;
  }
  writeBytes(values: Uint8Array): void {
    this.bytes.set(values, this.offset);
    this.offset += values.length;
  }
  readUint8(): number {
    return this.#view.getUint8(this.offset++);
  }
  readUint16(): number {
    this.offset += 2;
    return this.#view.getUint16(this.offset - 2, true);
  }
  readUint32(): number {
    this.offset += 4;
    return this.#view.getUint32(this.offset - 4, true);
  }
  readFloat64(): number {
    this.offset += 8;
    return this.#view.getFloat64(this.offset - 8, true);
  }
  /** Fills `target`. */
  readBytes(target: Uint8Array): void {
    target.set(this.bytes.subarray(this.offset, this.offset + target.length));
    this.offset += target.length;
  }
}
