import { numpy as np } from '@jax-js/jax';
import { describe, expect, test } from 'vitest';
import { type PocketConfig, parameterSpecs } from '../../src/language/pocket/config.ts';
import { referenceLogits } from '../../src/language/pocket/reference.ts';
import { assembleBatch, type Batch } from '../../src/learning/batches.ts';
import { DatasetBuilder } from '../../src/learning/dataset.ts';
import { embedWords } from '../../src/learning/embedding.ts';
import { answerLogits, initialParameters, uploadParameters } from '../../src/learning/transformer.ts';
import { Random } from '../../src/random.ts';
import { randomPrompt, TINY } from './tiny.ts';

type Values = Map<string, Float32Array>;

/** Parameters away from their initial values, norms included, so that no term is trivially one. */
function scrambled(config: PocketConfig, random: Random): Values {
  const values = initialParameters(config, random);
  for (const { name, shape } of parameterSpecs(config)) {
    if (shape.length === 1)
      values.set(
        name,
        Float32Array.from({ length: shape[0] }, () => 0.5 + random.uniform()),
      );
  }
  return values;
}

async function learnerLogits(config: PocketConfig, values: Values, batch: Batch): Promise<Float32Array> {
  const { length, answers } = batch.shape;
  const embedded = new Float32Array(batch.rows * length * config.width);
  embedWords(values.get('embedding') as Float32Array, config.width, batch.input, embedded);
  const logits = answerLogits(
    config,
    uploadParameters(config, values),
    np.array(embedded).reshape([batch.rows, length, config.width]),
    np.array(batch.starts),
    answers,
  );
  return (await logits.data()) as Float32Array;
}

/** A prompt followed by all but the last answer word, a word a position. */
function withAnswer(prompt: Int32Array, answer: readonly number[], pack: number): Int32Array {
  const tokens = new Int32Array(prompt.length + (answer.length - 1) * pack);
  tokens.set(prompt);
  for (let i = 0; i < answer.length - 1; i++) tokens[prompt.length + i * pack] = answer[i];
  return tokens;
}

describe('the learner’s transformer', () => {
  for (const [title, config, length] of [
    ['one KV head', TINY, 10],
    ['two KV heads and one layer', { ...TINY, kvHeads: 2, layers: 1 }, 12],
    ['all heads their own', { ...TINY, heads: 2, kvHeads: 2, layers: 3 }, 9],
  ] as const)
    test(`gives the reference's logits for rows of any length (${title})`, async () => {
      const random = new Random(7);
      const values = scrambled(config, random);
      const builder = new DatasetBuilder();
      const sequences: { tokens: Int32Array; count: number }[] = [];
      for (const [positions, count] of [
        [length, 1],
        [3, 2],
        [length - 2, 3],
        [1, 3],
      ]) {
        const prompt = randomPrompt(random, positions, config);
        const answer = Array.from({ length: count }, () => 1 + random.int(config.outputs - 1));
        builder.add(prompt, config.pack, answer);
        sequences.push({ tokens: withAnswer(prompt, answer, config.pack), count });
      }
      const batch = assembleBatch(builder.build(), [0, 1, 2, 3], { length, answers: 3 });
      const learned = await learnerLogits(config, values, batch);
      let worst = 0;
      sequences.forEach(({ tokens, count }, row) => {
        const reference = referenceLogits(config, values, tokens);
        for (let i = 1; i <= count * config.outputs; i++) {
          const at = (row + 1) * 3 * config.outputs - i;
          worst = Math.max(worst, Math.abs(learned[at] - reference[reference.length - i]));
        }
      });
      expect(worst).toBeLessThan(1e-4);
      expect(Math.max(...learned)).toBeGreaterThan(0.1);
    });
});
