// Two libraries on the same policy and the same batches: first they must agree, then they are timed in turn, so that whatever else
// the machine does meets both. An *update's passes* are what PPO computes for a decision: its score under the present policy
// and under the one that training started from, forward, and its gradient, forward and backward.

import { LabError } from '../../src/lab-error.ts';
import { type Figure, median } from '../figures.ts';
import type { PlainBatch } from './workload.ts';

/** A library that holds the policy. */
export interface Contender {
  /** The library: `jax-js`, `tfjs 4.22.0`. */
  readonly name: string;
  /** Forward: log-probabilities of all targets, [rows · answers]. */
  score(batch: PlainBatch): Promise<Float32Array>;
  /** Forward and backward: computed when the promise resolves. */
  differentiate(batch: PlainBatch): Promise<Differentiated>;
  dispose(): void;
}

export interface Differentiated {
  /** Summed over the batch. */
  readonly loss: number;
  /** Of every trained array, by its name. Ends this object as `dispose` does. */
  read(): Promise<Map<string, Float32Array>>;
  dispose(): void;
}

/** Two float32 libraries that sum in different orders differ by 1e-5 or so; a wrong formula by far more. */
const TOLERANCE = 1e-3;

/**
 * Checks log-probabilities, loss and gradients of every contender against the first one's.
 * @returns the largest difference, relative to the largest number beside it
 * @throws LabError internal where it is above 1e-3
 */
export async function checkAgreement(contenders: readonly Contender[], batches: readonly PlainBatch[]) {
  const [first, ...others] = contenders;
  let worst = 0;
  for (const batch of batches) {
    const expected = await everything(first, batch);
    for (const other of others) {
      const actual = await everything(other, batch);
      for (const [name, numbers] of expected) {
        const difference = relativeDifference(numbers, actual.get(name));
        // Written so that NaN fails, too.
        if (!(difference <= TOLERANCE))
          throw new LabError(
            'internal',
            `${other.name} and ${first.name} differ by ${difference} in ${name}.`,
          );
        worst = Math.max(worst, difference);
      }
    }
  }
  return worst;
}

async function everything(contender: Contender, batch: PlainBatch): Promise<Map<string, Float32Array>> {
  const logProbs = await contender.score(batch);
  // Padding's log-probabilities are those of forbidden ids, −1e9 plus rounding: nothing reads them.
  const asked = logProbs.filter((_, i) => batch.weights[i] > 0);
  const differentiated = await contender.differentiate(batch);
  const loss = Float32Array.of(differentiated.loss);
  return new Map([['the log-probabilities', asked], ['the loss', loss], ...(await differentiated.read())]);
}

/** The largest difference over the largest magnitude expected; NaN for another length. */
export function relativeDifference(expected: Float32Array, actual: Float32Array | undefined): number {
  if (actual?.length !== expected.length) return Number.NaN;
  const scale = expected.reduce((max, x) => Math.max(max, Math.abs(x)), 1e-12);
  return expected.reduce((max, x, i) => Math.max(max, Math.abs(x - actual[i])), 0) / scale;
}

/** Seconds of one contender, one number a round. */
interface Times {
  readonly forward: number[];
  readonly both: number[];
}

/** Times every contender once a round, in turn; they are warm, since they were checked. */
async function timeInTurn(contenders: readonly Contender[], batches: readonly PlainBatch[], rounds: number) {
  const times = contenders.map((): Times => ({ forward: [], both: [] }));
  for (let round = 0; round < rounds; round++) {
    const turns = contenders.map((_, i) => i);
    // The first of a pair may inherit the other's garbage: they take turns at that as well.
    for (const i of round % 2 === 0 ? turns : turns.reverse()) {
      times[i].forward.push(await secondsOf(batches, (batch) => contenders[i].score(batch)));
      times[i].both.push(
        await secondsOf(batches, async (batch) => (await contenders[i].differentiate(batch)).dispose()),
      );
    }
  }
  return times;
}

async function secondsOf(batches: readonly PlainBatch[], once: (batch: PlainBatch) => Promise<unknown>) {
  const began = performance.now();
  for (const batch of batches) await once(batch);
  return (performance.now() - began) / 1000;
}

/**
 * Figures of all contenders on one device, and how many times as fast the first one is.
 * @param place `WASM on 2 threads in Chromium`: how the figures' names begin
 */
export async function measureContenders(
  place: string,
  contenders: readonly Contender[],
  batches: readonly PlainBatch[],
  { rounds }: { readonly rounds: number },
): Promise<Record<string, Figure>> {
  const difference = await checkAgreement(contenders, batches);
  const times = await timeInTurn(contenders, batches, rounds);
  const decisions = batches.reduce((sum, { rows }) => sum + rows, 0);
  const positions = batches.reduce((sum, { rows, length }) => sum + rows * length, 0);
  const figures: Record<string, Figure> = {};
  for (const [i, { name }] of contenders.entries()) {
    const { forward, both } = times[i];
    const passes = both.map((seconds, round) => decisions / (2 * forward[round] + seconds));
    const rate = (seconds: readonly number[]) => seconds.map((s) => positions / s);
    figures[`${place}, ${name}, forward`] = figureOf('positions/s', rate(forward));
    figures[`${place}, ${name}, forward and backward`] = figureOf('positions/s', rate(both));
    figures[`${place}, ${name}, an update's passes`] = figureOf('decisions/s', passes);
  }
  const [first, ...others] = contenders;
  for (const [i, { name }] of others.entries()) {
    const theirs = times[i + 1];
    const ratio = (of: keyof Times) =>
      figureOf(
        '×',
        theirs[of].map((s, round) => s / times[0][of][round]),
      );
    const title = `${place}, ${first.name} against ${name}`;
    figures[`${title}, forward`] = ratio('forward');
    figures[`${title}, forward and backward`] = ratio('both');
  }
  if (others.length > 0) figures[`${place}, largest relative difference`] = figureOf('of 1', [difference]);
  return figures;
}

function figureOf(unit: string, runs: readonly number[]): Figure {
  return { median: median(runs), unit, runs };
}
