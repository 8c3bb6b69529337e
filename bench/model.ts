// How fast the embedded model decides in Node (WASM): decisions per second at several numbers of lanes, on one thread and
// on two, and the time to open a session. Weights are random, sizes are the shipped model's: speed depends on nothing
// else. A decision is a prompt of 25 positions and one drawn action; every word of a plan is one `extend` more.
//
// onnxruntime fixes its threads when it is loaded, so each thread count runs in a worker of its own.

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { crafterVocabulary } from '../src/agents/crafter-vocabulary.ts';
import { POCKET_SIZES, type PocketConfig, parameterSpecs } from '../src/language/pocket/config.ts';
import { nodeOrt } from '../src/language/pocket/ort-node.ts';
import { dequantize, quantizeWeights } from '../src/language/pocket/quantize.ts';
import { PocketRuntime, type PromptBatch } from '../src/language/pocket/runtime.ts';
import { makeSelfCheck } from '../src/language/pocket/self-check.ts';
import { layOut } from '../src/language/pocket/vocabulary.ts';
import { Random } from '../src/random.ts';
import { type Benchmark, type Figure, type Figures, median } from './figures.ts';

const RUNS = 7;
const LANES = [1, 8, 32, 64];
const THREADS = [1, 2];
const POSITIONS = 25;
const WORDS_PER_POSITION = 5;

interface Task {
  readonly threads: number;
  readonly quick: boolean;
}

export const benchmark: Benchmark = {
  async run({ quick }) {
    const figures: Record<string, Figure> = {};
    for (const threads of THREADS) Object.assign(figures, await inWorker({ threads, quick }));
    return figures;
  },
};

function inWorker(task: Task): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { modelBenchmark: task } });
    worker.once('message', (figures: Figures) => {
      resolve(figures);
      void worker.terminate();
    });
    worker.once('error', reject);
  });
}

async function measureModel({ threads, quick }: Task): Promise<Figures> {
  const runs = quick ? 1 : RUNS;
  const suffix = `${threads} thread${threads === 1 ? '' : 's'}`;
  const { runtime, opening } = await openRuntime(threads, runs);
  const figures: Record<string, Figure> = { [`open a session, ${suffix}`]: opening };
  const { config } = randomModel();
  for (const lanes of LANES) {
    const batch = randomBatch(config, lanes);
    const prefill = await timed(runs, () => runtime.prefill(batch));
    const perSecond = prefill.map((ms) => (1000 * lanes) / ms);
    figures[`decisions, ${lanes} lanes, ${suffix}`] = figure('1/s', perSecond);
    const next = randomTokens(config, lanes, 1);
    figures[`a plan's word, ${lanes} lanes, ${suffix}`] = figure(
      'ms',
      await timed(runs, () => runtime.extend(next)),
    );
  }
  await runtime.dispose();
  return figures;
}

/** The first opening also compiles the WASM module; it is left out of the figure's runs only by the median. */
async function openRuntime(
  threads: number,
  runs: number,
): Promise<{ runtime: PocketRuntime; opening: Figure }> {
  const { config, weights } = randomModel();
  const tokens = randomTokens(config, 1, 45);
  const selfCheck = makeSelfCheck(config, dequantize(config, weights), tokens);
  const open = () =>
    PocketRuntime.create({ config, weights, selfCheck, preference: 'wasm', loader: nodeOrt(threads) });
  const times: number[] = [];
  let runtime: PocketRuntime | undefined;
  for (let i = 0; i < runs; i++) {
    await runtime?.dispose();
    const start = performance.now();
    runtime = await open();
    times.push(performance.now() - start);
  }
  return { runtime: runtime!, opening: figure('ms', times) };
}

function randomModel() {
  const { size, outputs } = layOut(crafterVocabulary());
  const config: PocketConfig = { ...POCKET_SIZES, vocabulary: size, outputs };
  const random = new Random(1);
  const parameters = parameterSpecs(config).map(({ name, shape }): [string, Float32Array] => {
    const length = shape.reduce((a, b) => a * b, 1);
    return [
      name,
      Float32Array.from({ length }, () => (shape.length === 1 ? 1 : random.uniform() - 0.5) * 0.2),
    ];
  });
  return { config, weights: quantizeWeights(config, new Map(parameters), { bits: 8, symmetric: true }) };
}

/** Word ids [lanes, positions, pack]. */
function randomTokens(config: PocketConfig, lanes: number, positions: number): Int32Array {
  const random = new Random(lanes, positions);
  const tokens = new Int32Array(lanes * positions * config.pack);
  for (let i = 0; i < tokens.length; i++)
    if (i % config.pack < WORDS_PER_POSITION) tokens[i] = 1 + random.int(config.vocabulary - 1);
  return tokens;
}

function randomBatch(config: PocketConfig, lanes: number): PromptBatch {
  return { tokens: randomTokens(config, lanes, POSITIONS), lengths: new Int32Array(lanes).fill(POSITIONS) };
}

/** Milliseconds of each run, after two to warm up. */
async function timed(runs: number, once: () => Promise<unknown>): Promise<number[]> {
  for (let i = 0; i < 2; i++) await once();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await once();
    times.push(performance.now() - start);
  }
  return times;
}

function figure(unit: string, runs: number[]): Figure {
  return { median: median(runs), unit, runs };
}

const task = (workerData as { modelBenchmark?: Task } | null)?.modelBenchmark;
if (!isMainThread && task) parentPort!.postMessage(await measureModel(task));
