// The start-up self-check: a model ships with one prompt and the logits it must give. A GPU driver that computes
// something else is found out before it plays (onnxruntime's subgroup kernels did, from 40 positions on), so the prompt
// is that long; it runs beside a shorter one, once as a whole and once with its last position appended.

import type { PocketConfig } from './config.ts';
import type { PocketWeights } from './quantize.ts';
import { referenceLogits } from './reference.ts';

export interface SelfCheck {
  /** Word ids [positions, pack]. */
  readonly tokens: readonly number[];
  /** What the model must say after so many positions; the longest first. */
  readonly expected: readonly { readonly positions: number; readonly logits: readonly number[] }[];
}

/** Anything that computes logits as the runtime does. */
export interface LogitsSource {
  prefill(batch: { tokens: Int32Array; lengths: Int32Array }): Promise<Float32Array>;
  extend(tokens: Int32Array): Promise<Float32Array>;
}

/** Largest |Δlogit| that passes: far above rounding (1e-5 was seen), far below a wrong kernel (over 1). */
export const SELF_CHECK_TOLERANCE = 5e-3;

/** Logits at the end and after a third of the prompt. @param weights what the shipped file dequantizes to */
export function makeSelfCheck(config: PocketConfig, weights: PocketWeights, tokens: Int32Array): SelfCheck {
  const logits = referenceLogits(config, weights, tokens);
  const positions = tokens.length / config.pack;
  const expected = [positions, Math.ceil(positions / 3)].map((n) => ({
    positions: n,
    logits: Array.from(logits.subarray((n - 1) * config.outputs, n * config.outputs), (x) =>
      Number(x.toPrecision(7)),
    ),
  }));
  return { tokens: Array.from(tokens), expected };
}

/** Largest |Δlogit| of prefilling and of prefilling all but the last position, then extending. */
export async function runSelfCheck(
  source: LogitsSource,
  config: PocketConfig,
  check: SelfCheck,
): Promise<number> {
  const whole = await source.prefill(lanesOf(config, check, 0));
  await source.prefill(lanesOf(config, check, 1));
  const extended = await source.extend(lastPositions(config, check));
  return Math.max(difference(whole, config, check), difference(extended, config, check));
}

/** One lane for each expected length, less the last `short` positions, padded on the right. */
function lanesOf({ pack }: PocketConfig, { tokens, expected }: SelfCheck, short: number) {
  const width = Math.max(...expected.map((e) => e.positions)) - short;
  const batch = new Int32Array(expected.length * width * pack);
  for (const [lane, { positions }] of expected.entries())
    batch.set(tokens.slice(0, (positions - short) * pack), lane * width * pack);
  return { tokens: batch, lengths: Int32Array.from(expected, (e) => e.positions - short) };
}

function lastPositions({ pack }: PocketConfig, { tokens, expected }: SelfCheck): Int32Array {
  return Int32Array.from(
    expected.flatMap(({ positions }) => tokens.slice((positions - 1) * pack, positions * pack)),
  );
}

/** NaN counts as infinitely wrong. */
function difference(logits: Float32Array, { outputs }: PocketConfig, { expected }: SelfCheck): number {
  let worst = 0;
  for (const [lane, { logits: wanted }] of expected.entries())
    for (let i = 0; i < outputs; i++) {
      const delta = Math.abs(logits[lane * outputs + i] - wanted[i]);
      worst = Number.isNaN(delta) ? Number.POSITIVE_INFINITY : Math.max(worst, delta);
    }
  return worst;
}
