// A deployment on worlds without storage: what it tells, a person who is waited for, and what is refused.

import { expect, test } from 'vitest';
import { writeAny } from '../../src/deployment/any-deployment.ts';
import {
  beginEpisodes,
  type EpisodePlan,
  type EpisodeState,
} from '../../src/deployment/crafter/episode-run.ts';
import { atOnce } from '../../src/deployment/pieces.ts';
import type { LabError } from '../../src/lab-error.ts';
import { anySummary, checkAnySetup, readAnyForeign, readAnyStored } from '../../src/services/any-check.ts';
import { DeploymentRunner } from '../../src/services/deployment-runner.ts';
import { type DeploymentEvent, NO_DECISIONS } from '../../src/services/deployment-service.ts';
import { decided, type Session } from '../../src/services/deployment-session.ts';
import type { Unnumbered } from '../../src/services/event-stream.ts';
import { begun, fakeSource, OPTIONS } from './fake-planner.ts';
import { episodePlan, fakePlayer } from './fake-player.ts';

type Told = Unnumbered<DeploymentEvent>;

async function run(
  state: EpisodeState,
  isDecided = false,
  player: ReturnType<typeof fakePlayer> | null = fakePlayer(),
) {
  const told: Told[] = [];
  const states: EpisodeState[] = [];
  const save = async (after: unknown) => void states.push(after as EpisodeState);
  const session: Session = {
    held: { id: 'a', isStored: true, save, release: async () => {} },
    name: 'worlds',
    state,
    decisions: NO_DECISIONS,
    options: OPTIONS,
    isDecided,
    abort: new AbortController(),
  };
  await new DeploymentRunner(fakeSource(), (event) => told.push(event), player).run(session);
  return { told, states, state: session.state as EpisodeState };
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return '';
  } catch (error) {
    return (error as LabError).code;
  }
};

test('every stage is kept and told, and any of them is read again as it is', async () => {
  const { told, states, state } = await run(beginEpisodes(episodePlan()));
  expect(states.map(({ stage }) => stage)).toEqual([
    ...['hold-out', 'curate', 'fine-tune', 'collect'],
    ...['hold-out', 'curate', 'done'],
  ]);
  expect(told.at(-1)).toEqual({ type: 'finished', id: 'a', how: 'done' });
  for (const each of states) expect(readAnyStored(writeAny(each))).toEqual(each);
  expect(atOnce(readAnyForeign(writeAny(state)))).toEqual(state);
  expect(anySummary(state)).toMatchObject({ world: 'Crafter-v1', curation: 'best', stage: 'done' });
  expect(anySummary(state).solved).toEqual(state.generations.map(({ collecting }) => collecting.progress));
});

test('a thumb is waited for, and what it kept teaches the next', async () => {
  const curation = { by: 'person', name: 'Ada', kept: [] } as const;
  const first = await run(beginEpisodes(episodePlan({ curation })));
  expect(first.told.at(-1)).toEqual({ type: 'finished', id: 'a', how: 'waits' });
  const [chosen] = first.state.attempts;
  const state = decided(first.state, { kept: [chosen.key], discarded: [] }) as EpisodeState;
  const second = await run(state, true);
  expect(second.told.at(-1)).toEqual({ type: 'finished', id: 'a', how: 'waits' });
  expect([...second.state.pool.traces.values()].map(({ key, keptBy }) => [key, keptBy])).toEqual([
    [chosen.key, 'Ada'],
  ]);
});

test('where nobody plays worlds it says so', async () => {
  const { told } = await run(beginEpisodes(episodePlan()), false, null);
  expect(told.at(-1)).toMatchObject({ type: 'error', error: { code: 'model-missing' } });
});

test('a set-up is checked: the model, its bounds, its name', () => {
  const check = (change: Partial<EpisodePlan>) =>
    codeOf(() => checkAnySetup({ name: 'worlds', plan: episodePlan(change) }));
  expect(check({})).toBe('');
  expect(check({ model: 'pocket-pogs' })).toBe('model-missing');
  expect(check({ seeds: [] })).toBe('bad-argument');
  expect(check({ generations: 51 })).toBe('bad-argument');
  expect(check({ runs: 4 })).toBe('bad-argument');
  expect(check({ temperature: 6 })).toBe('bad-argument');
  expect(check({ source: { world: 'Crafter-v1', schedule: 'gate', maxSteps: 60 } })).toBe('bad-argument');
  expect(check({ source: { world: 'Crafter-v1', schedule: 'never', maxSteps: 0 } })).toBe('bad-argument');
  expect(codeOf(() => checkAnySetup({ name: '', plan: episodePlan() }))).toBe('bad-argument');
});

test('stored figures that are none are refused; deployments of planners are read as ever', async () => {
  const { state } = await run(beginEpisodes(episodePlan({ generations: 0 })));
  const broken = { ...state, generations: [{ ...state.generations[0], kept: -1 }] };
  expect(codeOf(() => readAnyStored(writeAny(broken)))).toBe('bad-record');
  expect(readAnyStored(writeAny(begun()))).toEqual(begun());
});
