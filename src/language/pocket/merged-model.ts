// A model with an adapter folded into its weights: for whoever takes the model elsewhere, where nobody swaps adapters. The
// matrices that the adapter changes are kept in full (F32), so that nothing of it is rounded away; the rest stays as it was.

import type { AdapterHeader } from './adapter-file.ts';
import { canonicalWeights } from './canonical-weights.ts';
import { CARD_FILE, type ModelFiles, packModel, parseCard } from './model-files.ts';
import { adaptedMatrices } from './onnx-graph.ts';
import { dequantize } from './quantize.ts';
import { type Lora, mergeLora } from './reference.ts';
import { float32Tensor, type StoredTensor, type TensorFile, writeSafetensors } from './safetensors.ts';
import { makeSelfCheck } from './self-check.ts';

export interface MergedAdapter {
  readonly header: AdapterHeader;
  readonly lora: Lora;
}

/**
 * @param id of the merged model
 * @throws LabError bad-model for weights that do not fit the card
 */
export function mergedModel(id: string, { card, weights }: ModelFiles, adapter: MergedAdapter): ModelFiles {
  const { config, vocabulary } = card;
  const merged = mergeLora(config, dequantize(config, weights), adapter.lora);
  const tensors = new Map<string, StoredTensor>(weights.tensors);
  for (const { name, shape } of [...adaptedMatrices(config), { name: 'final_norm', shape: [config.width] }]) {
    for (const part of ['q4', 'q8', 'scales', 'zeros']) tensors.delete(`${name}.${part}`);
    tensors.set(name, float32Tensor(shape, merged.get(name)!));
  }
  const file: TensorFile = canonicalWeights(config, { tensors, metadata: weights.metadata });
  const selfCheck = makeSelfCheck(config, dequantize(config, file), Int32Array.from(card.selfCheck.tokens));
  const bytes = writeSafetensors(file);
  const training = {
    adapter: { name: adapter.header.name, ...adapter.header.training },
    base: adapter.header.base,
  };
  const about = { id, config, vocabulary, selfCheck, training };
  return { card: parseCard(packModel(about, bytes).get(CARD_FILE)!), weights: file };
}
