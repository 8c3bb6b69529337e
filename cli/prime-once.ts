// What the commands have in common that teach a pocket model its world in one fit: rows are written, one fit learns them, the
// weights are quantized, judged and written with their card. A world adds its rows, its dials and its judgement.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../src/lab-error.ts';
import type { PocketModel } from '../src/language/pocket/pocket-model.ts';
import type { Tokenizer } from '../src/language/pocket/tokenizer.ts';
import { suggestShapes } from '../src/learning/batches.ts';
import { Dataset, DatasetBuilder } from '../src/learning/dataset.ts';
import { trainInNode } from '../src/learning/train-in-node.ts';
import type { TrainingOptions } from '../src/learning/training-run.ts';
import type { Arguments } from './arguments.ts';
import {
  type ModelKind,
  type ModelSource,
  modelOf,
  newTokenizer,
  openModel,
  pocketConfig,
  readRows,
  shipModel,
} from './prime-model.ts';
import { log } from './rl-log.ts';
import { SHIPPED_FOLDER } from './shipped-list.ts';
import { type Facts, type StageOptions, staged } from './stages.ts';

/** Between two lines about a fit. */
const REPORT_SECONDS = 20;

/** Options that all of these commands take. */
export interface PrimeOptions extends StageOptions {
  /** Model id and folder name. */
  readonly name: string;
  readonly seed: number;
  /** Optimizer steps. */
  readonly steps: number;
  /** Sampling temperature of the model that is judged. */
  readonly temperature: number;
  /** Episodes, tasks or problems of the judgement; 0 for none. */
  readonly evaluated: number;
  /** Where the model folder is written. */
  readonly out: string;
  /** As typed, for the card. */
  readonly command: string;
}

export type PrimeDefaults = Pick<PrimeOptions, 'name' | 'steps' | 'temperature' | 'evaluated'>;

/** What is different from world to world. */
export interface Priming {
  readonly kind: ModelKind;
  /** What the card calls the first stage; its rows lie in a file of that name. */
  readonly rows: 'teacher' | 'rows';
  /** Adds rows: those that are learned, or others that are only measured on. @returns figures for the card */
  readonly write: (part: 'learned' | 'held-out', tokenizer: Tokenizer, builder: DatasetBuilder) => object;
  /** Lengths that rows are padded to. */
  readonly lengths: number;
  readonly hyper: TrainingOptions['hyper'];
  /** The quantized model, judged. */
  readonly judge: (model: PocketModel) => Promise<Facts>;
  /** What else the card says, before the stages' facts. */
  readonly about?: Facts;
}

/** @throws LabError bad-argument */
export function primeOptions(args: Arguments, command: string, defaults: PrimeDefaults): PrimeOptions {
  const name = args.text('name', defaults.name);
  const options: PrimeOptions = {
    name,
    seed: args.integer('seed', 1),
    steps: args.integer('steps', defaults.steps),
    temperature: args.number('temperature', defaults.temperature),
    evaluated: args.integer('evaluated', defaults.evaluated),
    work: args.text('work', `.cache/train/${name}`),
    out: args.text('out', SHIPPED_FOLDER),
    command,
    log,
  };
  if (options.steps === 0) throw new LabError('bad-argument', '--steps is a whole number above 0.');
  return options;
}

/** From nothing to a model folder; what was stopped goes on where it was. */
export async function primeOnce(options: PrimeOptions, priming: Priming) {
  const { name, work, out, command, seed, steps, evaluated } = options;
  const started = performance.now();
  await mkdir(work, { recursive: true });
  const files = filesOf(options, priming);
  const source: ModelSource = { kind: priming.kind, name, checkpoint: files.checkpoint, rows: files.heldOut };
  const facts: Facts = {
    [priming.rows]: await staged(options, priming.rows, () => writeRows(files, priming)),
    fit: await staged(options, 'fit', () => learn(options, files, priming)),
  };
  if (evaluated > 0) facts.evaluation = await staged(options, 'evaluation', () => judged(source, priming));
  const written = await shipModel(source, out, { ...priming.about, command, seed, ...facts });
  const seconds = (performance.now() - started) / 1000;
  const json = { updates: steps, seconds, final: facts, files: written };
  return { json, text: `${written.join('\n')}\n${seconds.toFixed(0)} s`, ok: true };
}

type Files = ReturnType<typeof filesOf>;

function filesOf({ work }: PrimeOptions, { rows }: Priming) {
  const folder = join(work, 'fit');
  return {
    learned: join(work, `${rows}.rows`),
    heldOut: join(work, 'held-out.rows'),
    folder,
    checkpoint: join(folder, 'checkpoint.safetensors'),
  };
}

async function writeRows({ learned, heldOut }: Files, { kind, write }: Priming): Promise<object> {
  const into = async (file: string, part: 'learned' | 'held-out') => {
    const builder = new DatasetBuilder();
    const figures = write(part, newTokenizer(kind), builder);
    await writeFile(file, builder.build().toBytes());
    return figures;
  };
  await into(heldOut, 'held-out');
  return into(learned, 'learned');
}

async function learn(options: PrimeOptions, files: Files, { kind, lengths, hyper }: Priming): Promise<Facts> {
  const { seed, steps } = options;
  const rows = await Promise.all([files.learned, files.heldOut].map(readRows));
  const { checkpointFile: _, ...figures } = await trainInNode({
    config: pocketConfig(kind),
    shapes: suggestShapes(Dataset.concatenate(rows), lengths),
    datasetFiles: [files.learned],
    heldOutFile: files.heldOut,
    outDir: files.folder,
    seed,
    steps,
    hyper,
    onProgress: fitReporter('fit', options.log),
  });
  return figures;
}

/** A line about a fit now and then. */
export function fitReporter(
  name: string,
  log: (line: string) => void,
): NonNullable<TrainingOptions['onProgress']> {
  let reported = 0;
  return ({ seconds, step, loss, positionsPerSecond, epochs, progress }) => {
    if (seconds - reported < REPORT_SECONDS) return;
    reported = seconds;
    log(
      `${name}: step ${step}, loss ${loss.toFixed(3)}, ${Math.round(positionsPerSecond)} positions/s, ` +
        `epoch ${epochs.toFixed(2)}, ${(100 * progress).toFixed(0)} %`,
    );
  };
}

async function judged(source: ModelSource, { judge }: Priming): Promise<Facts> {
  const model = await openModel(await modelOf(source), source.kind);
  try {
    return await judge(model);
  } finally {
    await model.dispose();
  }
}
