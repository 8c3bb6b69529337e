// What every runtime, on every device, must agree on with the written-out forward pass. Called by the tests for Node, for
// a page with and without WebGPU. A session costs seconds on a software GPU, so tests of one model share one.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import type { RuntimePreference } from '../../../src/language/pocket/backend.ts';
import type { PocketConfig } from '../../../src/language/pocket/config.ts';
import type { OrtLoader } from '../../../src/language/pocket/ort-loader.ts';
import {
  type Bits,
  dequantize,
  float32File,
  type PocketWeights,
  quantizeWeights,
} from '../../../src/language/pocket/quantize.ts';
import { mergeLora } from '../../../src/language/pocket/reference.ts';
import { PocketRuntime } from '../../../src/language/pocket/runtime.ts';
import type { TensorFile } from '../../../src/language/pocket/safetensors.ts';
import { makeSelfCheck } from '../../../src/language/pocket/self-check.ts';
import * as model from './random-model.ts';

const TOLERANCE = 1e-3;

export interface Surroundings {
  readonly loader: OrtLoader;
  readonly preference: RuntimePreference;
  readonly kind: 'webgpu' | 'wasm';
  /** Which quantizations to try: bits, symmetric. */
  readonly quantizations: readonly (readonly [Bits, boolean])[];
}

export async function openRuntime(
  config: PocketConfig,
  weights: TensorFile,
  { loader, preference }: Pick<Surroundings, 'loader' | 'preference'>,
): Promise<PocketRuntime> {
  const check = makeSelfCheck(config, dequantize(config, weights), model.randomTokens(config, 45, 9));
  return PocketRuntime.create({ config, weights, preference, selfCheck: check, loader });
}

/** Prefills three lanes of different lengths, extends them six times, compares every row of logits. */
export async function worstDifference(
  runtime: PocketRuntime,
  config: PocketConfig,
  weights: PocketWeights,
): Promise<number> {
  let sequences = [45, 17, 1].map((positions, i) => model.randomTokens(config, positions, 20 + i));
  let logits = await runtime.prefill(model.batchOf(config, sequences));
  let worst = model.maxDifference(logits, model.lastLogits(config, weights, sequences));
  for (let step = 0; step < 6; step++) {
    const next = model.randomTokens(config, sequences.length, 40 + step);
    sequences = sequences.map((sequence, lane) => model.append(config, sequence, next, lane));
    logits = await runtime.extend(next);
    worst = Math.max(worst, model.maxDifference(logits, model.lastLogits(config, weights, sequences)));
  }
  return worst;
}

export function describeAgreement(surroundings: Surroundings): void {
  const { kind } = surroundings;
  describe(`the ${kind} runtime with the shipped shape`, () => {
    const config = model.SHIPPED;
    for (const [bits, symmetric] of surroundings.quantizations)
      it(`computes with ${symmetric ? '' : 'a'}symmetric int${bits} weights as if they were widened`, async () => {
        const file = quantizeWeights(config, model.randomWeights(config, 2), { bits, symmetric });
        const runtime = await openRuntime(config, file, surroundings);
        expect(runtime.kind).toBe(kind);
        const difference = await worstDifference(runtime, config, dequantize(config, file));
        expect(difference).toBeLessThan(TOLERANCE);
        await runtime.dispose();
      });
  });

  describe(`the ${kind} runtime with two KV heads and f32 weights`, () => {
    const config = model.SMALL;
    const weights = model.randomWeights(config, 3);
    let runtime: PocketRuntime;
    beforeAll(async () => {
      runtime = await openRuntime(config, float32File(config, weights), surroundings);
    });
    afterAll(() => runtime.dispose());

    it('refuses to extend before there is a batch', async () => {
      await expect(runtime.extend(new Int32Array(config.pack))).rejects.toMatchObject({
        code: 'bad-argument',
      });
      expect(() => runtime.keep([0])).toThrow(LabError);
    });

    it('gives the reference logits', async () => {
      expect(await worstDifference(runtime, config, weights)).toBeLessThan(TOLERANCE);
    });

    it('adds an adapter as if it were merged into the weights, swaps it, and takes it off again', async () => {
      const bare = model.batchOf(config, [model.randomTokens(config, 20, 1)]);
      const before = await runtime.prefill(bare);
      for (const seed of [5, 6]) {
        const lora = model.randomLora(config, 4, seed);
        await runtime.setAdapter(lora);
        expect(model.maxDifference(await runtime.prefill(bare), before)).toBeGreaterThan(0.1);
        const merged = mergeLora(config, weights, lora);
        expect(await worstDifference(runtime, config, merged)).toBeLessThan(TOLERANCE);
      }
      await runtime.setAdapter(null);
      expect(model.maxDifference(await runtime.prefill(bare), before)).toBe(0);
    });

    it('goes on with the lanes that are kept', async () => {
      const sequences = [9, 30, 3, 12, 5].map((n, i) => model.randomTokens(config, n, 60 + i));
      await runtime.prefill(model.batchOf(config, sequences));
      runtime.keep([3, 1, 4]);
      const next = model.randomTokens(config, 3, 70);
      const kept = [3, 1, 4].map((lane, row) => model.append(config, sequences[lane], next, row));
      const logits = await runtime.extend(next);
      expect(model.maxDifference(logits, model.lastLogits(config, weights, kept))).toBeLessThan(TOLERANCE);
    });

    it('refuses an empty batch, a prompt beyond the context, and keeping a lane that is not there', async () => {
      const long = model.batchOf(config, [model.randomTokens(config, config.context + 1, 1)]);
      await expect(runtime.prefill(long)).rejects.toMatchObject({ code: 'bad-argument' });
      const none = { tokens: new Int32Array(0), lengths: new Int32Array(0) };
      await expect(runtime.prefill(none)).rejects.toMatchObject({ code: 'bad-argument' });
      await runtime.prefill(model.batchOf(config, [model.randomTokens(config, 3, 1)]));
      expect(() => runtime.keep([1])).toThrow(LabError);
    });

    it('fills the context to its last position and refuses one more', async () => {
      const sequence = model.randomTokens(config, config.context - 1, 2);
      await runtime.prefill(model.batchOf(config, [sequence]));
      const next = model.randomTokens(config, 1, 3);
      const logits = await runtime.extend(next);
      const whole = [model.append(config, sequence, next, 0)];
      expect(model.maxDifference(logits, model.lastLogits(config, weights, whole))).toBeLessThan(TOLERANCE);
      await expect(runtime.extend(next)).rejects.toMatchObject({ code: 'bad-argument' });
    });
  });
}
