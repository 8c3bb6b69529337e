// A run without storage: its stages and what it tells, resumed after each of them, curated by a person, stopped, and over a lost GPU.

import { expect, test } from 'vitest';
import { attemptKey } from '../../src/deployment/curation.ts';
import type { DeploymentState } from '../../src/deployment/deployment-run.ts';
import { readState, writeState } from '../../src/deployment/state-file.ts';
import { LabError } from '../../src/lab-error.ts';
import { DeploymentRunner } from '../../src/services/deployment-runner.ts';
import type { Decisions, DeploymentEvent } from '../../src/services/deployment-service.ts';
import { decided, type Session } from '../../src/services/deployment-session.ts';
import type { Unnumbered } from '../../src/services/event-stream.ts';
import { begun, type FakeOptions, type FakeSource, fakeSource, OPTIONS } from './fake-planner.ts';

type Told = Unnumbered<DeploymentEvent>;

interface Ran {
  readonly told: readonly Told[];
  readonly states: readonly DeploymentState[];
  readonly source: FakeSource;
  readonly session: Session;
}

function sessionOf(
  state: DeploymentState,
  states: DeploymentState[] = [],
  change: Partial<Session> = {},
): Session {
  const held = {
    id: 'a',
    isStored: true,
    save: async (saved: DeploymentState) => void states.push(saved),
    release: async () => {},
  };
  const decisions = { kept: [], discarded: [] };
  return {
    held,
    name: 'A',
    state,
    decisions,
    options: OPTIONS,
    isDecided: false,
    abort: new AbortController(),
    ...change,
  };
}

async function run(
  state: DeploymentState,
  options: FakeOptions = {},
  change: Partial<Session> = {},
): Promise<Ran> {
  const told: Told[] = [];
  const states: DeploymentState[] = [];
  const source = fakeSource(options);
  const session = sessionOf(state, states, change);
  await new DeploymentRunner(source, (event) => told.push(event)).run(session);
  return { told, states, source, session };
}

/** What a planner's session has come to. */
const stateOf = ({ session: { state } }: Ran) => state as DeploymentState;
const by = (state: DeploymentState, decisions: Decisions) => decided(state, decisions) as DeploymentState;
const last = (told: readonly Told[]) => told.at(-1);
const finished = await run(begun());

test('every stage is kept and told, and the model is let go', () => {
  expect(finished.states.map(({ stage }) => stage)).toEqual([
    ...['hold-out', 'curate', 'fine-tune', 'collect'],
    ...['hold-out', 'curate', 'fine-tune', 'collect'],
    ...['hold-out', 'curate', 'done'],
  ]);
  expect(finished.told.filter(({ type }) => type === 'state')).toHaveLength(finished.states.length + 1);
  expect(last(finished.told)).toEqual({ type: 'finished', id: 'a', how: 'done' });
  expect([finished.source.opened, finished.source.disposed]).toEqual([1, 1]);
  const solved = stateOf(finished).generations.map(({ collecting }) => collecting.solved);
  expect(solved).toHaveLength(3);
  expect(solved[2]).toBeGreaterThan(solved[0]);
});

test('resumed from the bytes of any stage it comes to the same end', async () => {
  const end = stateOf(finished);
  for (const state of [begun(), ...finished.states]) {
    const ran = await run(readState(writeState(state)));
    expect(writeState(stateOf(ran))).toEqual(writeState(end));
  }
});

test('a person is waited for before every curation, and what is kept teaches the next', async () => {
  const curation = { by: 'person', name: 'Ada', kept: [] as string[] } as const;
  const first = await run(begun({ curation: { ...curation, kept: [] }, generations: 1 }));
  expect(last(first.told)).toEqual({ type: 'finished', id: 'a', how: 'waits' });
  const state = stateOf(first);
  expect([state.stage, state.attempts.length]).toEqual(['curate', 24]);
  // Nothing is opened for a person who thinks.
  expect((await run(state)).source.opened).toBe(0);
  const chosen = state.attempts.find(({ valid }) => valid)!;
  const kept = [attemptKey(chosen)];
  const second = await run(by(state, { kept, discarded: [] }), {}, { isDecided: true });
  expect(last(second.told)).toEqual({ type: 'finished', id: 'a', how: 'waits' });
  expect([...stateOf(second).pool.traces.values()]).toMatchObject([
    { task: chosen.task, plan: chosen.plan, keptBy: 'Ada', generation: 0 },
  ]);
  const third = await run(by(stateOf(second), { kept: [], discarded: kept }), {}, { isDecided: true });
  expect(stateOf(third).stage).toBe('done');
  // Discarded now, it is still what was kept before.
  expect(stateOf(third).pool.traces.size).toBe(1);
  expect(stateOf(third).generations.map(({ kept: count }) => count > 0)).toEqual([true, false]);
});

test('only a person who is waited for can decide', () => {
  const wrong = [begun(), begun({ curation: { by: 'person', name: 'Ada', kept: [] } })];
  for (const state of wrong) expect(() => decided(state, { kept: [], discarded: [] })).toThrow(LabError);
});

test('stopped in the middle of a stage it keeps the stages before', async () => {
  const abort = new AbortController();
  const before: FakeOptions['before'] = (what) => {
    if (what === 'fine-tune') abort.abort(new LabError('aborted', 'It was stopped.'));
  };
  const { told, session } = await run(begun(), { before }, { abort });
  expect(last(told)).toEqual({ type: 'finished', id: 'a', how: 'stopped' });
  expect(session.state.stage).toBe('collect');
  expect(session.state.generations).toHaveLength(1);
});

test('a lost GPU is told, and the stage is begun again on WASM; a second loss ends it', async () => {
  let losses = 0;
  const before: FakeOptions['before'] = (what) => {
    if (what === 'fine-tune' && losses++ === 0) throw new LabError('device-lost', 'The GPU was lost.');
  };
  const options = { runtime: 'auto', device: 'auto' } as const;
  const { told, source, session } = await run(begun({ generations: 1 }), { before }, { options });
  expect(session.state.stage).toBe('done');
  expect(source.devices).toEqual(['auto', 'wasm']);
  expect(told).toContainEqual({ type: 'notice', text: expect.stringContaining('on WASM') });
  const lost = await run(begun(), {
    before: (what) => {
      if (what === 'fine-tune') throw new LabError('device-lost', 'The GPU was lost.');
    },
  });
  expect(last(lost.told)).toMatchObject({ type: 'error', error: { code: 'device-lost' } });
  expect(lost.source.disposed).toBe(lost.source.opened);
});
