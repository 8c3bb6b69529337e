import { expect, test } from 'vitest';
import { attemptKey } from '../../src/deployment/curation.ts';
import {
  beginDeployment,
  type DeploymentPlan,
  type DeploymentState,
  type DeploymentSurroundings,
  runDeployment,
} from '../../src/deployment/deployment-run.ts';
import { fineTuneHyperparameters } from '../../src/deployment/hyperparameters.ts';
import { readState, writeState } from '../../src/deployment/state-file.ts';
import { fakePlanner, SOURCE } from './fakes.ts';
import { tinyAdapter } from './tiny-adapter.ts';

const PLAN: DeploymentPlan = {
  model: 'pocket-planner-tiny',
  weights: '0123456789abcdef',
  source: SOURCE,
  seeds: Array.from({ length: 30 }, (_, seed) => seed),
  heldOut: Array.from({ length: 20 }, (_, i) => 500_000 + i),
  generations: 3,
  samples: 3,
  runs: 2,
  temperature: 0.6,
  curation: { by: 'valid' },
  hyper: fineTuneHyperparameters(),
  seed: 1,
};

/** Every generation reaches plans of four more steps, if its pool has at least as many traces as the one before. */
function surroundings(change: Partial<DeploymentSurroundings> = {}): DeploymentSurroundings {
  return {
    planner: async (adapter) => fakePlanner(adapter ? 6 + 4 * adapter.at(-1)! : 6),
    async fineTune(pool, _tasks, generation, onStep) {
      onStep(1, 1, 0.5);
      const figures = { steps: pool.traces.size, loss: 0.5, positions: 1 };
      return { file: tinyAdapter(generation), figures };
    },
    hash: (file) => `${file.at(-1)}`.padStart(16, '0'),
    ...change,
  };
}

/** A state’s file, to put something wrong into. */
interface Forged {
  readonly generations: { readonly collecting: object }[];
  readonly attempts: object[];
}

const finished = await runDeployment(beginDeployment(PLAN), surroundings());

test('deploys the base and every model after it, and what is kept only grows', () => {
  expect(finished.stage).toBe('done');
  expect(finished.generations.map(({ n }) => n)).toEqual([0, 1, 2, 3]);
  expect(finished.generations.map(({ model }) => model)).toEqual([
    PLAN.weights,
    ...[1, 2, 3].map((n) => `${n}`.padStart(16, '0')),
  ]);
  const solved = finished.generations.map(({ collecting }) => collecting.solved);
  expect(solved[3]).toBeGreaterThan(2 * solved[0]);
  const pools = finished.generations.map(({ pool }) => pool);
  expect(pools).toEqual([...pools].sort((a, b) => a - b));
  expect(finished.pool.traces.size).toBe(pools[3]);
});

test('figures are about the runs, on collecting and held-out tasks; what is learned, about all attempts', () => {
  const [base, first] = finished.generations;
  expect([base.collecting.tasks, base.collecting.runs]).toEqual([30, 2]);
  expect([base.heldOut?.tasks, base.heldOut?.runs]).toEqual([20, 2]);
  expect(base.training).toBeNull();
  expect(first.training?.steps).toBe(base.pool);
  expect(base.kept).toBeGreaterThan(base.collecting.solved * 0.3 * 2 - 1);
});

test('stopped and stored after any stage, it goes on to the same end', async () => {
  const states: DeploymentState[] = [];
  await runDeployment(
    beginDeployment(PLAN),
    surroundings({ save: async (state) => void states.push(state) }),
  );
  expect(states.map(({ stage }) => stage)).toEqual([
    ...Array.from({ length: 3 }, () => ['hold-out', 'curate', 'fine-tune', 'collect']).flat(),
    ...['hold-out', 'curate', 'done'],
  ]);
  for (const state of states) {
    const resumed = await runDeployment(readState(writeState(state), PLAN), surroundings());
    expect(writeState(resumed)).toEqual(writeState(finished));
  }
});

test('pauses before a person decides, and learns what the person kept', async () => {
  const due = await runDeployment(beginDeployment(PLAN), surroundings(), { pauseBefore: 'curate' });
  expect([due.stage, due.attempts.length]).toEqual(['curate', 90]);
  const invalid = due.attempts.find(({ valid }) => !valid)!;
  const curation = { by: 'person', name: 'Ada', kept: [attemptKey(invalid)] } as const;
  const decided = { ...due, plan: { ...PLAN, curation } };
  const next = await runDeployment(decided, surroundings(), { pauseBefore: 'fine-tune' });
  expect([...next.pool.traces.values()].map(({ task, keptBy }) => [task, keptBy])).toEqual([
    [invalid.task, 'Ada'],
  ]);
});

test('an abort leaves the last stored state to go on from', async () => {
  const controller = new AbortController();
  let last: DeploymentState | undefined;
  const running = runDeployment(
    beginDeployment(PLAN),
    surroundings({
      signal: controller.signal,
      save: async (state) => {
        last = state;
        if (state.generation === 1) controller.abort();
      },
    }),
  );
  await expect(running).rejects.toThrow();
  expect(last).toMatchObject({ generation: 1, stage: 'collect' });
});

test('a state of another plan, or no state at all, is refused', () => {
  const bytes = writeState(finished);
  expect(() => readState(bytes, { ...PLAN, seed: 2 })).toThrow(/another set-up/);
  for (const hostile of ['', '{}', 'null', '{"format":"goldilocks-deployment-1"}'])
    expect(() => readState(new TextEncoder().encode(hostile))).toThrow(
      expect.objectContaining({ code: 'bad-record' }),
    );
});

test.each([
  [
    'a figure that is text',
    (file: Forged) => Object.assign(file.generations[0].collecting, { solved: '1' }),
    'generations.0.collecting.solved',
  ],
  ['a generation too many', (file: Forged) => file.generations.push(...file.generations), 'generations'],
  [
    'a training without its steps',
    (file: Forged) => Object.assign(file, { training: { loss: 1 } }),
    'training.steps',
  ],
  [
    'a plan of a megabyte',
    (file: Forged) =>
      file.attempts.push({
        task: 1,
        sample: 0,
        plan: 'x'.repeat(1 << 20),
        steps: 0,
        tokens: 0,
        valid: false,
        fault: null,
      }),
    'attempts.0.plan',
  ],
])('a state with %s is refused, and the sentence says where', (_, forge, where) => {
  const file = JSON.parse(new TextDecoder().decode(writeState(finished)));
  forge(file);
  expect(() => readState(new TextEncoder().encode(JSON.stringify(file)), PLAN)).toThrow(
    expect.objectContaining({ code: 'bad-record', message: expect.stringContaining(`: ${where} is not`) }),
  );
});

test('reports its progress: attempts, then steps with their loss', async () => {
  const told: string[] = [];
  await runDeployment(
    beginDeployment({ ...PLAN, generations: 1 }),
    surroundings({
      onProgress: ({ generation, stage, done, total }) =>
        told.push(`${generation} ${stage} ${done}/${total}`),
    }),
  );
  expect(told).toContain('0 collect 64/90');
  expect(told).toContain('0 hold-out 40/40');
  expect(told).toContain('1 fine-tune 1/1');
});
