// The learner, measured. First supervised steps (forward, backward, AdamW) of the shipped model's shape, on act rows of 26
// positions and plan rows of 38, four to one, as in the teacher's data. Then PPO: forward, forward and backward, and whole updates.
// Both in Node with threads, on native kernels where they are installed, and in a headless Chromium where there is one: on WASM
// threads, and on WebGPU, whose figures say so where the adapter is a software one. In Chromium tfjs computes the same policy
// beside jax-js, if it is here:
//
//   npm install --no-save @tensorflow/tfjs-core@4.22.0 …   (the bench prints the whole line), or the same in any folder and
//   npm run bench -- learn --peers FOLDER [--quick]        FOLDER has the node_modules; this project by default
//
// --quick has one round of each and leaves out the supervised steps in Chromium.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../scripts/chromium.mjs';
import { trainInChromium } from '../scripts/train-page/train-in-chromium.ts';
import { LabError } from '../src/lab-error.ts';
import { POCKET_SIZES, type PocketConfig } from '../src/language/pocket/config.ts';
import { hasNativeOrt } from '../src/language/pocket/ort-node.ts';
import { type Dataset, DatasetBuilder } from '../src/learning/dataset.ts';
import { trainInNode } from '../src/learning/train-in-node.ts';
import type { TrainingOptions } from '../src/learning/training-run.ts';
import { Random } from '../src/random.ts';
import { type Benchmark, type Figure, type Figures, median } from './figures.ts';
import { measureInChromium } from './learn/in-chromium.ts';
import { measurePpoInNode } from './learn/in-node.ts';
import { bundleTfjs, INSTALL_TFJS, type TfjsFiles } from './learn/peers.ts';

const CONFIG: PocketConfig = { vocabulary: 704, outputs: 160, ...POCKET_SIZES };
const SHAPES = [
  { length: 26, answers: 2 },
  { length: 38, answers: 14 },
];

/** How much of the supervised steps is measured. */
interface Extent {
  readonly rowsPerStep: readonly number[];
  /** Steps that do not count, and those that do. */
  readonly warmUp: number;
  readonly steps: number;
}
const FULL: Extent = { rowsPerStep: [256, 512], warmUp: 2, steps: 4 };
const QUICK: Extent = { rowsPerStep: [256], warmUp: 1, steps: 2 };

/** `--peers FOLDER` with tfjs in its node_modules. */
export const benchmark: Benchmark = {
  async run({ quick, args }) {
    const peers = args.text('peers', '') || undefined;
    args.refuseUnknown();
    const chromium = findChromium();
    if (!chromium) note('There is no Chromium (name one by CHROMIUM=/path): figures of Node only.');
    const tfjs = await bundleTfjs(peers);
    if (!tfjs && peers) throw new LabError('bad-argument', `There is no tfjs in ${peers}: ${INSTALL_TFJS}`);
    if (!tfjs && chromium) note(`tfjs is not installed, so jax-js is alone in Chromium: ${INSTALL_TFJS}`);
    const ppo = await measurePpoInNode(quick);
    const page = chromium ? await measurePage(quick, chromium, tfjs) : {};
    const sft = await measureSft(quick ? QUICK : FULL, quick ? undefined : chromium);
    return { ...sft, ...ppo, ...page };
  },
};

/** Progress and what is missing go to stderr: stdout is for figures. */
function note(text: string): void {
  process.stderr.write(`bench learn: ${text}\n`);
}

async function measurePage(quick: boolean, chromium: string, tfjs: TfjsFiles | null): Promise<Figures> {
  const { figures, notes } = await measureInChromium(quick, chromium, tfjs);
  for (const text of notes) note(text);
  return figures;
}

async function measureSft(extent: Extent, chromium?: string): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'goldilocks-bench-'));
  try {
    const file = join(folder, 'rows.bin');
    await writeFile(file, rowsOfRandomWords(2000).toBytes());
    const figures: Record<string, Figure> = {};
    for (const rowsPerStep of extent.rowsPerStep)
      Object.assign(figures, await measureSteps({ file, folder, rowsPerStep, extent, chromium }));
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSteps(options: {
  readonly file: string;
  readonly folder: string;
  readonly rowsPerStep: number;
  readonly extent: Extent;
  readonly chromium?: string;
}): Promise<Figures> {
  const { file, folder, rowsPerStep, extent, chromium } = options;
  const steps = extent.warmUp + extent.steps;
  const plan = {
    config: CONFIG,
    shapes: SHAPES,
    seed: 1,
    steps,
    hyper: { rowsPerStep },
    datasetFiles: [file],
  };
  const figures: Record<string, Figure> = {};
  for (const native of hasNativeOrt() ? [false, true] : [false]) {
    const kind = native ? 'native kernels' : 'jax-js';
    const node = { ...plan, native, outDir: join(folder, `${kind}-${rowsPerStep}`) };
    const { figure } = await speed(trainInNode, node, extent.warmUp);
    figures[`SFT in Node on ${kind}, ${rowsPerStep} rows a step`] = figure;
  }
  if (!chromium) return figures;
  const page = { ...plan, outDir: join(folder, `chromium-${rowsPerStep}`) };
  const { figure, result } = await speed((o) => trainInChromium(o, chromium), page, extent.warmUp);
  figures[`SFT in Chromium on ${result.device}, ${rowsPerStep} rows a step`] = figure;
  return figures;
}

async function speed<Result>(
  train: (options: TrainingOptions) => Promise<Result>,
  plan: TrainingOptions,
  warmUp: number,
): Promise<{ figure: Figure; result: Result }> {
  const all: number[] = [];
  const result = await train({ ...plan, onProgress: (figures) => all.push(figures.positionsPerSecond) });
  const runs = all.slice(warmUp);
  return { figure: { median: median(runs), unit: 'positions/s', runs }, result };
}

/** Rows that fill the shapes: four act rows to one plan row, one to five words a position. */
function rowsOfRandomWords(rows: number): Dataset {
  const random = new Random(1);
  const builder = new DatasetBuilder();
  const word = () => 1 + random.int(CONFIG.vocabulary - 1);
  for (let i = 0; i < rows; i++) {
    const answer = Array.from({ length: i % 5 === 0 ? 12 : 1 }, () => 1 + random.int(CONFIG.outputs - 1));
    const prompt = new Int32Array((answer.length === 1 ? 26 : 27) * CONFIG.pack);
    for (let p = 0; p < prompt.length; p += CONFIG.pack)
      for (let w = random.int(5); w >= 0; w--) prompt[p + w] = word();
    builder.add(prompt, CONFIG.pack, answer);
  }
  return builder.build();
}
