// `lab train prime --world HardPOGS-v0`: the pocket model that walks on graphs. The oracle's walks with its plans become rows,
// one fit learns them, the weights are quantized, judged under three schedules and written with their card.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Schedule } from '../src/agents/agent.ts';
import { playPogsLanes } from '../src/agents/pogs/lanes.ts';
import type { PogsEpisode } from '../src/agents/pogs/metrics.ts';
import { pogsReport } from '../src/experiments/pogs-report.ts';
import { formatEvaluationSeeds } from '../src/experiments/seeds.ts';
import { LabError } from '../src/lab-error.ts';
import { suggestShapes } from '../src/learning/batches.ts';
import { Dataset, DatasetBuilder } from '../src/learning/dataset.ts';
import { trainInNode } from '../src/learning/train-in-node.ts';
import { type PogsRowFigures, pogsRows } from '../src/training/pogs/rows.ts';
import { RowWriter } from '../src/training/row-writer.ts';
import type { Arguments } from './arguments.ts';
import {
  type ModelSource,
  modelOf,
  newTokenizer,
  openModel,
  POGS_KIND,
  pocketConfig,
  shipModel,
} from './prime-model.ts';
import { log } from './rl-log.ts';
import { SHIPPED_FOLDER } from './shipped-list.ts';
import { type Facts, type StageOptions, staged } from './stages.ts';

export const POGS_USAGE =
  'train prime --world HardPOGS-v0 [--name pocket-pogs] [--seed 1] [--walks 30000] [--steps 1500]' +
  ' [--temperature 1] [--evaluated 200] [--work FOLDER] [--out FOLDER] [--json]\n';

/** Half of the trees are winding, half of the walks are told with all that was seen, one step and one plan in ten are wrong. */
const WALKS = { winding: 0.5, recalled: 0.5, slips: 0.1, garbled: 0.1 } as const;
/** Walks that are only measured on: a hundredth, and enough for the self-check's prompt. */
const heldOutWalks = (walks: number) => Math.max(40, Math.ceil(walks / 100));
const ROWS = { rowsPerStep: 256, learningRate: 6e-3 };
/** Both ends and the model's own choice. */
const JUDGED: readonly Schedule[] = ['never', 'dynamic', 'always'];
/** Trees of the judgement begin here; those of training lie above 2^32. */
const FIRST_JUDGED = 1000;
const LANES = 32;

interface PogsTraining extends StageOptions {
  readonly name: string;
  readonly seed: number;
  readonly walks: number;
  /** Optimizer steps. */
  readonly steps: number;
  /** Sampling temperature of the judged model. */
  readonly temperature: number;
  /** Trees that each schedule is judged on; 0 for none. */
  readonly evaluated: number;
  /** Where the model folder is written. */
  readonly out: string;
  /** As typed, for the card. */
  readonly command: string;
}

export async function trainPogsCommand(args: Arguments, command: string) {
  const name = args.text('name', 'pocket-pogs');
  const options: PogsTraining = {
    name,
    seed: args.integer('seed', 1),
    walks: args.integer('walks', 30_000),
    steps: args.integer('steps', 1500),
    temperature: args.number('temperature', 1),
    evaluated: args.integer('evaluated', 200),
    work: args.text('work', `.cache/train/${name}`),
    out: args.text('out', SHIPPED_FOLDER),
    command,
    log,
  };
  args.refuseUnknown();
  if (options.walks === 0 || options.steps === 0)
    throw new LabError('bad-argument', '--walks and --steps are whole numbers above 0.');
  const started = performance.now();
  const { facts, files } = await trainPogs(options);
  const seconds = (performance.now() - started) / 1000;
  const json = { updates: options.steps, seconds, final: facts, files };
  return { json, text: `${files.join('\n')}\n${seconds.toFixed(0)} s`, ok: true };
}

async function trainPogs(options: PogsTraining): Promise<{ facts: Facts; files: string[] }> {
  const { work, name, out, command, seed } = options;
  await mkdir(work, { recursive: true });
  const checkpoint = join(work, 'fit', 'checkpoint.safetensors');
  const source: ModelSource = { kind: POGS_KIND, name, checkpoint, rows: heldOutFile(work) };
  const facts: Facts = {
    teacher: await staged(options, 'teacher', () => teach(options)),
    fit: await staged(options, 'fit', () => learn(options)),
  };
  if (options.evaluated > 0) {
    facts.evaluation = await staged(options, 'evaluation', () => evaluate(options, source));
  }
  return { facts, files: await shipModel(source, out, { command, seed, ...facts }) };
}

function trainedFile(work: string): string {
  return join(work, 'teacher.rows');
}

function heldOutFile(work: string): string {
  return join(work, 'held-out.rows');
}

async function teach({ work, seed, walks }: PogsTraining): Promise<PogsRowFigures> {
  const write = async (file: string, stream: number, count: number) => {
    const builder = new DatasetBuilder();
    const writer = new RowWriter(newTokenizer(POGS_KIND), builder);
    const figures = pogsRows({ ...WALKS, seed: 2 * seed + stream, walks: count }, writer);
    await writeFile(file, builder.build().toBytes());
    return figures;
  };
  await write(heldOutFile(work), 1, heldOutWalks(walks));
  return write(trainedFile(work), 0, walks);
}

async function learn({ work, seed, steps, log }: PogsTraining): Promise<Facts> {
  const file = trainedFile(work);
  const rows = await Promise.all(
    [file, heldOutFile(work)].map(async (path) => Dataset.fromBytes(await readFile(path))),
  );
  let reported = 0;
  const { checkpointFile: _, ...figures } = await trainInNode({
    config: pocketConfig(POGS_KIND),
    shapes: suggestShapes(Dataset.concatenate(rows), 2),
    datasetFiles: [file],
    heldOutFile: heldOutFile(work),
    outDir: join(work, 'fit'),
    seed,
    steps,
    hyper: ROWS,
    onProgress: ({ seconds, step, loss, positionsPerSecond }) => {
      if (seconds - reported < 20) return;
      reported = seconds;
      log(`fit: step ${step}, loss ${loss.toFixed(3)}, ${Math.round(positionsPerSecond)} positions/s`);
    },
  });
  return figures;
}

/** The quantized model on HardPOGS-v0, with all that was seen in its prompt and with the latest view alone. */
async function evaluate({ temperature, evaluated }: PogsTraining, source: ModelSource): Promise<Facts> {
  const model = await openModel(await modelOf(source), POGS_KIND);
  const seeds = Array.from({ length: evaluated }, (_, i) => FIRST_JUDGED + i);
  const judged = async (recall: boolean) => {
    const episodes = new Map<Schedule, PogsEpisode[]>();
    for (const schedule of JUDGED) {
      const agent = { schedule, seed: 0, recall };
      const play = { model, world: 'HardPOGS-v0', agent, temperature, seeds, lanes: LANES } as const;
      episodes.set(schedule, await playPogsLanes(play));
    }
    return pogsReport(episodes);
  };
  const facts = { recall: await judged(true), view: await judged(false) };
  await model.dispose();
  return { temperature, agentSeed: 0, seeds: formatEvaluationSeeds(seeds), ...facts };
}
