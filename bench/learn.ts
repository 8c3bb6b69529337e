// The learner, measured: positions a second through a whole training step (forward, backward, AdamW) of the shipped
// model's shape, on act rows of 26 positions and plan rows of 38, four to one, as in the teacher's data. In Node with
// threads, in Node on native kernels where they are installed, and in headless Chromium where there is one: on its GPU if that is real, else on threads. Then PPO (learn-ppo.ts).

import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainInChromium } from '../scripts/train-page/train-in-chromium.ts';
import { POCKET_SIZES, type PocketConfig } from '../src/language/pocket/config.ts';
import { hasNativeOrt } from '../src/language/pocket/ort-node.ts';
import { type Dataset, DatasetBuilder } from '../src/learning/dataset.ts';
import { trainInNode } from '../src/learning/train-in-node.ts';
import type { TrainingOptions } from '../src/learning/training-run.ts';
import { Random } from '../src/random.ts';
import { type Benchmark, type Figure, type Figures, median } from './figures.ts';
import { measurePpo } from './learn-ppo.ts';

const CONFIG: PocketConfig = { vocabulary: 704, outputs: 160, ...POCKET_SIZES };
const SHAPES = [
  { length: 26, answers: 2 },
  { length: 38, answers: 14 },
];
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const WARM_UP = 3;

export const benchmark: Benchmark = {
  async run({ quick }) {
    const folder = await mkdtemp(join(tmpdir(), 'goldilocks-bench-'));
    try {
      const file = join(folder, 'rows.bin');
      await writeFile(file, rowsOfRandomWords(2000).toBytes());
      const ppo = await measurePpo(quick);
      return { ...(await measureRuns(file, folder, WARM_UP + (quick ? 1 : 10))), ...ppo };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measureRuns(file: string, folder: string, steps: number): Promise<Figures> {
  const figures: Record<string, Figure> = {};
  for (const rowsPerStep of [256, 512]) {
    const plan = {
      config: CONFIG,
      shapes: SHAPES,
      seed: 1,
      steps,
      hyper: { rowsPerStep },
      datasetFiles: [file],
    };
    for (const native of hasNativeOrt() ? [false, true] : [false]) {
      const kind = native ? 'native kernels' : 'jax-js';
      const node = { ...plan, native, outDir: join(folder, `${kind}-${rowsPerStep}`) };
      const figure = await speed((options) => trainInNode(options), node);
      figures[`Node on ${kind}, ${rowsPerStep} rows a step`] = figure;
    }
    if (!existsSync(CHROMIUM)) continue;
    const page = { ...plan, outDir: join(folder, `chromium-${rowsPerStep}`) };
    let device = '';
    const figure = await speed(
      async (options) => ({ device } = await trainInChromium(options, CHROMIUM)),
      page,
    );
    figures[`Chromium on ${device}, ${rowsPerStep} rows a step`] = figure;
  }
  return figures;
}

async function speed(
  train: (options: TrainingOptions) => Promise<unknown>,
  plan: TrainingOptions,
): Promise<Figure> {
  const all: number[] = [];
  await train({ ...plan, onProgress: (figures) => all.push(figures.positionsPerSecond) });
  const runs = all.slice(WARM_UP);
  return { median: median(runs), unit: 'positions/s', runs };
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
