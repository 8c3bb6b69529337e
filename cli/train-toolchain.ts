// `lab train prime --world Toolchain-v1`: the pocket model that plans with tools. The teacher's walks become rows, one fit
// learns them, the weights are quantized, judged on the tasks of seeds 0..311 and written with their card.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../src/lab-error.ts';
import { suggestShapes } from '../src/learning/batches.ts';
import { Dataset, DatasetBuilder } from '../src/learning/dataset.ts';
import { trainInNode } from '../src/learning/train-in-node.ts';
import { agentsOf, fieldOf } from '../src/speculation/arena.ts';
import { AGENT_PAIRS, DEFAULT_SETUP } from '../src/speculation/setup.ts';
import type { ToolchainPlace } from '../src/speculation/toolchain-place.ts';
import { RowWriter } from '../src/training/row-writer.ts';
import { judge } from '../src/training/toolchain/judge.ts';
import { type RowFigures, toolchainRows } from '../src/training/toolchain/rows.ts';
import { JUDGED_TASKS, taskSets } from '../src/training/toolchain/split.ts';
import type { Arguments } from './arguments.ts';
import {
  type ModelSource,
  modelOf,
  newTokenizer,
  openModel,
  pocketConfig,
  shipModel,
  TOOLCHAIN_KIND,
} from './prime-model.ts';
import { log } from './rl-log.ts';
import { SHIPPED_FOLDER } from './shipped-list.ts';
import { type Facts, type StageOptions, staged } from './stages.ts';

export const TOOLCHAIN_USAGE =
  'train prime --world Toolchain-v1 [--name pocket-toolchain] [--seed 1] [--walks 40000] [--steps 400]' +
  ' [--temperature 1] [--evaluated 312] [--work FOLDER] [--out FOLDER] [--json]\n';

/** Half of the walks go through longer tasks, one tool in eight is wrong or needless, one walk in twenty has no thoughts. */
const WALKS = { longer: 0.5, slips: 0.12, bare: 0.05 } as const;
/** Walks that are only measured on: a hundredth, and enough for the self-check's prompt. */
const heldOutWalks = (walks: number) => Math.max(40, Math.ceil(walks / 100));
const ROWS = { rowsPerStep: 256, learningRate: 6e-3 };

interface ToolchainTraining extends StageOptions {
  readonly name: string;
  readonly seed: number;
  readonly walks: number;
  /** Optimizer steps. */
  readonly steps: number;
  /** Sampling temperature of the agents that are judged. */
  readonly temperature: number;
  /** Tasks of each set at the most, in the judgement; 0 for none. */
  readonly evaluated: number;
  /** Where the model folder is written. */
  readonly out: string;
  /** As typed, for the card. */
  readonly command: string;
}

export async function trainToolchainCommand(args: Arguments, command: string) {
  const name = args.text('name', 'pocket-toolchain');
  const options: ToolchainTraining = {
    name,
    seed: args.integer('seed', 1),
    walks: args.integer('walks', 40_000),
    steps: args.integer('steps', 400),
    temperature: args.number('temperature', DEFAULT_SETUP.temperature),
    evaluated: args.integer('evaluated', JUDGED_TASKS),
    work: args.text('work', `.cache/train/${name}`),
    out: args.text('out', SHIPPED_FOLDER),
    command,
    log,
  };
  args.refuseUnknown();
  if (options.walks === 0 || options.steps === 0)
    throw new LabError('bad-argument', '--walks and --steps are whole numbers above 0.');
  const started = performance.now();
  const { facts, files } = await trainToolchain(options);
  const seconds = (performance.now() - started) / 1000;
  const json = { updates: options.steps, seconds, final: facts, files };
  return { json, text: `${files.join('\n')}\n${seconds.toFixed(0)} s`, ok: true };
}

async function trainToolchain(options: ToolchainTraining): Promise<{ facts: Facts; files: string[] }> {
  const { work, name, out, command, seed } = options;
  await mkdir(work, { recursive: true });
  const checkpoint = join(work, 'fit', 'checkpoint.safetensors');
  const source: ModelSource = { kind: TOOLCHAIN_KIND, name, checkpoint, rows: heldOutFile(work) };
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

async function teach({ work, seed, walks }: ToolchainTraining): Promise<RowFigures> {
  const write = async (file: string, stream: number, count: number) => {
    const builder = new DatasetBuilder();
    const writer = new RowWriter(newTokenizer(TOOLCHAIN_KIND), builder);
    const figures = toolchainRows({ ...WALKS, seed: 2 * seed + stream, walks: count }, writer);
    await writeFile(file, builder.build().toBytes());
    return figures;
  };
  await write(heldOutFile(work), 1, heldOutWalks(walks));
  return write(trainedFile(work), 0, walks);
}

async function learn({ work, seed, steps, log }: ToolchainTraining): Promise<Facts> {
  const file = trainedFile(work);
  const rows = await Promise.all(
    [file, heldOutFile(work)].map(async (path) => Dataset.fromBytes(await readFile(path))),
  );
  let reported = 0;
  const { checkpointFile: _, ...figures } = await trainInNode({
    config: pocketConfig(TOOLCHAIN_KIND),
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

/** The quantized model in both roles of each pair of agents, on every set of tasks, at speculation's own defaults. */
async function evaluate({ temperature, evaluated }: ToolchainTraining, source: ModelSource): Promise<Facts> {
  const model = await openModel(await modelOf(source), TOOLCHAIN_KIND);
  const facts: Facts = { temperature, agentSeed: DEFAULT_SETUP.seed };
  for (const pair of AGENT_PAIRS) {
    const setup = { ...DEFAULT_SETUP, pair, temperature, firstTask: 0 };
    const field = fieldOf(setup);
    const { A, T } = agentsOf(setup, field.wording, { A: model, T: model });
    const sets: Facts = {};
    for (const [set, seeds] of Object.entries(taskSets())) {
      const starts = seeds.slice(0, evaluated).map((seed) => field.start(seed) as ToolchainPlace);
      sets[set] = { T: await judge(T, A, starts), A: await judge(A, T, starts) };
    }
    facts[pair] = sets;
  }
  await model.dispose();
  return facts;
}
