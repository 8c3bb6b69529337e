// The shipped planners: what their cards promise, and that they still plan.

import { afterAll, describe, expect, test } from 'vitest';
import { PLANNER_DOMAINS } from '../../../src/agents/planner/domains.ts';
import { PocketPlanner } from '../../../src/agents/planner/planner.ts';
import { deploy } from '../../../src/deployment/attempts.ts';
import { type DeploymentMetrics, deploymentMetrics } from '../../../src/deployment/metrics.ts';
import { FIRST_HELD_OUT, seedsFrom, Tasks } from '../../../src/deployment/tasks.ts';
import { loadModelFiles } from '../../../src/language/pocket/model-files.ts';
import { folderReader } from '../../../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../../src/language/pocket/pocket-model.ts';
import { SHIPPED_MODELS, shippedFor, WEIGHTS_DIGITS } from '../../../src/language/pocket/shipped.ts';
import { PLANNER_RECIPES } from '../../../src/training/planner/recipes.ts';
import { DRAWN_WORLDS, drawnProblem } from '../../../src/worlds/strips/strips.ts';

const WORLDS = DRAWN_WORLDS.filter((world) => shippedFor(world).length > 0);

describe.each(WORLDS)('the planner for %s', async (world) => {
  const { name, maxSteps } = PLANNER_RECIPES[world];
  const files = await loadModelFiles(folderReader(`public/models/${name}`));
  const { training, vocabulary, config, files: own } = files.card;
  const { rows, evaluation } = training as {
    rows: { longestPlan: number };
    evaluation: DeploymentMetrics & { temperature: number };
  };
  const model = await PocketModel.open(files, { preference: 'wasm', loader: nodeOrt() });
  afterAll(() => model.dispose());

  test('is the one that the list names, below a megabyte', () => {
    const { sha256, bytes } = own.weights;
    expect(SHIPPED_MODELS[name]).toEqual({ weights: sha256.slice(0, WEIGHTS_DIGITS), bytes, world });
    expect(bytes).toBeLessThan(1_000_000);
  });

  test('knows the words of its domain as it is told today', () => {
    expect(vocabulary).toEqual(PLANNER_DOMAINS[world].vocabulary);
    expect(config.pack).toBe(PLANNER_DOMAINS[world].pack);
  });

  test('was primed on short plans alone and solves some of the published sizes, most of them not', () => {
    expect(rows.longestPlan).toBeLessThanOrEqual(maxSteps);
    expect(evaluation.solved).toBeGreaterThan(5);
    expect(evaluation.solved).toBeLessThan(35);
  });

  test('solves most problems like those that it was primed on', async () => {
    const { sizes } = PLANNER_RECIPES[world];
    const tasks = new Tasks({ world, sizes });
    const isShort = (seed: number) => drawnProblem(world, seed, sizes).plan.length <= maxSteps;
    const seeds = seedsFrom(FIRST_HELD_OUT, 100).filter(isShort).slice(0, 24);
    const planner = new PocketPlanner(model, PLANNER_DOMAINS[world]);
    const { solved } = deploymentMetrics(
      await deploy(planner, { tasks, seeds, samples: 1, temperature: 0.6, seed: 1 }),
    );
    expect(solved).toBeGreaterThan(50);
  });
});
