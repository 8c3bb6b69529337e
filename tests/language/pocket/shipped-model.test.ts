import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { playLanes } from '../../../src/agents/lanes.ts';
import { canonicalWord } from '../../../src/agents/plan-words.ts';
import { mean } from '../../../src/experiments/statistics.ts';
import { loadModelFiles } from '../../../src/language/pocket/model-files.ts';
import { folderReader } from '../../../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../../src/language/pocket/pocket-model.ts';
import { dequantize } from '../../../src/language/pocket/quantize.ts';
import { referenceLogits } from '../../../src/language/pocket/reference.ts';
import { SHIPPED_MODELS, WEIGHTS_DIGITS } from '../../../src/language/pocket/shipped.ts';

const FOLDER = 'public/models/pocket-crafter';
const files = await loadModelFiles(folderReader(FOLDER));

/** What `train prime` measured on worlds never trained on. */
interface Score {
  readonly episodes: number;
  readonly progress: { readonly mean: number };
}
const { shipped, unquantized } = files.card.training.evaluation as { shipped: Score; unquantized: Score };

describe('the shipped model', () => {
  test('is the one the list names, and a small download', () => {
    const { sha256, bytes } = files.card.files.weights;
    expect(SHIPPED_MODELS['pocket-crafter']).toEqual({ weights: sha256.slice(0, WEIGHTS_DIGITS), bytes });
    const card = readFileSync(`${FOLDER}/model.json`).length;
    expect(bytes + card).toBeLessThan(3_000_000);
  });

  test('reached 60 % of the achievements over 200 unseen worlds, and lost less than a point by quantization', () => {
    expect(shipped.episodes).toBe(200);
    expect(shipped.progress.mean).toBeGreaterThan(60);
    expect(shipped.progress.mean).toBeGreaterThan(unquantized.progress.mean - 1);
  });

  test('says in its self-check what its weights compute', () => {
    const { config, selfCheck } = files.card;
    const logits = referenceLogits(
      config,
      dequantize(config, files.weights),
      Int32Array.from(selfCheck.tokens),
    );
    const [{ positions, logits: expected }] = selfCheck.expected;
    const last = logits.subarray((positions - 1) * config.outputs, positions * config.outputs);
    expect(Math.max(...expected.map((value, i) => Math.abs(value - last[i])))).toBeLessThan(1e-4);
  });

  test('plays: wood, a table and tools within 250 steps, far above a random agent (2.4 of 22 in whole episodes)', async () => {
    const options = { preference: 'wasm', loader: nodeOrt(), canonical: canonicalWord } as const;
    const model = await PocketModel.open(files, options);
    const config = { model: model.id, weights: '', schedule: 'dynamic', temperature: 1, seed: 0 } as const;
    const seeds = Array.from({ length: 12 }, (_, i) => 100 + i);
    const episodes = await playLanes({ model, config, seeds, maxSteps: 250, lanes: 12 });
    await model.dispose();
    expect(mean(episodes.map((episode) => episode.unlocked.length))).toBeGreaterThan(7);
    const planned = mean(episodes.map((episode) => episode.plans / episode.steps));
    expect(planned).toBeGreaterThan(0.05);
    expect(planned).toBeLessThan(0.5);
  });
});
