// The digest of a run: SHA-256 over everything a record says and everything its world answered. Whoever replays the
// actions in the same world gets the same 32 bytes; whoever changes a plan, a token count or a step does not.
//
// Hashed in order, numbers little-endian: the name of this scheme, the configuration as canonical JSON, the checksum of
// the state after reset; for every step its action, actor, planner, token counts, plan, reward and end flags, and every
// CHECKSUM_EVERY steps the state's checksum; last the number of steps and the checksum of the state now. (One checksum
// reads the whole map, so it is not taken at each step; a world that once went astray does not come back by itself.)

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { StepResult } from '../worlds/world.ts';
import type { RunConfig, StepRecord } from './record.ts';
import { canonicalJson } from './schema.ts';

/** Steps between two checksums of the whole state. */
export const CHECKSUM_EVERY = 16;

const SCHEME = 'goldilocks-digest-1\n';
const STEP_BYTES = 23;
const encoder = new TextEncoder();

/** Grows with a run; `value` can be read at any time. */
export class RunDigest {
  // @noble/hashes: the browser's own SHA-256 is missing on insecure origins, and asynchronous.
  readonly #hash = sha256.create();
  readonly #step = new DataView(new ArrayBuffer(STEP_BYTES));
  readonly #stepBytes = new Uint8Array(this.#step.buffer);
  #steps = 0;

  /** @param checksum of the world just reset */
  constructor(config: RunConfig, checksum: number) {
    this.#hash.update(encoder.encode(`${SCHEME}${canonicalJson(config)}\n`));
    this.#hash.update(numberBytes(checksum));
  }

  /** @param world after the step */
  add(
    step: StepRecord,
    result: Omit<StepResult<unknown>, 'observation'>,
    world: { checksum(): number },
  ): void {
    const plan = step.plan === undefined ? undefined : encoder.encode(step.plan);
    const planner = step.planBy === undefined ? 0 : step.planBy === 'agent' ? 1 : 2;
    const view = this.#step;
    view.setUint8(0, step.action);
    view.setUint8(1, (step.by === 'person' ? 1 : 0) + 2 * planner);
    view.setUint32(2, step.planTokens, true);
    view.setUint32(6, step.tokens, true);
    view.setUint32(10, plan?.length ?? 0, true);
    view.setFloat64(14, result.reward, true);
    view.setUint8(22, (result.terminated ? 1 : 0) + (result.truncated ? 2 : 0));
    this.#hash.update(this.#stepBytes);
    if (plan) this.#hash.update(plan);
    if (++this.#steps % CHECKSUM_EVERY === 0) this.#hash.update(numberBytes(world.checksum()));
  }

  /** Hex digest of the run so far. @param checksum of the state now */
  value(checksum: number): string {
    return bytesToHex(
      this.#hash.clone().update(numberBytes(this.#steps)).update(numberBytes(checksum)).digest(),
    );
  }
}

function numberBytes(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number, true);
  return bytes;
}
