// An exported file run as a stranger would run it, in a plain onnxruntime session: does it give the logits of its card?

import type { PocketConfig } from './config.ts';
import type { Ort } from './ort-loader.ts';
import type { SelfCheck } from './self-check.ts';

/** Largest |Δlogit| over the card's prompts, each from an empty past; infinite where a logit is no number. */
export async function stockDifference(
  ort: Ort,
  onnx: Uint8Array,
  { pack, kvHeads, headSize, outputs }: PocketConfig,
  { tokens, expected }: SelfCheck,
): Promise<number> {
  const session = await ort.InferenceSession.create(onnx, { logSeverityLevel: 3 });
  const names = session.inputNames.filter((name) => name.startsWith('past.'));
  const empty = () => new ort.Tensor('float32', new Float32Array(0), [1, kvHeads, 0, headSize]);
  let worst = 0;
  for (const { positions, logits } of expected) {
    const prompt = Int32Array.from(tokens.slice(0, positions * pack));
    const result = await session.run(
      {
        tokens: new ort.Tensor('int32', prompt, [1, positions, pack]),
        lengths: new ort.Tensor('int32', Int32Array.of(positions), [1]),
        ...Object.fromEntries(names.map((name) => [name, empty()])),
      },
      ['logits'],
    );
    const given = result.logits.data as Float32Array;
    for (let i = 0; i < outputs; i++) {
      const delta = Math.abs(given[i] - logits[i]);
      worst = Number.isNaN(delta) ? Number.POSITIVE_INFINITY : Math.max(worst, delta);
    }
  }
  await session.release();
  return worst;
}
