// `lab train prime --world Blocksworld-v1` (Rovers-v1, Sokoban-v1): the pocket model that writes whole plans. Small problems
// with their generator's plans become rows, one fit learns them, the weights are quantized, tried on tasks of the published
// sizes and written with their card.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLANNER_DOMAINS } from '../src/agents/planner/domains.ts';
import { PocketPlanner } from '../src/agents/planner/planner.ts';
import { deploy } from '../src/deployment/attempts.ts';
import { deploymentMetrics } from '../src/deployment/metrics.ts';
import { FIRST_HELD_OUT, seedsFrom, Tasks } from '../src/deployment/tasks.ts';
import { LabError } from '../src/lab-error.ts';
import { suggestShapes } from '../src/learning/batches.ts';
import { Dataset, DatasetBuilder } from '../src/learning/dataset.ts';
import { trainInNode } from '../src/learning/train-in-node.ts';
import { PLANNER_RECIPES, type PlannerRecipe } from '../src/training/planner/recipes.ts';
import { type PlannerRowFigures, plannerRows } from '../src/training/planner/rows.ts';
import { DRAWN_WORLDS, type DrawnWorldId } from '../src/worlds/strips/strips.ts';
import type { Arguments } from './arguments.ts';
import {
  type ModelSource,
  modelOf,
  newTokenizer,
  openModel,
  plannerKind,
  pocketConfig,
  shipModel,
} from './prime-model.ts';
import { log } from './rl-log.ts';
import { SHIPPED_FOLDER } from './shipped-list.ts';
import { type Facts, type StageOptions, staged } from './stages.ts';

export const PLANNER_USAGE =
  'train prime --world Blocksworld-v1 | Rovers-v1 | Sokoban-v1 [--name NAME] [--seed 1] [--rows N] [--steps N]' +
  ' [--max-steps N] [--temperature 0.6] [--evaluated 200] [--work FOLDER] [--out FOLDER] [--json]\n';

/** Rows that are only measured on, and that the self-check's prompt is made of. */
const HELD_OUT_ROWS = 600;
const LEARNING_RATE = 6e-3;
/** Lengths that rows are padded to. */
const LENGTHS = 3;
/** At which the tasks are tried; the paper deploys at 0.6. */
const TEMPERATURE = 0.6;
const SAMPLES = 3;

interface PlannerTraining extends StageOptions {
  readonly world: DrawnWorldId;
  readonly recipe: PlannerRecipe;
  readonly seed: number;
  readonly temperature: number;
  /** Tasks to try; 0 for none. */
  readonly evaluated: number;
  /** Where the model folder is written. */
  readonly out: string;
  /** As typed, for the card. */
  readonly command: string;
}

export function isPlannerWorld(world: string): world is DrawnWorldId {
  return (DRAWN_WORLDS as readonly string[]).includes(world);
}

export async function trainPlannerCommand(world: DrawnWorldId, args: Arguments, command: string) {
  const usual = PLANNER_RECIPES[world];
  const name = args.text('name', usual.name);
  const recipe: PlannerRecipe = {
    ...usual,
    name,
    rows: args.integer('rows', usual.rows),
    steps: args.integer('steps', usual.steps),
    maxSteps: args.integer('max-steps', usual.maxSteps),
  };
  const options: PlannerTraining = {
    world,
    recipe,
    seed: args.integer('seed', 1),
    temperature: args.number('temperature', TEMPERATURE),
    evaluated: args.integer('evaluated', 200),
    work: args.text('work', `.cache/train/${name}`),
    out: args.text('out', SHIPPED_FOLDER),
    command,
    log,
  };
  args.refuseUnknown();
  if (recipe.rows === 0 || recipe.steps === 0 || recipe.maxSteps === 0)
    throw new LabError('bad-argument', '--rows, --steps and --max-steps are whole numbers above 0.');
  const started = performance.now();
  const { facts, files } = await trainPlanner(options);
  const seconds = (performance.now() - started) / 1000;
  const json = { updates: recipe.steps, seconds, final: facts, files };
  return { json, text: `${files.join('\n')}\n${seconds.toFixed(0)} s`, ok: true };
}

async function trainPlanner(options: PlannerTraining): Promise<{ facts: Facts; files: string[] }> {
  const { work, recipe, out, command, seed, world } = options;
  await mkdir(work, { recursive: true });
  const source: ModelSource = {
    kind: plannerKind(world),
    name: recipe.name,
    checkpoint: join(work, 'fit', 'checkpoint.safetensors'),
    rows: heldOutFile(work),
  };
  const facts: Facts = {
    rows: await staged(options, 'rows', () => teach(options)),
    fit: await staged(options, 'fit', () => learn(options)),
  };
  if (options.evaluated > 0)
    facts.evaluation = await staged(options, 'evaluation', () => evaluate(options, source));
  return { facts, files: await shipModel(source, out, { world, command, seed, recipe, ...facts }) };
}

function trainedFile(work: string): string {
  return join(work, 'trained.rows');
}

function heldOutFile(work: string): string {
  return join(work, 'held-out.rows');
}

async function teach({ world, recipe, seed, work }: PlannerTraining): Promise<PlannerRowFigures> {
  const tokenizer = newTokenizer(plannerKind(world));
  const domain = PLANNER_DOMAINS[world];
  const { sizes, maxSteps } = recipe;
  const write = async (file: string, stream: number, rows: number) => {
    const builder = new DatasetBuilder();
    const rowOptions = { domain, sizes, maxSteps, seed: 2 * seed + stream, rows };
    const figures = plannerRows(rowOptions, tokenizer, builder);
    await writeFile(file, builder.build().toBytes());
    return figures;
  };
  await write(heldOutFile(work), 1, HELD_OUT_ROWS);
  return write(trainedFile(work), 0, recipe.rows);
}

async function learn({ world, recipe, seed, work, log }: PlannerTraining): Promise<Facts> {
  const files = [trainedFile(work), heldOutFile(work)];
  const rows = await Promise.all(files.map(async (path) => Dataset.fromBytes(await readFile(path))));
  let reported = 0;
  const { checkpointFile: _, ...figures } = await trainInNode({
    config: pocketConfig(plannerKind(world)),
    shapes: suggestShapes(Dataset.concatenate(rows), LENGTHS),
    datasetFiles: [files[0]],
    heldOutFile: files[1],
    outDir: join(work, 'fit'),
    seed,
    steps: recipe.steps,
    hyper: { rowsPerStep: recipe.rowsPerStep, learningRate: LEARNING_RATE },
    onProgress: ({ seconds, step, loss, positionsPerSecond }) => {
      if (seconds - reported < 20) return;
      reported = seconds;
      log(`fit: step ${step}, loss ${loss.toFixed(3)}, ${Math.round(positionsPerSecond)} positions/s`);
    },
  });
  return figures;
}

/** The quantized model on tasks of the published sizes that no deployment collects on. */
async function evaluate(
  { world, temperature, evaluated, seed }: PlannerTraining,
  source: ModelSource,
): Promise<Facts> {
  const model = await openModel(await modelOf(source), source.kind);
  const attempts = await deploy(new PocketPlanner(model, PLANNER_DOMAINS[world]), {
    tasks: new Tasks({ world, sizes: {} }),
    seeds: seedsFrom(FIRST_HELD_OUT, evaluated),
    samples: SAMPLES,
    temperature,
    seed,
  });
  await model.dispose();
  return { temperature, ...deploymentMetrics(attempts) };
}
