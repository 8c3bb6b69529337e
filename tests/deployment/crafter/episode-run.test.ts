import { expect, test } from 'vitest';
import { readEpisodeState, writeEpisodeState } from '../../../src/deployment/crafter/episode-files.ts';
import {
  beginEpisodes,
  type EpisodeState,
  type EpisodeSurroundings,
  runEpisodes,
} from '../../../src/deployment/crafter/episode-run.ts';
import { playTasks } from '../../../src/deployment/crafter/episodes.ts';
import { readState } from '../../../src/deployment/state-file.ts';
import { tinyAdapter } from '../tiny-adapter.ts';
import { EagerModel, PLAN, PLAYER, SOURCE } from './fakes.ts';

/** Every generation interacts more than the one before. */
function surroundings(change: Partial<EpisodeSurroundings> = {}): EpisodeSurroundings {
  return {
    attempt: (adapter, asked) =>
      playTasks(new EagerModel(adapter ? adapter.at(-1)! / 3 : 0), {
        ...{ ...asked, source: SOURCE, player: PLAYER, temperature: 1 },
      }),
    async fineTune(pool, generation, onStep) {
      onStep(1, 1, 0.5);
      const figures = { steps: pool.traces.size, loss: 0.5, positions: 1 };
      return { file: tinyAdapter(generation), figures };
    },
    hash: (file) => `${file.at(-1)}`.padStart(16, '0'),
    ...change,
  };
}

const finished = await runEpisodes(beginEpisodes(PLAN), surroundings());

test('deploys the base and every model after it, and what is kept of a world only gets better', () => {
  expect(finished).toMatchObject({ kind: 'episodes', stage: 'done' });
  expect(finished.generations.map(({ n }) => n)).toEqual([0, 1, 2]);
  const [base, , last] = finished.generations;
  expect(base.model).toBe(PLAN.weights);
  expect(last.collecting.progress).toBeGreaterThan(base.collecting.progress);
  expect([base.collecting.runs, base.collecting.tasks, base.heldOut?.tasks]).toEqual([2, 6, 2]);
  const pools = finished.generations.map(({ pool }) => pool);
  expect(pools).toEqual([...pools].sort((a, b) => a - b));
  expect(finished.pool.traces.size).toBe(pools[2]);
  expect([...finished.pool.traces.values()].some(({ generation }) => generation > 0)).toBe(true);
});

test('learns from what was kept and tells what that rewarded', () => {
  const [base, first] = finished.generations;
  expect(first.training?.steps).toBe(base.pool);
  const progress = base.rewarded.find(({ feature }) => feature === 'progress')!;
  expect(progress.kept).toBeGreaterThan(progress.discarded);
});

test('stopped and stored after any stage, it goes on to the same end', async () => {
  const states: EpisodeState[] = [];
  await runEpisodes(beginEpisodes(PLAN), surroundings({ save: async (state) => void states.push(state) }));
  expect(states.map(({ stage }) => stage)).toEqual([
    ...Array.from({ length: 2 }, () => ['hold-out', 'curate', 'fine-tune', 'collect']).flat(),
    ...['hold-out', 'curate', 'done'],
  ]);
  for (const state of states) {
    const resumed = await runEpisodes(readEpisodeState(writeEpisodeState(state), PLAN), surroundings());
    expect(writeEpisodeState(resumed)).toEqual(writeEpisodeState(finished));
  }
});

test('pauses before a thumb decides, and learns what it kept', async () => {
  const curation = { by: 'person', name: 'Ada', kept: [] } as const;
  const due = await runEpisodes(beginEpisodes({ ...PLAN, curation }), surroundings(), {
    pauseBefore: 'curate',
  });
  expect([due.stage, due.attempts.length]).toEqual(['curate', 18]);
  const worst = due.attempts.reduce((a, b) => (b.progress < a.progress ? b : a));
  const decided = { ...due, plan: { ...due.plan, curation: { ...curation, kept: [worst.key] } } };
  const next = await runEpisodes(decided, surroundings(), { pauseBefore: 'fine-tune' });
  expect([...next.pool.traces.values()].map(({ key, keptBy }) => [key, keptBy])).toEqual([
    [worst.key, 'Ada'],
  ]);
  const stored = writeEpisodeState(next);
  expect(readEpisodeState(stored, { ...PLAN, curation })).toEqual(next);
});

test('a state of another plan, of a planner, or no state at all, is refused', () => {
  const bytes = writeEpisodeState(finished);
  expect(() => readEpisodeState(bytes, { ...PLAN, seed: 2 })).toThrow(/another set-up/);
  expect(() => readState(bytes)).toThrow(expect.objectContaining({ code: 'bad-record' }));
  for (const hostile of ['', '{}', 'null', '{"format":"goldilocks-deployment-1","kind":"episodes"}'])
    expect(() => readEpisodeState(new TextEncoder().encode(hostile))).toThrow(
      expect.objectContaining({ code: 'bad-record' }),
    );
  const damaged = new TextDecoder().decode(bytes).replace(/"adapter":"[^"]+"/, '"adapter":"?"');
  expect(() => readEpisodeState(new TextEncoder().encode(damaged))).toThrow(/adapter .* is damaged/);
});
