// `lab train prime --world Blocksworld-v1` (Rovers-v1, Sokoban-v1): the pocket model that writes whole plans. Small problems
// with their generator's plans become rows, one fit learns them, the weights are quantized, tried on tasks of the published
// sizes and written with their card.

import { PLANNER_DOMAINS } from '../src/agents/planner/domains.ts';
import { PocketPlanner } from '../src/agents/planner/planner.ts';
import { deploy } from '../src/deployment/attempts.ts';
import { deploymentMetrics } from '../src/deployment/metrics.ts';
import { FIRST_HELD_OUT, seedsFrom, Tasks } from '../src/deployment/tasks.ts';
import { LabError } from '../src/lab-error.ts';
import type { PocketModel } from '../src/language/pocket/pocket-model.ts';
import { PLANNER_RECIPES, type PlannerRecipe } from '../src/training/planner/recipes.ts';
import { plannerRows } from '../src/training/planner/rows.ts';
import { DRAWN_WORLDS, type DrawnWorldId } from '../src/worlds/strips/strips.ts';
import type { Arguments } from './arguments.ts';
import { plannerKind } from './prime-model.ts';
import { type PrimeOptions, primeOnce, primeOptions } from './prime-once.ts';
import { sizesOf } from './sizes.ts';
import type { Facts } from './stages.ts';

export const PLANNER_USAGE =
  'train prime --world Blocksworld-v1 | Rovers-v1 | Sokoban-v1 [--name NAME] [--seed 1] [--rows N] [--steps N]' +
  ' [--sizes blocks=2..4,…] [--max-steps N] [--temperature 0.6] [--evaluated 200] [--work FOLDER] [--out FOLDER] [--json]\n';

/** Rows that are only measured on, and that the self-check's prompt is made of. */
const HELD_OUT_ROWS = 600;
const LEARNING_RATE = 6e-3;
/** At which the tasks are tried; the paper deploys at 0.6. */
const TEMPERATURE = 0.6;
const SAMPLES = 3;

export function isPlannerWorld(world: string): world is DrawnWorldId {
  return (DRAWN_WORLDS as readonly string[]).includes(world);
}

export async function trainPlannerCommand(world: DrawnWorldId, args: Arguments, command: string) {
  const usual = PLANNER_RECIPES[world];
  const defaults = { name: usual.name, steps: usual.steps, temperature: TEMPERATURE, evaluated: 200 };
  const options = primeOptions(args, command, defaults);
  const recipe: PlannerRecipe = {
    ...usual,
    name: options.name,
    rows: args.integer('rows', usual.rows),
    steps: options.steps,
    maxSteps: args.integer('max-steps', usual.maxSteps),
    sizes: { ...usual.sizes, ...sizesOf(args.text('sizes', '')) },
  };
  args.refuseUnknown();
  if (recipe.rows === 0 || recipe.maxSteps === 0)
    throw new LabError('bad-argument', '--rows and --max-steps are whole numbers above 0.');
  const { sizes, maxSteps, rowsPerStep } = recipe;
  const domain = PLANNER_DOMAINS[world];
  return primeOnce(options, {
    kind: plannerKind(world),
    rows: 'rows',
    write: (part, tokenizer, builder) => {
      const asked =
        part === 'learned'
          ? { seed: 2 * options.seed, rows: recipe.rows }
          : { seed: 2 * options.seed + 1, rows: HELD_OUT_ROWS };
      return plannerRows({ domain, sizes, maxSteps, ...asked }, tokenizer, builder);
    },
    lengths: 3,
    hyper: { rowsPerStep, learningRate: LEARNING_RATE },
    judge: (model) => evaluate(world, model, options),
    about: { world, recipe },
  });
}

/** On tasks of the published sizes that no deployment collects on. */
async function evaluate(
  world: DrawnWorldId,
  model: PocketModel,
  { temperature, evaluated, seed }: PrimeOptions,
): Promise<Facts> {
  const attempts = await deploy(new PocketPlanner(model, PLANNER_DOMAINS[world]), {
    tasks: new Tasks({ world, sizes: {} }),
    seeds: seedsFrom(FIRST_HELD_OUT, evaluated),
    samples: SAMPLES,
    temperature,
    seed,
    stopAtFault: true,
  });
  return { temperature, ...deploymentMetrics(attempts) };
}
