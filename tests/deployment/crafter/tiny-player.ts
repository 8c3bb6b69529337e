// A player of Crafter with random weights, as a model folder in memory: everything a deployment needs but skill.

import { crafterVocabulary } from '../../../src/agents/crafter-vocabulary.ts';
import { canonicalWord } from '../../../src/agents/plan-words.ts';
import { POCKET_SIZES, type PocketConfig } from '../../../src/language/pocket/config.ts';
import { loadModelFiles, packModel } from '../../../src/language/pocket/model-files.ts';
import { nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../../src/language/pocket/pocket-model.ts';
import { dequantize, quantizeWeights } from '../../../src/language/pocket/quantize.ts';
import { writeSafetensors } from '../../../src/language/pocket/safetensors.ts';
import { makeSelfCheck } from '../../../src/language/pocket/self-check.ts';
import { layOut } from '../../../src/language/pocket/vocabulary.ts';
import { randomTokens, randomWeights, SMALL } from '../../language/pocket/random-model.ts';
import { memoryReader } from '../../language/pocket/tiny-files.ts';

export async function tinyPlayer() {
  const vocabulary = crafterVocabulary();
  const { size, outputs } = layOut(vocabulary);
  const { pack, context } = POCKET_SIZES;
  const config: PocketConfig = { ...SMALL, pack, context, vocabulary: size, outputs };
  const file = quantizeWeights(config, randomWeights(config, 1), { bits: 8, symmetric: true });
  const selfCheck = makeSelfCheck(config, dequantize(config, file), randomTokens(config, 24, 1));
  const about = { id: 'tiny-player', config, vocabulary, selfCheck, training: {} };
  const files = await loadModelFiles(memoryReader(packModel(about, writeSafetensors(file))));
  const model = await PocketModel.open(files, {
    preference: 'wasm',
    loader: nodeOrt(1),
    canonical: canonicalWord,
  });
  return { files, model };
}
