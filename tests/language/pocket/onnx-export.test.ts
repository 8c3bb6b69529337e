// Every shipped model as one ONNX file, in stock onnxruntime: the same logits as the lab's own engine gives, for prompts of
// different lengths side by side and for what follows them.

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readAdapter } from '../../../src/language/pocket/adapter-file.ts';
import { mergedModel } from '../../../src/language/pocket/merged-model.ts';
import { loadModelFiles, type ModelFiles } from '../../../src/language/pocket/model-files.ts';
import { folderReader } from '../../../src/language/pocket/model-files-node.ts';
import { exportOnnx } from '../../../src/language/pocket/onnx-export.ts';
import type { Ort } from '../../../src/language/pocket/ort-loader.ts';
import { hasNativeOrt, loadNativeOrt, nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { dequantize, float32File, quantizeWeights } from '../../../src/language/pocket/quantize.ts';
import type { Lora } from '../../../src/language/pocket/reference.ts';
import { PocketRuntime } from '../../../src/language/pocket/runtime.ts';
import { makeSelfCheck } from '../../../src/language/pocket/self-check.ts';
import { SHIPPED_MODELS } from '../../../src/language/pocket/shipped.ts';
import * as model from './random-model.ts';
import { StockSession } from './stock-session.ts';
import { memoryReader, tinyConfig, tinyModel } from './tiny-files.ts';

/** Largest |Δlogit| between the file in stock onnxruntime and the lab's engine; 4e-5 was seen. */
const TOLERANCE = 1e-4;
const MODELS = 'public/models';

/** A shipped model, and the adapter that is over it. */
async function shipped(id: string): Promise<{ below: ModelFiles; lora: Lora | null; exported: ModelFiles }> {
  const { base } = SHIPPED_MODELS[id];
  const below = await loadModelFiles(folderReader(`${MODELS}/${base ?? id}`));
  if (base === undefined) return { below, lora: null, exported: below };
  const { header, loraFor } = readAdapter(await readFile(`${MODELS}/${id}/adapter.safetensors`));
  const lora = loraFor(below.card.config);
  return { below, lora, exported: mergedModel(id, below, { header, lora }) };
}

function openEngine({ card, weights }: ModelFiles): Promise<PocketRuntime> {
  const { config, selfCheck } = card;
  return PocketRuntime.create({ config, weights, selfCheck, preference: 'wasm', loader: nodeOrt(1) });
}

/** Largest |Δlogit| over a prompt for three lanes of different lengths and three positions behind it. */
async function worstDifference(
  files: ModelFiles,
  stock: StockSession,
  engine: PocketRuntime,
): Promise<number> {
  const { config } = files.card;
  const batch = model.batchOf(
    config,
    [41, 17, 1].map((positions, i) => model.randomTokens(config, positions, 20 + i)),
  );
  let worst = model.maxDifference(await stock.prefill(batch), await engine.prefill(batch));
  for (let step = 0; step < 3; step++) {
    const next = model.randomTokens(config, 3, 40 + step);
    worst = Math.max(worst, model.maxDifference(await stock.extend(next), await engine.extend(next)));
  }
  return worst;
}

async function checkExport(id: string, ort: Ort, provider: 'wasm' | 'cpu'): Promise<void> {
  const { below, lora, exported } = await shipped(id);
  const engine = await openEngine(below);
  if (lora) await engine.setAdapter(lora);
  const stock = await StockSession.open(ort, exportOnnx(exported), below.card.config, provider);
  expect(await worstDifference(below, stock, engine)).toBeLessThan(TOLERANCE);
  await stock.close();
  await engine.dispose();
}

describe('an exported model', () => {
  test.each(Object.keys(SHIPPED_MODELS))(
    '%s runs in stock onnxruntime-web (WASM) as in the lab',
    async (id) => {
      await checkExport(id, await nodeOrt(1, false).load('wasm', { threads: 1 }), 'wasm');
    },
  );

  const native = hasNativeOrt();
  if (!native) console.warn('SKIPPED: exported models in onnxruntime-node, which is not installed');
  const why = native ? '' : ' [SKIPPED: onnxruntime-node is not installed]';
  test.skipIf(!native).each(Object.keys(SHIPPED_MODELS))(
    `%s runs in stock onnxruntime-node as in the lab${why}`,
    async (id) => checkExport(id, await loadNativeOrt(), 'cpu'),
  );

  test('takes tokens, lengths and the past alone, and is hardly larger than its weights', async () => {
    const { exported } = await shipped('pocket-crafter');
    const bytes = exportOnnx(exported);
    const ort = await nodeOrt(1, false).load('wasm', { threads: 1 });
    const stock = await StockSession.open(ort, bytes, exported.card.config, 'wasm');
    const past = [0, 1, 2, 3].flatMap((layer) => [`past.${layer}.key`, `past.${layer}.value`]);
    expect(stock.inputNames).toEqual(['tokens', 'lengths', ...past]);
    expect(bytes.length / exported.card.files.weights.bytes).toBeLessThan(1.05);
    await stock.close();
  });

  test.each([
    ['four bits with zero points', { bits: 4, symmetric: false }],
    ['four bits', { bits: 4, symmetric: true }],
    ['no fewer bits', null],
  ] as const)(
    'computes as the lab where its weights have %s, two KV heads and a padding row that is not zero',
    async (_, options) => {
      const config = tinyConfig();
      const weights = model.randomWeights(config, 3);
      const file = options ? quantizeWeights(config, weights, options) : float32File(config, weights);
      const tiny = await loadModelFiles(memoryReader(tinyModel()));
      const selfCheck = makeSelfCheck(config, dequantize(config, file), model.randomTokens(config, 42, 1));
      const files = { card: { ...tiny.card, selfCheck }, weights: file };
      const ort = await nodeOrt(1, false).load('wasm', { threads: 1 });
      const stock = await StockSession.open(ort, exportOnnx(files), config, 'wasm');
      const engine = await openEngine(files);
      expect(await worstDifference(files, stock, engine)).toBeLessThan(TOLERANCE);
      await stock.close();
      await engine.dispose();
    },
  );
});
