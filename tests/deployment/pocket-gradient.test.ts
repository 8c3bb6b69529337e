// The gradient check on a deployed model: its own attempts, the base and an adapter over it.

import '../learning/native/threads-first.ts';
import { afterAll, expect, test } from 'vitest';
import { beginDeployment } from '../../src/deployment/deployment-run.ts';
import { fineTuneHyperparameters } from '../../src/deployment/hyperparameters.ts';
import { checkGradient } from '../../src/deployment/pocket-gradient.ts';
import { pocketSurroundings } from '../../src/deployment/pocket-surroundings.ts';
import { emptyPool, withTraces } from '../../src/deployment/pool.ts';
import { Tasks } from '../../src/deployment/tasks.ts';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { folderReader } from '../../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../src/language/pocket/pocket-model.ts';
import { planOf } from '../services/fake-planner.ts';

const files = await loadModelFiles(folderReader('public/models/pocket-planner-blocksworld'));
const model = await PocketModel.open(files, { preference: 'wasm', loader: nodeOrt(1) });
afterAll(() => model.dispose());

const plan = planOf({
  model: files.card.id,
  weights: files.card.files.weights.sha256.slice(0, 16),
  source: { world: 'Blocksworld-v1', sizes: { blocks: [4, 11] } },
  hyper: fineTuneHyperparameters({ rank: 2, alpha: 4, epochs: 1 }),
  temperature: 1,
});
const deployment = { plan, files, model };

test('of the base: fine-tuning on its valid attempts is REINFORCE’s step but for the factor', async () => {
  const report = await checkGradient(deployment, beginDeployment(plan));
  expect(report).toMatchObject({ generation: 0, samples: 12 });
  expect(report.valid).toBeGreaterThan(0);
  expect(report.valid).toBeLessThan(report.samples);
  expect(report.made).toBeGreaterThanOrEqual(report.samples);
  expect(report.cosine).toBeGreaterThan(1 - 1e-5);
  expect(report.ratio).toBeCloseTo(report.valid / report.samples, 4);
  expect(report.error).toBeLessThan(1e-3);
});

test('of a later generation, under the adapter that it has', async () => {
  const tasks = new Tasks(plan.source);
  const pool = withTraces(emptyPool(plan.source, 'shortest'), []);
  const { fineTune } = pocketSurroundings(deployment);
  const { file } = await fineTune(pool, tasks, 1, () => {});
  const report = await checkGradient(deployment, { adapter: file, generation: 1 });
  expect(report.generation).toBe(1);
  expect(report.cosine).toBeGreaterThan(1 - 1e-5);
  expect(report.ratio).toBeCloseTo(report.valid / report.samples, 4);
});

test('without a valid attempt there is nothing to compare, and that is said', async () => {
  const hard = { ...plan, source: { world: 'Blocksworld-v1', sizes: { blocks: 30 } } as const };
  await expect(checkGradient({ ...deployment, plan: hard }, beginDeployment(hard))).rejects.toThrow(
    /None of \d+ attempts was valid/,
  );
});
