import '../learning/native/threads-first.ts';
import { afterAll, expect, test } from 'vitest';
import { PocketPlanner } from '../../src/agents/planner/planner.ts';
import { deploy } from '../../src/deployment/attempts.ts';
import { beginDeployment, type DeploymentPlan, runDeployment } from '../../src/deployment/deployment-run.ts';
import { fineTune } from '../../src/deployment/fine-tune.ts';
import { fineTuneHyperparameters } from '../../src/deployment/hyperparameters.ts';
import { pocketSurroundings } from '../../src/deployment/pocket-surroundings.ts';
import { emptyPool, type Pool, withTraces } from '../../src/deployment/pool.ts';
import { Tasks } from '../../src/deployment/tasks.ts';
import { traceRows } from '../../src/deployment/trace-rows.ts';
import { WEIGHTS_DIGITS } from '../../src/language/pocket/shipped.ts';
import { Dataset } from '../../src/learning/dataset.ts';
import { initialParameters } from '../../src/learning/transformer.ts';
import { Random } from '../../src/random.ts';
import { countLiveArrays } from '../learning/live-arrays.ts';
import { copyDataset, TINY } from '../learning/tiny.ts';
import { SOURCE, trace } from './fakes.ts';
import { DOMAIN, tinyPlanner } from './tiny-planner.ts';

const { files, model } = await tinyPlanner();
afterAll(() => model.dispose());

const TASKS = new Tasks(SOURCE);
const POOL = withTraces(
  emptyPool(SOURCE, 'shortest'),
  [0, 1, 2, 3, 4, 5].map((task) => trace(task)),
);
const HYPER = fineTuneHyperparameters({ rank: 4, alpha: 8, learningRate: 1e-2, rowsPerStep: 8, epochs: 4 });
const TELLING = { epochs: 3, seed: 1 };
const rowsOf = (pool: Pool) =>
  traceRows(pool, TASKS, { domain: DOMAIN, tokenizer: model.tokenizer }, TELLING);
const tiny = (seed: number, rows = copyDataset(new Random(1), 160)) =>
  fineTune({ config: TINY, weights: initialParameters(TINY, new Random(1)), rows, hyper: HYPER, seed });

test('an adapter over fixed weights learns a few rows that come again and again', async () => {
  const losses: number[] = [];
  const few = copyDataset(new Random(1), 8);
  const rows = Dataset.concatenate(Array.from({ length: 60 }, () => few));
  const weights = initialParameters(TINY, new Random(1));
  const onStep = (_done: number, _total: number, loss: number) => void losses.push(loss);
  const { figures } = await fineTune({ config: TINY, weights, rows, hyper: HYPER, seed: 1, onStep });
  expect(figures.steps).toBe(losses.length);
  expect(losses[0]).toBeGreaterThan(1.5);
  expect(figures.loss).toBeLessThan(0.5 * losses[0]);
});

test('is a function of rows and seed', async () => {
  const [a, b, other] = [await tiny(1), await tiny(1), await tiny(2)];
  expect(b.lora).toEqual(a.lora);
  expect(other.lora).not.toEqual(a.lora);
});

test('holds no arrays when it is done', async () => {
  const live = await countLiveArrays();
  await tiny(1);
  expect(live.count).toBe(0);
});

test('without rows gives an adapter that changes nothing', async () => {
  const { lora, figures } = await tiny(1, rowsOf(emptyPool(SOURCE, 'shortest')));
  expect(figures).toEqual({ steps: 0, loss: null, positions: 0 });
  for (const [name, values] of lora.matrices)
    if (name.endsWith('.b')) expect(values.every((value) => value === 0)).toBe(true);
});

test('a trace is told under other names in every epoch', () => {
  const rows = rowsOf(POOL);
  expect(rows.rows).toBe(18);
  const answer = (row: number) =>
    rows.columns.answers.slice(rows.answerStarts[row], rows.answerStarts[row + 1]);
  const operators = new Set(DOMAIN.vocabulary.actions.map((word) => model.tokenizer.table.ids.get(word)!));
  const shape = (row: number) => Array.from(answer(row), (id) => (operators.has(id) ? id : 0));
  expect(answer(6)).not.toEqual(answer(0));
  expect(shape(6)).toEqual(shape(0));
});

test('a pocket planner writes well-formed plans, the same for the same seed whatever is beside it', async () => {
  const planner = new PocketPlanner(model, DOMAIN);
  const request = (task: number) => ({ problem: TASKS.problem(task), seed: task });
  const together = await planner.plan([request(1), request(2)], 1);
  const [alone] = await planner.plan([request(2)], 1);
  expect(alone).toEqual(together[1]);
  const blocks = new Set(TASKS.problem(2).objects.keys());
  expect(alone.plan.length).toBeGreaterThan(0);
  expect(alone.plan.every(({ args }) => args.length > 0 && args.every((block) => blocks.has(block)))).toBe(
    true,
  );
});

test('a whole generation with a real model: deploy, keep, fine-tune from the base, deploy again', async () => {
  const plan: DeploymentPlan = {
    model: 'tiny-planner',
    weights: files.card.files.weights.sha256.slice(0, WEIGHTS_DIGITS),
    source: SOURCE,
    seeds: [0, 1],
    heldOut: [],
    generations: 1,
    samples: 2,
    runs: 2,
    temperature: 1,
    curation: { by: 'none' },
    hyper: { ...HYPER, warmupSteps: 1, epochs: 40 },
    seed: 1,
  };
  const surroundings = pocketSurroundings({ plan, files, model });
  const run = () => runDeployment(beginDeployment(plan), surroundings);
  const [first, again] = [await run(), await run()];
  expect(first.generations.map(({ kept, pool }) => [kept, pool])).toEqual([
    [4, 2],
    [4, 2],
  ]);
  expect(first.generations[1].training?.loss).toBeLessThan(10);
  expect(first.adapter).toEqual(again.adapter);
  await model.setAdapter(null);
  const options = { tasks: TASKS, seeds: [0], samples: 1, temperature: 1, seed: 1 };
  const base = await deploy(new PocketPlanner(model, DOMAIN), options);
  const tuned = await deploy(await surroundings.planner(first.adapter), options);
  expect(tuned[0].plan).not.toBe(base[0].plan);
});

test('refuses a model that the deployment did not begin with', () => {
  const plan = { source: SOURCE, weights: 'f'.repeat(16), model: 'x' } as unknown as DeploymentPlan;
  expect(() => pocketSurroundings({ plan, files, model })).toThrow(/other weights of "x"/);
});
