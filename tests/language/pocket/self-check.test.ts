import { describe, expect, it } from 'vitest';
import { referenceLogits } from '../../../src/language/pocket/reference.ts';
import {
  type LogitsSource,
  makeSelfCheck,
  runSelfCheck,
  SELF_CHECK_TOLERANCE,
} from '../../../src/language/pocket/self-check.ts';
import { append, randomTokens, randomWeights, SMALL } from './random-model.ts';

const WEIGHTS = randomWeights(SMALL, 1);
const CHECK = makeSelfCheck(SMALL, WEIGHTS, randomTokens(SMALL, 45, 2));

/** Computes by the reference, but `damage` may change a lane's logits. */
function source(damage: (positions: number, extended: boolean) => number): LogitsSource {
  let sequences: Int32Array[] = [];
  const answer = (extended: boolean) =>
    Float32Array.from(
      sequences.flatMap((sequence) => {
        const last = referenceLogits(SMALL, WEIGHTS, sequence).slice(-SMALL.outputs);
        const error = damage(sequence.length / SMALL.pack, extended);
        return Array.from(last, (logit) => logit + error);
      }),
    );
  return {
    async prefill({ tokens, lengths }) {
      const row = tokens.length / lengths.length;
      sequences = Array.from(lengths, (n, i) => tokens.slice(i * row, i * row + n * SMALL.pack));
      return answer(false);
    },
    async extend(tokens) {
      sequences = sequences.map((sequence, lane) => append(SMALL, sequence, tokens, lane));
      return answer(true);
    },
  };
}

describe('the self-check', () => {
  it('passes what computes as the reference does', async () => {
    expect(
      await runSelfCheck(
        source(() => 0),
        SMALL,
        CHECK,
      ),
    ).toBeLessThan(1e-4);
  });

  it('finds an error that begins at 40 positions, in prompts or in single positions only', async () => {
    const faults = [
      (positions: number) => (positions >= 40 ? 0.1 : 0),
      (positions: number, extended: boolean) => (extended && positions >= 40 ? 0.1 : 0),
      (positions: number) => (positions < 40 ? 0.1 : 0),
    ];
    for (const fault of faults) {
      const error = await runSelfCheck(source(fault), SMALL, CHECK);
      expect(error).toBeCloseTo(0.1, 3);
      expect(error).toBeGreaterThan(SELF_CHECK_TOLERANCE);
    }
  });

  it('takes NaN for infinitely wrong', async () => {
    expect(
      await runSelfCheck(
        source(() => Number.NaN),
        SMALL,
        CHECK,
      ),
    ).toBe(Number.POSITIVE_INFINITY);
  });
});
