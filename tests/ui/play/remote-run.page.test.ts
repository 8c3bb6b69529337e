// A run whose model is remote, on the page: a link asks nobody by itself, and whoever's endpoint changes is not asked again. The
// worker is the fake one, whose calls are looked at.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunConfig } from '../../../src/records/record.ts';
import { checkEndpoint } from '../../../src/services/endpoint-settings.ts';
import { endpointList } from '../../../src/ui/endpoints.ts';
import { LiveRun } from '../../../src/ui/live-run.ts';
import type { PlayPage } from '../../../src/ui/play/play-page.ts';
import { INITIAL_SETTINGS } from '../../../src/ui/settings.ts';
import { FakeAgent } from '../fake-agent.ts';
import '../../../src/ui/play/play-page.ts';

const REMOTE: RunConfig = {
  world: { id: 'Crafter-v1', area: [64, 64], length: 1000 },
  seed: 1,
  agent: { model: 'remote:org/A', weights: '', schedule: 'never', temperature: 1, seed: 0 },
};
const POCKET: RunConfig = { ...REMOTE, seed: 2, agent: { ...REMOTE.agent, model: 'teacher' } };
const endpoint = checkEndpoint({ url: 'http://localhost:8000', model: 'org/A', apiKey: 'sk-1' });
const moved = checkEndpoint({ ...endpoint, url: 'http://localhost:9000' });
const SETTINGS = { ...INITIAL_SETTINGS, speed: '20' };

let run: LiveRun;
let agent: FakeAgent;
beforeEach(async () => {
  localStorage.clear();
  sessionStorage.clear();
  await endpointList.add(endpoint, false);
  run = new LiveRun((listener) => {
    agent = new FakeAgent(listener);
    return agent;
  }, false);
});
afterEach(async () => {
  run.close();
  document.body.replaceChildren();
  for (const { model } of endpointList.all) await endpointList.forget(model);
});
const called = (name: string) => agent.calls.filter((call) => call.startsWith(name));

test.each([
  ['its address', { query: 'model=remote:org%2FA&seed=1&speed=30' }],
  ['a record', { wanted: REMOTE }],
])('opened by %s, it waits for Play although its endpoint is known', async (_how, properties) => {
  document.body.append(
    Object.assign(document.createElement('play-page') as PlayPage, { run, ...properties }),
  );
  await vi.waitFor(() => expect(run.view.phase).toBe('paused'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([run.view.phase, run.view.steps.length]).toEqual(['paused', 0]);
  await run.toggle();
  await vi.waitFor(() => expect(run.view.steps.length).toBeGreaterThan(1));
});

test('opened by its address, a run with another model plays at once', async () => {
  const query = 'model=teacher&seed=1&speed=30';
  document.body.append(Object.assign(document.createElement('play-page') as PlayPage, { run, query }));
  await vi.waitFor(() => expect(run.view.steps.length).toBeGreaterThan(1));
});

test('pauses when its endpoint changes or is forgotten, and not when another one does', async () => {
  await run.startConfig(REMOTE, SETTINGS, false);
  await vi.waitFor(() => expect(run.view.phase).toBe('playing'));
  await endpointList.add({ ...endpoint, model: 'org/Other' }, false);
  expect(run.view.phase).toBe('playing');
  await endpointList.add(moved, false);
  await vi.waitFor(() => expect(run.view.phase).toBe('paused'));
  await run.toggle();
  expect(called('renew')).toHaveLength(1);
  await vi.waitFor(() => expect(run.view.phase).toBe('playing'));
  await endpointList.forget('org/A');
  await vi.waitFor(() => expect(run.view.phase).toBe('paused'));
});

test.each([
  ['handing back', 'take over', (live: LiveRun) => live.setTakeOver(false)],
  ['BALROG’s episodes', 'balrog', (live: LiveRun) => live.playBalrog([100], 5)],
  ['a single step', 'renew', (live: LiveRun) => live.step()],
])('%s goes to the endpoint that the page shows', async (_what, name, act) => {
  await run.startConfig(REMOTE, SETTINGS, true);
  await endpointList.add(moved, false);
  await act(run);
  const order = agent.calls.filter((call) => call.startsWith('renew') || call.startsWith(name));
  expect(order[0]).toContain('renew org/A');
  // Told once, it is not told again.
  await act(run);
  expect(called('renew')).toHaveLength(1);
});

test('a remote start that waits for its endpoints gives way to the start after it', async () => {
  await Promise.all([run.startConfig(REMOTE, SETTINGS, true), run.startConfig(POCKET, SETTINGS, true)]);
  expect(called('start')).toEqual(['start 2']);
  expect(run.view.config?.agent.model).toBe('teacher');
});
