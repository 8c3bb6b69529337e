// `lab train prime`: from nothing to a shipped model. The teacher plays and is copied; the student plays and the teacher
// corrects it (DAgger), as often as `--rounds` says; the weights are quantized, checked and written with their card.
// Every stage leaves its files in the working folder, so a run that was stopped goes on where it was.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { playLanes } from '../src/agents/lanes.ts';
import { type Evaluation, evaluation } from '../src/experiments/evaluate.ts';
import { FIRST_UNSEEN, formatEvaluationSeeds } from '../src/experiments/seeds.ts';
import type { ModelFiles } from '../src/language/pocket/model-files.ts';
import { suggestShapes } from '../src/learning/batches.ts';
import { Dataset, DatasetBuilder } from '../src/learning/dataset.ts';
import { trainInNode } from '../src/learning/train-in-node.ts';
import type { TrainingOutcome } from '../src/learning/training-run.ts';
import { baseRows } from '../src/training/base-rows.ts';
import { type RolloutFigures, studentRows, type Teaching, teacherRows } from '../src/training/rollouts.ts';
import { RowWriter } from '../src/training/row-writer.ts';
import {
  CRAFTER_KIND,
  type ModelSource,
  modelOf,
  newTokenizer,
  openModel,
  pocketConfig,
  readRows,
  shipModel,
  unquantizedModelOf,
} from './prime-model.ts';
import { fitReporter, type PrimeOptions as OneFitOptions } from './prime-once.ts';
import { type Facts, staged } from './stages.ts';

/** Steps of an evaluated episode at most, as BALROG has it. */
const EVALUATION_STEPS = 2000;
const HELD_OUT_SEEDS = range(900_000, 12);
const TEACHER_SEEDS = 1_000_000;
const STUDENT_SEEDS = 2_000_000;
const SEEDS_PER_ROUND = 100_000;
const LANES = 48;
/** A student's row counts at most so many times as often as a teacher's. */
const MOST_REPEATS = 4;
/** Later fits start from weights that are already good: smaller steps. */
const REFIT = { learningRate: 4e-3 };
/** Small steps, many of them: a short run learns more from 256 rows than from 512. */
const ROWS = { rowsPerStep: 256, learningRate: 6e-3 };

export interface PrimeOptions extends Omit<OneFitOptions, 'steps'> {
  /** `base` learns the words from random play instead of anything from the teacher, and in one fit. */
  readonly variant: Teaching | 'base';
  /** Teacher episodes. */
  readonly episodes: number;
  /** Student episodes of each DAgger round. */
  readonly studentEpisodes: number;
  /** Steps of an episode at most. */
  readonly maxSteps: number;
  /** Optimizer steps of the first fit and of the fit after each DAgger round. */
  readonly steps: readonly number[];
  /** Sampling temperature of the student's rollouts and of the evaluation. */
  readonly temperature: number;
}

function sourceOf({ name, work }: PrimeOptions, checkpoint: string): ModelSource {
  return { kind: CRAFTER_KIND, name, checkpoint, rows: heldOutFile(work) };
}

function heldOutFile(work: string): string {
  return join(work, 'held-out.rows');
}

export async function trainPrime(options: PrimeOptions): Promise<{ facts: Facts; files: string[] }> {
  await mkdir(options.work, { recursive: true });
  const facts: Facts = {};
  const remember = async (name: string, stage: () => Promise<unknown>) => {
    facts[name] = await staged(options, name, stage);
  };
  const data = [join(options.work, 'teacher.rows')];
  await remember('teacher', () => teach(options, data[0]));
  let checkpoint = '';
  for (let round = 0; round < options.steps.length; round++) {
    if (round > 0) {
      data.push(join(options.work, `student-${round}.rows`));
      const files = await modelOf(sourceOf(options, checkpoint));
      await remember(`student-${round}`, () => correct(options, files, round, data[round]));
    }
    const folder = join(options.work, `fit-${round}`);
    const init = checkpoint;
    await remember(`fit-${round}`, () => learn(options, data, round, folder, init));
    checkpoint = join(folder, 'checkpoint.safetensors');
  }
  if (options.evaluated > 0) await remember('evaluation', () => evaluate(options, checkpoint));
  const training = { command: options.command, seed: options.seed, ...evaluatedOn(options), ...facts };
  return { facts, files: await shipModel(sourceOf(options, checkpoint), options.out, training) };
}

async function teach(options: PrimeOptions, path: string): Promise<RolloutFigures> {
  const { variant, maxSteps } = options;
  const rows = (seeds: readonly number[], builder: DatasetBuilder) => {
    const writer = new RowWriter(newTokenizer(CRAFTER_KIND), builder);
    if (variant === 'base') return baseRows(seeds, maxSteps, writer);
    return teacherRows(seeds, maxSteps, writer, variant);
  };
  const builder = new DatasetBuilder();
  const figures = rows(range(TEACHER_SEEDS + options.seed * SEEDS_PER_ROUND, options.episodes), builder);
  await writeFile(path, builder.build().toBytes());
  const heldOut = new DatasetBuilder();
  rows(HELD_OUT_SEEDS, heldOut);
  await writeFile(heldOutFile(options.work), heldOut.build().toBytes());
  return figures;
}

async function correct(
  options: PrimeOptions,
  files: ModelFiles,
  round: number,
  path: string,
): Promise<RolloutFigures> {
  const model = await openModel(files, CRAFTER_KIND);
  const builder = new DatasetBuilder();
  const first = STUDENT_SEEDS + (options.seed * 10 + round) * SEEDS_PER_ROUND;
  let done = 0;
  const figures = await studentRows(
    {
      model,
      seeds: range(first, options.studentEpisodes),
      maxSteps: options.maxSteps,
      lanes: LANES,
      temperature: options.temperature,
      teaching: options.variant === 'naive' ? 'naive' : 'dynamic',
      onEpisode: () => {
        if (++done % 50 === 0) options.log(`student-${round}: ${done} episodes, ${builder.rows} rows`);
      },
    },
    new RowWriter(newTokenizer(CRAFTER_KIND), builder),
  );
  await model.dispose();
  await writeFile(path, builder.build().toBytes());
  return figures;
}

async function learn(
  options: PrimeOptions,
  data: readonly string[],
  round: number,
  folder: string,
  init: string,
): Promise<TrainingOutcome> {
  const loaded = await Promise.all(data.map(readRows));
  const order = balanced(loaded.map((dataset) => dataset.rows));
  const rows = Dataset.concatenate(order.map((i) => loaded[i]));
  const { checkpointFile: _, ...figures } = await trainInNode({
    config: pocketConfig(CRAFTER_KIND),
    shapes: suggestShapes(rows, 2),
    datasetFiles: order.map((i) => data[i]),
    heldOutFile: heldOutFile(options.work),
    outDir: folder,
    seed: options.seed + round,
    steps: options.steps[round],
    hyper: round === 0 ? ROWS : { ...ROWS, ...REFIT },
    init: init === '' ? undefined : await readFile(init),
    onProgress: fitReporter(`fit-${round}`, options.log),
  });
  return figures;
}

/**
 * Which data a fit takes, by position: the student's several times, so that its rows come to about half. No fit sees all
 * rows of the teacher, so in plain proportion it would hardly ever see its own mistakes.
 * @param rows of the teacher's data, then of each round of the student's
 */
function balanced([teacher, ...students]: readonly number[]): number[] {
  const corrected = students.reduce((sum, count) => sum + count, 0);
  const times = Math.round(teacher / Math.max(1, corrected));
  const repeats = Math.min(MOST_REPEATS, Math.max(1, times));
  return [0, ...Array.from({ length: repeats }, () => students.map((_, i) => i + 1)).flat()];
}

/** Its own schedule on worlds never trained on: as shipped, and before quantization on the same seeds. */
async function evaluate(options: PrimeOptions, checkpoint: string): Promise<Facts> {
  const source = sourceOf(options, checkpoint);
  return {
    schedule: scheduleOf(options),
    temperature: options.temperature,
    maxSteps: EVALUATION_STEPS,
    shipped: await score(options, await modelOf(source)),
    unquantized: await score(options, await unquantizedModelOf(source)),
  };
}

/** A naive model was never shown a plan. */
function scheduleOf({ variant }: PrimeOptions): 'dynamic' | 'never' {
  return variant === 'naive' ? 'never' : 'dynamic';
}

async function score(options: PrimeOptions, files: ModelFiles): Promise<Evaluation> {
  const model = await openModel(files, CRAFTER_KIND);
  const { name, temperature } = options;
  const config = { model: name, weights: '', schedule: scheduleOf(options), temperature, seed: 0 };
  const episodes = await playLanes({
    model,
    config,
    seeds: evaluationSeeds(options.evaluated),
    maxSteps: EVALUATION_STEPS,
    lanes: LANES,
  });
  await model.dispose();
  return evaluation(episodes);
}

/** The line of the card that says on which worlds its figures are. */
function evaluatedOn({ evaluated }: PrimeOptions): Facts {
  return evaluated > 0 ? { evaluationSeeds: formatEvaluationSeeds(evaluationSeeds(evaluated)) } : {};
}

function evaluationSeeds(count: number): number[] {
  return range(FIRST_UNSEEN, count);
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
