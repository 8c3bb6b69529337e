import { beforeAll, describe, expect, test } from 'vitest';
import type { RunPlan, RunSurroundings } from '../../src/learning/training-run.ts';
import { Random } from '../../src/random.ts';
import { copyDataset, TINY } from './tiny.ts';

const PLAN: RunPlan = {
  config: TINY,
  shapes: [
    { length: 6, answers: 2 },
    { length: 10, answers: 4 },
  ],
  hyper: { rowsPerStep: 16 },
  seed: 5,
};

let runTraining: typeof import('../../src/learning/training-run.ts').runTraining;
/** The map in which jax-js' WASM backend keeps its buffers; the library does not offer their number. */
let buffers: Map<number, { ptr: number }>;

beforeAll(async () => {
  const Original = Map;
  const made: Map<unknown, unknown>[] = [];
  globalThis.Map = class<K, V> extends Original<K, V> {
    constructor(entries?: Iterable<readonly [K, V]>) {
      super(entries);
      made.push(this);
    }
  } as MapConstructor;
  const { numpy } = await import('@jax-js/jax');
  globalThis.Map = Original;
  const array = numpy.array([1, 2, 3]);
  const isBuffer = (value: unknown) => typeof (value as { ptr?: unknown }).ptr === 'number';
  await array.ref.data();
  buffers = made.find((map) => map.size > 0 && [...map.values()].every(isBuffer)) as typeof buffers;
  array.dispose();
  ({ runTraining } = await import('../../src/learning/training-run.ts'));
});

/** Surroundings with a clock that a step advances by one second, and the checkpoints that were saved. */
function surroundings(extra: Partial<RunSurroundings> = {}) {
  const saved: Uint8Array[] = [];
  let seconds = 0;
  const around: RunSurroundings = {
    dataset: [copyDataset(new Random(1), 40).toBytes(), copyDataset(new Random(2), 40).toBytes()],
    now: () => 1000 * seconds,
    save: async (bytes) => {
      saved.push(bytes);
    },
    ...extra,
    onProgress: (figures) => {
      seconds++;
      extra.onProgress?.(figures);
    },
  };
  return { around, saved };
}

describe('a training run', () => {
  test('ends after its steps, with one checkpoint and the held-out loss', async () => {
    const { around, saved } = surroundings({ heldOut: copyDataset(new Random(3), 20).toBytes() });
    const outcome = await runTraining({ ...PLAN, ...around, steps: 4 });
    expect(outcome).toMatchObject({ steps: 4, finished: true, seconds: 4 });
    expect(outcome.heldOut?.tokens).toBe(15 + 3 * 5);
    expect(outcome.heldOut?.loss).toBeGreaterThan(1);
    expect(saved).toHaveLength(1);
  });

  test('ends with its seconds, saves every so often, and lets the learning rate follow the clock', async () => {
    const rates: number[] = [];
    const { around, saved } = surroundings({ onProgress: (figures) => rates.push(figures.learningRate) });
    const plan = { ...PLAN, hyper: { ...PLAN.hyper, warmupSteps: 1 }, seconds: 8, checkpointEvery: 3 };
    const outcome = await runTraining({ ...plan, ...around });
    expect(outcome).toMatchObject({ steps: 8, finished: true });
    expect(saved).toHaveLength(3);
    expect(rates[7]).toBeLessThan(0.1 * rates[0]);
  });

  test('stopped and started again ends with the same bytes as one that was never stopped', async () => {
    const straight = surroundings();
    await runTraining({ ...PLAN, ...straight.around, steps: 6 });
    const abort = new AbortController();
    const first = surroundings({
      signal: abort.signal,
      onProgress: ({ step }) => step === 3 && abort.abort(),
    });
    const stopped = await runTraining({ ...PLAN, ...first.around, steps: 6 });
    expect(stopped).toMatchObject({ steps: 3, finished: false });
    const second = surroundings({ resume: first.saved[0] });
    const resumed = await runTraining({ ...PLAN, ...second.around, steps: 6 });
    expect(resumed).toMatchObject({ steps: 6, seconds: 6, finished: true });
    expect(second.saved.at(-1)).toEqual(straight.saved.at(-1));
  });

  test('leaves no array behind, neither by a step nor at its end', async () => {
    const before = buffers.size;
    const sizes: number[] = [];
    const { around } = surroundings({ onProgress: () => sizes.push(buffers.size) });
    await runTraining({ ...PLAN, ...around, steps: 12 });
    expect(sizes[1]).toBeGreaterThan(before + 3 * 16);
    expect(sizes.slice(1)).toEqual(sizes.slice(1).fill(sizes[1]));
    expect(buffers.size).toBe(before);
  });

  test('without a budget is refused', async () => {
    await expect(runTraining({ ...PLAN, ...surroundings().around })).rejects.toMatchObject({
      code: 'bad-argument',
    });
  });
});
