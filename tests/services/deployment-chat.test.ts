// A chat model deployed by the page's own runner against a real server on this machine: a pool from its answers, failures that are
// taken up again, a stop that reaches the server, and a key that shows nowhere.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { chatWeights } from '../../src/deployment/chat-surroundings.ts';
import { attemptKey } from '../../src/deployment/curation.ts';
import {
  beginDeployment,
  type DeploymentPlan,
  type DeploymentState,
} from '../../src/deployment/deployment-run.ts';
import { taskOf } from '../../src/deployment/own-problems.ts';
import { writePool } from '../../src/deployment/pool-file.ts';
import { writeState } from '../../src/deployment/state-file.ts';
import { LabError } from '../../src/lab-error.ts';
import type { ChatOpener } from '../../src/services/agent-chat.ts';
import { CHAT_OPENERS } from '../../src/services/chat-openers.ts';
import { openChatPlanner } from '../../src/services/deployment-chat.ts';
import type { PlannerSource } from '../../src/services/deployment-planner.ts';
import { DeploymentRunner } from '../../src/services/deployment-runner.ts';
import type { DeploymentEvent } from '../../src/services/deployment-service.ts';
import { decided, type Session } from '../../src/services/deployment-session.ts';
import { checkEndpoint, type Endpoint } from '../../src/services/endpoint-settings.ts';
import type { Unnumbered } from '../../src/services/event-stream.ts';
import { CROSSING, CROSSING_PLAN, FERRY } from '../deployment/own-files.ts';
import { ChatServer, fails, fallsSilent, says } from '../language/remote/chat-server.ts';
import { planOf } from './fake-planner.ts';

const KEY = 'sk-deployed-secret-4711';
const MODEL = 'remote:org/Chat-8B';
const good = says(CROSSING_PLAN.replaceAll(') (', ')\n('));
const bad = says('I cannot plan this.');

let server: ChatServer;
beforeAll(async () => {
  server = await ChatServer.start(good);
});
afterAll(() => server.close());
beforeEach(() => server.script(good));

const source: PlannerSource = { open: openChatPlanner.bind(null, CHAT_OPENERS) };
const endpoint = (change: Partial<Endpoint> = {}) =>
  checkEndpoint({ url: server.url, model: 'org/Chat-8B', apiKey: KEY, concurrency: 1, ...change });

function ferryPlan(change: Partial<DeploymentPlan> = {}): DeploymentPlan {
  return planOf({
    model: MODEL,
    weights: chatWeights(MODEL),
    source: { world: 'Strips-v1', domain: FERRY.text, problems: [CROSSING.text] },
    seeds: [taskOf(CROSSING.text)],
    heldOut: [],
    generations: 0,
    samples: 4,
    runs: 3,
    ...change,
  });
}

type Told = Unnumbered<DeploymentEvent>;

class Ran {
  readonly told: Told[] = [];
  readonly saved: DeploymentState[] = [];
  readonly abort = new AbortController();
  /** The worker: one run after the other. */
  readonly #worker: { readonly runner: DeploymentRunner; hear: (event: Told) => void };
  session: Session | null = null;

  /** @param runner of a run before, in the same worker */
  constructor(before?: Ran) {
    const begin = () => {
      const worker = {
        runner: new DeploymentRunner(source, (event) => worker.hear(event)),
        hear: (_: Told) => {},
      };
      return worker;
    };
    this.#worker = before ? before.#worker : begin();
    this.#worker.hear = (event) => this.told.push(event);
  }

  async run(
    state: DeploymentState,
    endpoints: readonly Endpoint[] = [endpoint()],
    change: Partial<Session> = {},
    runner = this.#worker.runner,
  ): Promise<this> {
    const held = {
      id: 'a',
      isStored: true,
      save: async (saved: DeploymentState) => void this.saved.push(saved),
      release: async () => {},
    };
    this.session = {
      held,
      name: 'A',
      state,
      decisions: { kept: [], discarded: [] },
      options: { runtime: 'auto', device: 'auto', endpoints },
      isDecided: false,
      abort: this.abort,
      ...change,
    };
    await runner.run(this.session);
    return this;
  }

  get state(): DeploymentState {
    return this.session?.state as DeploymentState;
  }

  get last() {
    return this.told.at(-1);
  }
}

test('it tries each task, is curated and fills a pool, and neither its key nor its address shows anywhere', async () => {
  server.script(good, bad, good, bad);
  const ran = await new Ran().run(beginDeployment(ferryPlan()));
  expect(ran.last).toEqual({ type: 'finished', id: 'a', how: 'done' });
  const { generations, pool } = ran.state;
  expect(generations).toMatchObject([{ n: 0, kept: 2, pool: 1, model: chatWeights(MODEL) }]);
  expect([...pool.traces.values()]).toMatchObject([{ plan: CROSSING_PLAN, generation: 0 }]);
  expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
  const decoder = new TextDecoder();
  const texts = [
    ...ran.saved.flatMap((state) => [writeState(state), writePool(state.pool)]).map((b) => decoder.decode(b)),
    JSON.stringify(ran.told),
  ];
  for (const text of texts) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(new URL(server.url).host);
  }
  expect(texts.some((text) => text.includes(MODEL))).toBe(true);
});

test('each answer is told as it comes', async () => {
  const { told } = await new Ran().run(beginDeployment(ferryPlan()));
  expect(told.find(({ type }) => type === 'runtime')).toMatchObject({ kind: 'remote' });
  expect(told.find(({ type }) => type === 'progress')).toMatchObject({
    progress: { stage: 'collect', done: 1, total: 4 },
  });
});

/** The last count that was told. */
const usageOf = ({ told }: Ran) => told.filter((event) => event.type === 'usage').at(-1)?.usage;

test('requests, tokens and money are counted while it goes on, and told to the last before the end', async () => {
  const priced = endpoint({ prices: { prompt: 2, generated: 10 } });
  const ran = await new Ran().run(beginDeployment(ferryPlan()), [priced]);
  const usage = usageOf(ran)!;
  expect(usage).toMatchObject({ requests: 4, promptTokens: 400, estimated: 0 });
  expect(usage.generatedTokens).toBeGreaterThan(0);
  expect(usage.money).toBeCloseTo((400 * 2 + usage.generatedTokens * 10) / 1e6, 12);
  expect(ran.told.at(-2)).toEqual({ type: 'usage', id: 'a', usage });
  const first = ran.told.findIndex(({ type }) => type === 'usage');
  expect(first).toBeLessThan(ran.told.findLastIndex(({ type }) => type === 'state'));
});

test('what failed or was stopped is counted, and where nothing was asked nothing is told', async () => {
  server.script(good, fails(401));
  const failed = await new Ran().run(beginDeployment(ferryPlan()));
  expect(failed.last).toMatchObject({ type: 'error' });
  expect(usageOf(failed)).toMatchObject({ promptTokens: 100, money: null });
  expect(usageOf(failed)!.requests).toBeGreaterThanOrEqual(2);
  const unasked = await new Ran().run(beginDeployment(ferryPlan()), []);
  expect(usageOf(unasked)).toBeUndefined();
});

test('a refusal is said in a sentence, and taken up again only what is missing is asked for', async () => {
  server.script(good, good, fails(401, { error: { message: `no ${KEY}` } }));
  const first = await new Ran().run(beginDeployment(ferryPlan()));
  expect(first.last).toMatchObject({ type: 'error', error: { code: 'unauthorized' } });
  expect(JSON.stringify(first.told)).not.toContain(KEY);
  expect(first.state.stage).toBe('collect');
  server.script(good);
  const second = await new Ran(first).run(first.state);
  expect(second.last).toMatchObject({ type: 'finished', how: 'done' });
  expect(server.requests).toHaveLength(2);
  // Another deployment asks for everything.
  server.script(good);
  const held = { ...second.session!.held, id: 'b' };
  await new Ran(second).run(beginDeployment(ferryPlan()), [endpoint()], { held });
  expect(server.requests).toHaveLength(4);
});

test('stopped it stops its requests, and nothing of the stage is stored', async () => {
  server.script(fallsSilent());
  const ran = new Ran();
  const running = ran.run(beginDeployment(ferryPlan()), [endpoint({ concurrency: 4 })]);
  await expect.poll(() => server.requests.length).toBe(4);
  const gone = server.someoneLeft();
  ran.abort.abort(new LabError('aborted', 'It was stopped.'));
  await Promise.all([gone, running]);
  expect(ran.last).toEqual({ type: 'finished', id: 'a', how: 'stopped' });
  expect(ran.saved).toEqual([]);
});

test('without an endpoint it says that one is to be chosen, and goes on when it is', async () => {
  const begun = beginDeployment(ferryPlan());
  const first = await new Ran().run(begun, []);
  expect(first.last).toMatchObject({
    type: 'error',
    error: { code: 'model-missing', message: expect.stringContaining('knows none that serves it') },
  });
  expect((await new Ran(first).run(first.state)).last).toMatchObject({ how: 'done' });
});

test('a person curates without any endpoint: nothing is asked then', async () => {
  const person = { by: 'person', name: 'Ada', kept: [] } as const;
  const waiting = await new Ran().run(beginDeployment(ferryPlan({ curation: { ...person, kept: [] } })));
  expect(waiting.last).toMatchObject({ how: 'waits' });
  server.script(fails(500));
  const kept = [attemptKey(waiting.state.attempts[0])];
  const state = decided(waiting.state, { kept, discarded: [] }) as DeploymentState;
  const done = await new Ran().run(state, [], { isDecided: true });
  expect(done.last).toMatchObject({ how: 'done' });
  expect([...done.state.pool.traces.values()]).toMatchObject([{ keptBy: 'Ada' }]);
  expect(server.requests).toHaveLength(0);
});

test('a model of this machine is opened once, with the first request, and let go at the end', async () => {
  const seen: string[] = [];
  const opener: ChatOpener = async (id, _options, report) => {
    report.progress('Tiny', 1, 2);
    seen.push(`open ${id}`);
    return {
      id,
      runtime: { kind: 'web-llm', why: '' },
      complete: async (prompts) => {
        seen.push(`ask ${prompts.length}`);
        return prompts.map(() => ({
          text: CROSSING_PLAN,
          planTokens: 0,
          promptTokens: 9,
          generatedTokens: 4,
        }));
      },
      dispose: async () => void seen.push('dispose'),
    };
  };
  const told: Told[] = [];
  const local: PlannerSource = { open: openChatPlanner.bind(null, { 'web-llm:': opener }) };
  const model = 'web-llm:Tiny';
  const ran = new Ran();
  const runner = new DeploymentRunner(local, (event) => told.push(event));
  await ran.run(
    beginDeployment(ferryPlan({ model, weights: chatWeights(model), samples: 2, runs: 2 })),
    [],
    {},
    runner,
  );
  expect(told.at(-1)).toMatchObject({ how: 'done' });
  expect(told.find(({ type }) => type === 'loading')).toMatchObject({ what: 'Tiny', loaded: 1, total: 2 });
  expect(seen).toEqual([`open ${model}`, 'ask 1', 'ask 1', 'dispose']);
});

test('a generation after it is refused before anything is asked', async () => {
  const ran = await new Ran().run(beginDeployment(ferryPlan({ generations: 1 })));
  expect(ran.last).toMatchObject({ error: { message: expect.stringContaining('cannot be trained') } });
  expect(server.requests).toHaveLength(0);
});
