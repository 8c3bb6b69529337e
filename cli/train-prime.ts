// `lab train prime`: from nothing to a shipped model. The teacher plays and is copied; the student plays and the teacher
// corrects it (DAgger), as often as `--rounds` says; the weights are quantized, checked and written with their card.
// Every stage leaves its files in the working folder, so a run that was stopped goes on where it was.

import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crafterVocabulary } from '../src/agents/crafter-vocabulary.ts';
import { playLanes } from '../src/agents/lanes.ts';
import { canonicalWord } from '../src/agents/plan-words.ts';
import { type Evaluation, evaluation } from '../src/experiments/evaluate.ts';
import { POCKET_SIZES, type PocketConfig, parameterSpecs } from '../src/language/pocket/config.ts';
import {
  CARD_FILE,
  type ModelFiles,
  packModel,
  parseCard,
  WEIGHTS_FILE,
} from '../src/language/pocket/model-files.ts';
import { writeModelFolder } from '../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../src/language/pocket/ort-node.ts';
import { PocketModel } from '../src/language/pocket/pocket-model.ts';
import { dequantize, float32File, quantizeWeights } from '../src/language/pocket/quantize.ts';
import { readSafetensors, writeSafetensors } from '../src/language/pocket/safetensors.ts';
import { makeSelfCheck } from '../src/language/pocket/self-check.ts';
import { WEIGHTS_DIGITS } from '../src/language/pocket/shipped.ts';
import { Tokenizer } from '../src/language/pocket/tokenizer.ts';
import { suggestShapes } from '../src/learning/batches.ts';
import { readCheckpoint } from '../src/learning/checkpoint.ts';
import { Dataset, DatasetBuilder } from '../src/learning/dataset.ts';
import { trainInNode } from '../src/learning/train-in-node.ts';
import type { TrainingOutcome } from '../src/learning/training-run.ts';
import { sha256Hex } from '../src/sha256.ts';
import { baseRows } from '../src/training/base-rows.ts';
import { type RolloutFigures, studentRows, type Teaching, teacherRows } from '../src/training/rollouts.ts';
import { RowWriter } from '../src/training/row-writer.ts';

/** World seeds that are never trained on: figures in cards and logs are on `EVALUATION_SEEDS`. */
const EVALUATION_SEEDS = range(100, 200);
/** Steps of an evaluated episode at most, as BALROG has it. */
const EVALUATION_STEPS = 2000;
const HELD_OUT_SEEDS = range(900_000, 12);
const TEACHER_SEEDS = 1_000_000;
const STUDENT_SEEDS = 2_000_000;
const SEEDS_PER_ROUND = 100_000;
const LANES = 48;
/** A student's row counts at most so many times as often as a teacher's. */
const MOST_REPEATS = 4;
/** Where models that ship with the page lie, and the list of them. */
export const SHIPPED_FOLDER = 'public/models';
const SHIPPED_LIST = 'src/language/pocket/shipped.json';
/** Later fits start from weights that are already good: smaller steps. */
const REFIT = { learningRate: 4e-3 };
/** Small steps, many of them: a short run learns more from 256 rows than from 512. */
const ROWS = { rowsPerStep: 256, learningRate: 6e-3 };

export interface PrimeOptions {
  /** Model id and folder name. */
  readonly name: string;
  /** `base` learns the words from random play instead of anything from the teacher, and in one fit. */
  readonly variant: Teaching | 'base';
  readonly seed: number;
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
  /** Working folder. */
  readonly work: string;
  /** Where the model folder is written. */
  readonly out: string;
  /** As typed, for the card. */
  readonly command: string;
  readonly log: (line: string) => void;
}

/** What a stage leaves behind for the card. */
type Facts = Record<string, unknown>;

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
      const files = await modelOf(options, checkpoint);
      await remember(`student-${round}`, () => correct(options, files, round, data[round]));
    }
    const folder = join(options.work, `fit-${round}`);
    const init = checkpoint;
    await remember(`fit-${round}`, () => learn(options, data, round, folder, init));
    checkpoint = join(folder, 'checkpoint.safetensors');
  }
  await remember('evaluation', () => evaluate(options, checkpoint));
  return { facts, files: await ship(options, checkpoint, facts) };
}

/** Runs a stage once: its facts are kept beside its files. */
async function staged(options: PrimeOptions, name: string, stage: () => Promise<unknown>): Promise<unknown> {
  const path = join(options.work, `${name}.json`);
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8'));
  const facts = await stage();
  await writeFile(path, JSON.stringify(facts));
  options.log(`${name}: ${JSON.stringify(facts)}`);
  return facts;
}

async function teach(options: PrimeOptions, path: string): Promise<RolloutFigures> {
  const { variant, maxSteps } = options;
  const rows = (seeds: readonly number[], builder: DatasetBuilder) => {
    const writer = new RowWriter(newTokenizer(), builder);
    if (variant === 'base') return baseRows(seeds, maxSteps, writer);
    return teacherRows(seeds, maxSteps, writer, variant);
  };
  const builder = new DatasetBuilder();
  const figures = rows(range(TEACHER_SEEDS + options.seed * SEEDS_PER_ROUND, options.episodes), builder);
  await writeFile(path, builder.build().toBytes());
  const heldOut = new DatasetBuilder();
  rows(HELD_OUT_SEEDS, heldOut);
  await writeFile(join(options.work, 'held-out.rows'), heldOut.build().toBytes());
  return figures;
}

async function correct(
  options: PrimeOptions,
  files: ModelFiles,
  round: number,
  path: string,
): Promise<RolloutFigures> {
  const model = await open(files);
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
    new RowWriter(newTokenizer(), builder),
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
  const loaded = await Promise.all(data.map(async (file) => Dataset.fromBytes(await readFile(file))));
  const order = balanced(loaded.map((dataset) => dataset.rows));
  const rows = Dataset.concatenate(order.map((i) => loaded[i]));
  let reported = 0;
  const { checkpointFile: _, ...figures } = await trainInNode({
    config: pocketConfig(),
    shapes: suggestShapes(rows, 2),
    datasetFiles: order.map((i) => data[i]),
    heldOutFile: join(options.work, 'held-out.rows'),
    outDir: folder,
    seed: options.seed + round,
    steps: options.steps[round],
    hyper: round === 0 ? ROWS : { ...ROWS, ...REFIT },
    init: init === '' ? undefined : await readFile(init),
    onProgress: (figures) => {
      if (figures.seconds - reported < 20) return;
      reported = figures.seconds;
      const speed = Math.round(figures.positionsPerSecond);
      options.log(
        `fit-${round}: step ${figures.step}, loss ${figures.loss.toFixed(3)}, ${speed} positions/s, ` +
          `epoch ${figures.epochs.toFixed(2)}, ${(100 * figures.progress).toFixed(0)} %`,
      );
    },
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
  const quantized = await modelOf(options, checkpoint);
  const { config } = quantized.card;
  const { weights } = readCheckpoint(await readFile(checkpoint), config);
  const selfCheck = makeSelfCheck(config, weights, Int32Array.from(quantized.card.selfCheck.tokens));
  const full = {
    card: { ...quantized.card, selfCheck },
    weights: float32File(config, weights),
  } as ModelFiles;
  return {
    schedule: scheduleOf(options),
    temperature: options.temperature,
    maxSteps: EVALUATION_STEPS,
    shipped: await score(options, quantized),
    unquantized: await score(options, full),
  };
}

/** A naive model was never shown a plan. */
function scheduleOf({ variant }: PrimeOptions): 'dynamic' | 'never' {
  return variant === 'naive' ? 'never' : 'dynamic';
}

async function score(options: PrimeOptions, files: ModelFiles): Promise<Evaluation> {
  const model = await open(files);
  const { name, temperature } = options;
  const config = { model: name, weights: '', schedule: scheduleOf(options), temperature, seed: 0 };
  const episodes = await playLanes({
    model,
    config,
    seeds: EVALUATION_SEEDS,
    maxSteps: EVALUATION_STEPS,
    lanes: LANES,
  });
  await model.dispose();
  return evaluation(episodes);
}

/** Quantizes a checkpoint's weights into a model folder's files. */
async function modelOf(options: PrimeOptions, checkpoint: string, training: Facts = {}): Promise<ModelFiles> {
  const packed = await pack(options, checkpoint, training);
  return {
    card: parseCard(packed.get(CARD_FILE)!),
    weights: readSafetensors(packed.get(WEIGHTS_FILE)!),
  };
}

async function pack(
  options: PrimeOptions,
  checkpoint: string,
  training: Facts,
): Promise<Map<string, Uint8Array>> {
  const config = pocketConfig();
  const { weights } = readCheckpoint(await readFile(checkpoint), config);
  const quantized = quantizeWeights(config, weights, { bits: 8, symmetric: true });
  const selfCheck = makeSelfCheck(config, dequantize(config, quantized), await checkPrompt(options, config));
  const vocabulary = structuredClone(crafterVocabulary()) as ModelFiles['card']['vocabulary'];
  const about = { id: options.name, config, vocabulary, selfCheck, training } as Parameters<
    typeof packModel
  >[0];
  return packModel(about, writeSafetensors(quantized));
}

/** A long prompt of real observations for the self-check: two held-out prompts, one behind the other. */
async function checkPrompt(options: PrimeOptions, config: PocketConfig): Promise<Int32Array> {
  const rows = Dataset.fromBytes(await readFile(join(options.work, 'held-out.rows')));
  const tokens: number[] = [];
  for (let row = 100; tokens.length < 48 * config.pack; row++)
    tokens.push(...promptOf(rows, row, config.pack));
  return Int32Array.from(tokens.slice(0, 48 * config.pack));
}

function promptOf(rows: Dataset, row: number, pack: number): number[] {
  const tokens: number[] = [];
  let word = rows.wordStarts[row];
  for (let position = rows.positionStarts[row]; position < rows.positionStarts[row + 1]; position++) {
    const words = Array.from({ length: rows.columns.wordCounts[position] }, () => rows.columns.words[word++]);
    tokens.push(...words, ...new Array<number>(pack - words.length).fill(0));
  }
  return tokens;
}

async function ship(options: PrimeOptions, checkpoint: string, facts: Facts): Promise<string[]> {
  const parameters = parameterSpecs(pocketConfig()).reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  const { command, seed } = options;
  const training = { command, seed, parameters, evaluationSeeds: '100..299', ...facts };
  const folder = join(options.out, options.name);
  await rm(folder, { recursive: true, force: true });
  const files = await pack(options, checkpoint, training);
  await writeModelFolder(folder, files);
  if (options.out === SHIPPED_FOLDER) await list(options.name, files.get(WEIGHTS_FILE)!);
  return [...files.keys()].map((name) => join(folder, name));
}

/** Notes the weights of a model that ships with the page. */
async function list(name: string, weights: Uint8Array): Promise<void> {
  const entry = { weights: sha256Hex(weights).slice(0, WEIGHTS_DIGITS), bytes: weights.length };
  const all = JSON.parse(await readFile(SHIPPED_LIST, 'utf8'));
  await writeFile(SHIPPED_LIST, `${JSON.stringify({ ...all, [name]: entry }, null, 2)}\n`);
}

function open(files: ModelFiles): Promise<PocketModel> {
  return PocketModel.open(files, { preference: 'wasm', loader: nodeOrt(), canonical: canonicalWord });
}

function newTokenizer(): Tokenizer {
  return new Tokenizer(crafterVocabulary(), POCKET_SIZES.pack, canonicalWord);
}

function pocketConfig(): PocketConfig {
  const { table } = newTokenizer();
  return { vocabulary: table.size, outputs: table.outputs, ...POCKET_SIZES };
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
