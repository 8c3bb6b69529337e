// pocket-pogs as it ships, and POGS as a field of speculation.

import { afterAll, describe, expect, test } from 'vitest';
import { playPogsLanes } from '../../src/agents/pogs/lanes.ts';
import { pogsFigures } from '../../src/agents/pogs/metrics.ts';
import { MAX_PLAN_WORDS } from '../../src/agents/pogs/prompt.ts';
import { pogsVocabulary } from '../../src/agents/pogs/vocabulary.ts';
import type { PogsRow } from '../../src/experiments/pogs-report.ts';
import { mean } from '../../src/experiments/statistics.ts';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { folderReader } from '../../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../src/language/pocket/pocket-model.ts';
import { checkPlays, SHIPPED_MODELS, WEIGHTS_DIGITS } from '../../src/language/pocket/shipped.ts';
import { agentsOf, fieldOf } from '../../src/speculation/arena.ts';
import { CLOCK_PRESETS } from '../../src/speculation/clock-model.ts';
import { DEFAULT_SETUP, type SpeculationSetup, USUAL_MODEL } from '../../src/speculation/setup.ts';
import { SimulatedExecutor } from '../../src/speculation/simulated-executor.ts';
import { speculate } from '../../src/speculation/speculate.ts';

const files = await loadModelFiles(folderReader('public/models/pocket-pogs'));
const model = await PocketModel.open(files, { preference: 'wasm', loader: nodeOrt() });
afterAll(() => model.dispose());

const WORLDS = ['POGS-v0', 'HardPOGS-v0'] as const;

function setupFor(world: (typeof WORLDS)[number]): SpeculationSetup {
  const models = { A: USUAL_MODEL[world], T: USUAL_MODEL[world] };
  return { ...DEFAULT_SETUP, world, models, firstTask: 1000 };
}

/** What `train prime --world HardPOGS-v0` measured, under never, dynamic and always. */
const evaluation = files.card.training.evaluation as Record<'recall' | 'view', PogsRow[]>;

function successOf(rows: readonly PogsRow[]): number[] {
  expect(rows.map(({ schedule, episodes }) => [schedule, episodes])).toEqual([
    ['never', 200],
    ['dynamic', 200],
    ['always', 200],
  ]);
  return rows.map(({ figures }) => figures.success.mean);
}

describe('pocket-pogs', () => {
  test('is the one the list names, half a megabyte at most, in today’s words', () => {
    const { sha256, bytes } = files.card.files.weights;
    const weights = sha256.slice(0, WEIGHTS_DIGITS);
    expect(SHIPPED_MODELS['pocket-pogs']).toEqual({ weights, bytes, world: 'HardPOGS-v0' });
    expect(bytes).toBeLessThan(500_000);
    expect(files.card.vocabulary).toEqual(pogsVocabulary());
    expect(() => checkPlays('pocket-pogs', 'Crafter-v1')).toThrow('trained for HardPOGS-v0');
  });

  test('with all that was seen in its prompt reached nine targets in ten, and more when it planned at every step', () => {
    const [never, , always] = successOf(evaluation.recall);
    expect(never).toBeGreaterThan(0.88);
    expect(always).toBeGreaterThan(never);
  });

  test('with the latest view alone reached under half, and fewer when it planned at every step', () => {
    const [never, , always] = successOf(evaluation.view);
    expect(never).toBeLessThan(0.5);
    expect(always).toBeLessThan(never - 0.05);
  });

  test('walks as its card says: 32 trees, a plan every 4 steps', async () => {
    const episodes = await playPogsLanes({
      model,
      world: 'HardPOGS-v0',
      agent: { schedule: 'every-4', seed: 0 },
      temperature: 1,
      seeds: Array.from({ length: 32 }, (_, i) => 1500 + i),
      lanes: 32,
    });
    const { success, steps, plans } = pogsFigures(episodes);
    expect(mean(success)).toBeGreaterThan(0.85);
    expect(plans).toEqual(steps.map((count) => Math.ceil(count / 4)));
  });
});

describe.each(WORLDS)('%s as a field of speculation', (world) => {
  const setup = setupFor(world);
  const field = fieldOf(setup);

  test('names 20 nodes, the tree of a task, and has a verdict', () => {
    expect(field.actions).toHaveLength(20);
    expect(field.wording.actions).toEqual(field.actions);
    expect(field.wording.maxThought).toBe(MAX_PLAN_WORDS);
    expect(field.title(3)).toMatch(new RegExp(`^${world}, tree 1003, from node \\d+ to node \\d+$`));
    expect(field.start(3).key).toBe(fieldOf({ ...setup, firstTask: 1003 }).start(0).key);
    expect(field.solved(field.start(0))).toBe(false);
  });

  test('loses nothing: 8 tasks of the shipped model end as T alone ends them, step by step', async () => {
    const agents = agentsOf(setup, field.wording, { A: model, T: model });
    let guessed = 0;
    for (let task = 0; task < 8; task++) {
      const start = field.start(task);
      const run = await speculate({
        start,
        policy: { ahead: () => ({ k: 3, value: null }), learn: () => {} },
        executor: new SimulatedExecutor(agents, CLOCK_PRESETS.remote, task),
      });
      let alone = start;
      while (!alone.over) alone = alone.after((await agents.T.act(alone)).action);
      expect([run.error, run.end.key]).toEqual([null, alone.key]);
      guessed += run.calls.length - run.steps.length;
    }
    expect(guessed).toBeGreaterThan(0);
  });
});
