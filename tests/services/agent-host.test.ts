import { describe, expect, test } from 'vitest';
import { ChatAgent } from '../../src/agents/chat/chat-agent.ts';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import { LabError } from '../../src/lab-error.ts';
import type { Completion, LanguageModel, Prompt } from '../../src/language/language-model.ts';
import { UsageMeter } from '../../src/language/remote/usage.ts';
import type { RunConfig } from '../../src/records/record.ts';
import {
  AgentHost,
  type AgentSource,
  type LoadReport,
  type RunKeeper,
} from '../../src/services/agent-host.ts';
import type { AgentEvent, StartOptions, StepEvent } from '../../src/services/agent-service.ts';
import { RunSession } from '../../src/services/run-session.ts';

const CONFIG: RunConfig = {
  world: { id: 'Crafter-v1', area: [64, 64], length: 40 },
  seed: 7,
  agent: { model: 'teacher', weights: '', schedule: 'dynamic', temperature: 0, seed: 7 },
};
const OPTIONS: StartOptions = { runtime: 'auto', speed: 0, paused: true, store: true, prompts: true };

/** A keeper in memory: what a browser's storage does, without a browser. */
class MemoryKeeper implements RunKeeper {
  reports: RunKeeper['reports'] = { onSaved: () => {}, onTrouble: () => {} };
  session: RunSession | null = null;
  failure: LabError | null = null;
  flushes = 0;

  newId(): string {
    return 'run-1';
  }
  async begin(session: RunSession): Promise<void> {
    if (this.failure) throw this.failure;
    this.session = session;
  }
  async reopen(): Promise<RunSession> {
    const session = new RunSession(CONFIG);
    session.restore(this.session!.recorder.steps);
    return session;
  }
  stepped(): void {}
  async flush(): Promise<void> {
    this.flushes++;
  }
  async release(): Promise<void> {}
}

const teacher: AgentSource = {
  load: async (config) => ({
    agent: new TeacherAgent(config.agent),
    runtime: () => ({ kind: 'script', why: 'a script' }),
  }),
};

function hostWith(source: AgentSource = teacher) {
  const keeper = new MemoryKeeper();
  const host = new AgentHost(source, keeper);
  const events: AgentEvent[] = [];
  host.connect({ postMessage: (event: AgentEvent) => events.push(event) } as unknown as MessagePort);
  const steps = () => events.filter((event): event is AgentEvent & StepEvent => event.type === 'step');
  const until = async (reached: () => boolean) => {
    for (let i = 0; i < 2000 && !reached(); i++) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(reached()).toBe(true);
  };
  return { host, keeper, events, steps, until };
}

/** The actions of the same run, played without host or thread. */
async function directActions(): Promise<number[]> {
  const session = new RunSession(CONFIG);
  session.attach(new TeacherAgent(CONFIG.agent));
  const actions: number[] = [];
  while (!session.over) actions.push((await session.decide()).record.action);
  return actions;
}

describe('a run in the agent host', () => {
  test('draws the world before the agent is there, plays to the end and says so with a digest', async () => {
    const { host, events, steps, until } = hostWith();
    await host.start(CONFIG, { ...OPTIONS, paused: false });
    await until(() => events.some((event) => event.type === 'over'));
    const kinds = events.map((event) => event.type);
    expect(kinds.indexOf('frame')).toBeLessThan(kinds.indexOf('runtime'));
    expect(steps().map((event) => event.action)).toEqual(await directActions());
    expect(events.map((event) => event.n)).toEqual(events.map((_, i) => i));
    const over = events.find((event) => event.type === 'over');
    expect(over).toMatchObject({ outcome: { steps: 40, truncated: true } });
    expect(steps().at(-1)?.frame?.step).toBe(40);
  });

  test('takes single steps while it is paused', async () => {
    const { host, steps } = hostWith();
    await host.start(CONFIG, OPTIONS);
    await host.step();
    await host.step();
    expect(steps().map((event) => event.step)).toEqual([1, 2]);
  });

  test('takes as many steps as it is asked to, and not past the end', async () => {
    const { host, steps, events } = hostWith();
    await host.start(CONFIG, OPTIONS);
    await host.step(7);
    expect(steps()).toHaveLength(7);
    await host.step(100);
    expect(steps()).toHaveLength(40);
    expect(events.filter((event) => event.type === 'over')).toHaveLength(1);
  });

  test('a speed that is chosen before the run is on, or while its agent loads, holds from the first step', async () => {
    const slow = { ...OPTIONS, speed: 0.01, paused: false };
    const opening = hostWith();
    const started = opening.host.start(CONFIG, slow);
    await opening.host.setSpeed(0);
    await started;
    await opening.until(() => opening.steps().length === 40);

    let arrive = () => {};
    const wait = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const loading = hostWith({ load: async (...args) => wait.then(() => teacher.load(...args)) });
    const loaded = loading.host.start(CONFIG, slow);
    await loading.until(() => loading.events.some((event) => event.type === 'phase'));
    await loading.host.setSpeed(0);
    arrive();
    await loaded;
    await loading.until(() => loading.steps().length === 40);
  });

  test('a plan that is written while a slow run waits is followed at once, for as long as it is held', async () => {
    const { host, steps, until } = hostWith();
    // One decision in a hundred seconds: none would be taken while this test runs.
    await host.start(CONFIG, { ...OPTIONS, speed: 0.01, paused: false });
    expect(steps()).toHaveLength(0);
    await host.writePlan('explore west', 'steps-2');
    await until(() => steps().length === 1);
    expect(steps()[0]).toMatchObject({ plan: 'explore west', planBy: 'person' });
    await host.step(2);
    expect(steps()[1].plan).toBeUndefined();
    expect(steps()[2]).toMatchObject({ planBy: 'agent' });
  });

  test('a coach writes the plans, as a person would, until it is sent away', async () => {
    const { host, keeper } = hostWith();
    await host.start(CONFIG, OPTIONS);
    await host.setCoach('scripted');
    await host.step(20);
    const { steps: record } = keeper.session!.recorder;
    const plans = record.filter(({ plan }) => plan !== undefined);
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.every(({ planBy, planTokens }) => planBy === 'person' && planTokens === 0)).toBe(true);
    await host.setCoach('');
    await host.writePlan('');
    await host.step(20);
    expect(record.slice(20).some(({ planBy }) => planBy === 'agent')).toBe(true);
    await expect(host.setCoach('nobody')).rejects.toMatchObject({
      code: expect.stringMatching(/bad-argument|episode-over/),
    });
    await expect(host.writePlan('go', 'for ever' as 'done')).rejects.toMatchObject({
      code: expect.stringMatching(/bad-argument|episode-over/),
    });
  });

  test("a person's action and plan stand in the same record", async () => {
    const { host, keeper, steps } = hostWith();
    await host.start(CONFIG, OPTIONS);
    await host.setTakeOver(true);
    await host.act(3);
    await host.setTakeOver(false);
    await host.pause();
    await host.writePlan('  collect   wood\nnow ');
    await host.step();
    const written = keeper.session!.recorder.steps;
    expect(written[0]).toMatchObject({ action: 3, by: 'person', tokens: 0 });
    expect(written.find((step) => step.planBy === 'person')?.plan).toBe('collect wood now');
    expect(steps()[0].by).toBe('person');
  });

  test('a stored run that is resumed takes the steps it would have taken', async () => {
    const { host, keeper, events, steps, until } = hostWith();
    await host.start(CONFIG, OPTIONS);
    for (let i = 0; i < 15; i++) await host.step();
    const first = keeper.session!;
    const again = hostWith();
    again.keeper.session = first;
    await again.host.resumeStored('run-1', { ...OPTIONS, paused: false });
    await again.until(() => again.events.some((event) => event.type === 'over'));
    expect(again.steps().map((event) => event.action)).toEqual(await directActions());
    expect(again.events.find((event) => event.type === 'started')).toMatchObject({ resumedAt: 15 });
    expect(steps()).toHaveLength(15);
    await until(() => events.length > 0);
  });

  test('storage that is refused is told, and the run goes on', async () => {
    const { host, keeper, events, steps } = hostWith();
    keeper.failure = new LabError('storage-refused', 'This browser keeps nothing.', 'Use links.');
    await host.start(CONFIG, OPTIONS);
    await host.step();
    expect(steps()).toHaveLength(1);
    expect(events.find((event) => event.type === 'notice')).toMatchObject({
      text: expect.stringContaining('in memory only'),
    });
  });

  test('a model that cannot be loaded is an error event, and the world stays for a person to play', async () => {
    const missing = new LabError('model-missing', 'There is no such model.', 'Choose another.');
    const { host, events, steps } = hostWith({ load: () => Promise.reject(missing) });
    await expect(host.start(CONFIG, OPTIONS)).rejects.toMatchObject({ code: 'model-missing' });
    expect(events.find((event) => event.type === 'error')).toMatchObject({
      error: { code: 'model-missing' },
    });
    await host.setTakeOver(true);
    await host.act(1);
    expect(steps()).toHaveLength(1);
  });

  test('an impossible action is refused and changes nothing', async () => {
    const { host, steps } = hostWith();
    await host.start(CONFIG, OPTIONS);
    await expect(host.act(99)).rejects.toMatchObject({ code: 'bad-action' });
    await expect(host.writePlan('x'.repeat(600))).rejects.toMatchObject({ code: 'bad-plan' });
    expect(steps()).toHaveLength(0);
  });

  test('a new run silences the loading of the one before', async () => {
    let loads = 0;
    const source: AgentSource = {
      load: (config, options, report, signal) =>
        loads++ > 0
          ? teacher.load(config, options, report, signal)
          : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const { host, events, steps, until } = hostWith(source);
    const first = host.start(CONFIG, OPTIONS);
    await until(() => loads === 1);
    await host.start({ ...CONFIG, seed: 8 }, OPTIONS);
    await first;
    await host.step();
    expect(steps()).toHaveLength(1);
    expect(events.filter((event) => event.type === 'error')).toEqual([]);
  });

  test('of two runs begun at once, the second alone loads a model, and a late word of the first is not told', async () => {
    const loads: number[] = [];
    const reports: LoadReport[] = [];
    const source: AgentSource = {
      load: (config, options, report, signal) => {
        loads.push(config.seed);
        reports.push(report);
        return teacher.load(config, options, report, signal);
      },
    };
    const { host, keeper, events } = hostWith(source);
    // Storage is slow: the second comes while the first is being kept.
    const slow = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const begin = keeper.begin.bind(keeper);
    keeper.begin = async (session) => {
      reached.resolve();
      await slow.promise;
      return begin(session);
    };
    const first = host.start(CONFIG, OPTIONS);
    await reached.promise;
    const second = host.start({ ...CONFIG, seed: 8 }, OPTIONS);
    slow.resolve();
    await Promise.all([first, second]);
    expect(loads).toEqual([8]);
    await host.start({ ...CONFIG, seed: 9 }, OPTIONS);
    reports[0].progress('old', 1, 2);
    reports[0].notice('old');
    expect(events.filter(({ type }) => type === 'progress' || type === 'notice')).toEqual([]);
  });

  test('cancelling the load leaves a paused run and an error that says it was cancelled', async () => {
    const slow: AgentSource = {
      load: (_config, _options, _report, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const { host, events, until } = hostWith(slow);
    const started = host.start(CONFIG, OPTIONS);
    await until(() => events.some((event) => event.type === 'phase' && event.phase === 'loading'));
    await host.cancelLoading();
    await expect(started).rejects.toMatchObject({ code: 'aborted' });
  });
});

/** A chat model that answers, fails or waits as it is told. */
class FickleModel implements LanguageModel {
  readonly id = 'remote:fickle';
  readonly runtime = { kind: 'remote', why: 'a test' } as const;
  readonly meter = new UsageMeter({ prompt: 1, generated: 2 });
  failure: LabError | null = null;
  waits = false;
  asked: Prompt[] = [];
  stopped = 0;

  async complete(prompts: readonly Prompt[], _options: object, signal?: AbortSignal): Promise<Completion[]> {
    this.asked.push(...prompts);
    this.meter.add({ prompt: 100, generated: 2, reported: true });
    if (this.failure) throw this.failure;
    if (this.waits)
      await new Promise((_, reject) =>
        signal?.addEventListener('abort', () => {
          this.stopped++;
          reject(new LabError('aborted', 'Stopped.'));
        }),
      );
    return prompts.map(() => ({
      text: 'Move West',
      planTokens: 0,
      promptTokens: 100,
      generatedTokens: 2,
      thoughts: 'Hm.',
    }));
  }

  async dispose(): Promise<void> {}
}

describe('a run with a chat model', () => {
  const chatConfig: RunConfig = {
    ...CONFIG,
    agent: { model: 'remote:fickle', weights: '', schedule: 'never', temperature: 1, seed: 1 },
  };
  const start = async () => {
    const models: FickleModel[] = [];
    const told: unknown[] = [];
    const source = {
      discarded: 0,
      load: async (config: RunConfig, options: StartOptions) => {
        const model = new FickleModel();
        models.push(model);
        told.push(options.endpoints);
        return {
          agent: new ChatAgent(config.agent, model),
          runtime: () => model.runtime,
          usage: () => model.meter.total,
          slow: true,
          chat: model,
        };
      },
      discard: async () => {
        source.discarded++;
      },
    };
    const hosted = hostWith(source as AgentSource);
    await hosted.host.start(chatConfig, OPTIONS);
    const errors = () => hosted.events.flatMap((event) => (event.type === 'error' ? [event.error.code] : []));
    const usage = () => hosted.events.findLast((event) => event.type === 'usage')?.usage;
    return { ...hosted, models, told, source, errors, usage };
  };

  test('sends the exact messages, reply and thoughts of each step before the step, and what all of it cost', async () => {
    const { host, events, models, usage } = await start();
    await host.step(3);
    const prompts = events.filter((event) => event.type === 'prompt');
    expect(prompts.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(prompts[2].messages).toEqual(models[0].asked[2].messages);
    expect(prompts[2]).toMatchObject({ answer: 'Move West', thoughts: 'Hm.', valid: true });
    expect(usage()).toEqual({
      requests: 3,
      promptTokens: 300,
      generatedTokens: 6,
      estimated: 0,
      money: 312e-6,
    });
  });

  test('a failure pauses it with its sentence; Play asks again, and the failed answer is paid for', async () => {
    const { host, models, steps, errors, events, usage, until } = await start();
    models[0].failure = new LabError('server-error', 'It has failed (500).');
    await host.play();
    await until(() => errors().length === 1);
    expect(events.findLast((event) => event.type === 'phase')).toMatchObject({ phase: 'paused' });
    expect([errors(), steps().length, usage()?.requests]).toEqual([['server-error'], 0, 1]);
    models[0].failure = null;
    await host.play();
    await until(() => steps().length > 2);
    await host.pause();
    expect(models).toHaveLength(1);
  });

  test('a model that lost its device is let go, and loaded again by Play, where the run was', async () => {
    const { host, models, source, steps, errors, usage, until } = await start();
    await host.step(4);
    models[0].failure = new LabError('device-lost', 'The graphics card is gone.');
    await host.step();
    expect([errors(), source.discarded]).toEqual([['device-lost'], 1]);
    // A single step loads it as well.
    await host.step();
    expect([models.length, steps().length]).toEqual([2, 5]);
    await host.play();
    await until(() => steps().length > 5);
    await host.pause();
    expect(models).toHaveLength(2);
    // The new one reads the turns that the old one lived through.
    expect(models[1].asked[0].messages).toHaveLength(9);
    expect(usage()?.requests).toBe(models[0].asked.length + models[1].asked.length);
  });

  test('a pause stops the answer that is waited for, which is no error, and the same one is asked for again', async () => {
    const { host, models, steps, errors, until } = await start();
    const [model] = models;
    await host.step(2);
    model.waits = true;
    await host.play();
    await until(() => model.asked.length === 3);
    await host.pause();
    expect([model.stopped, errors(), steps().length]).toEqual([1, [], 2]);
    model.waits = false;
    await host.step();
    expect(model.asked[3]).toEqual(model.asked[2]);
  });

  test('plays episodes by BALROG’s protocol while it is paused, and goes on where it was', async () => {
    const { host, events, models, steps, usage } = await start();
    await host.step(2);
    await host.playBalrog([100, 101], 5);
    // One call for both episodes.
    expect(usage()?.requests).toBe(2 + 5);
    const told = events.filter((event) => event.type === 'balrog');
    expect(told.at(-1)).toMatchObject({ decisions: 10, most: 10, playing: false, row: { seeds: '100,101' } });
    expect(told.at(-1)?.row?.episodes).toHaveLength(2);
    expect(steps()).toHaveLength(2);
    await host.step();
    expect(models[0].asked.at(-1)?.messages).toHaveLength(5);
    expect(steps()).toHaveLength(3);
  });

  test('stops those episodes on demand, and when another run begins', async () => {
    const { host, events, models, until } = await start();
    const last = () => events.findLast((event) => event.type === 'balrog');
    for (const stop of [() => host.stopBalrog(), () => host.start(chatConfig, OPTIONS)]) {
      const model = models.at(-1)!;
      model.waits = true;
      const asked = model.asked.length;
      const played = host.playBalrog([100], 5);
      await until(() => model.asked.length > asked);
      await stop();
      await expect(played).rejects.toMatchObject({ code: 'aborted' });
      expect(last()).toMatchObject({ playing: false, row: null });
    }
    // The last word of a set that was stopped comes before the run that stopped it.
    const types = events.map(({ type }) => type);
    expect(types.lastIndexOf('balrog')).toBeLessThan(types.lastIndexOf('started'));
    const pocket = hostWith();
    await pocket.host.start(CONFIG, OPTIONS);
    await expect(pocket.host.playBalrog([1], 5)).rejects.toMatchObject({ code: 'model-missing' });
  });

  test('does not begin those episodes where another run begins while this one pauses', async () => {
    const { host, keeper, events, models } = await start();
    const slow = Promise.withResolvers<void>();
    const flush = keeper.flush.bind(keeper);
    keeper.flush = async () => {
      await slow.promise;
      return flush();
    };
    const played = host.playBalrog([100], 5);
    const started = host.start(chatConfig, OPTIONS);
    slow.resolve();
    await Promise.all([played, started]);
    expect(events.filter(({ type }) => type === 'balrog')).toEqual([]);
    expect(models.map(({ asked }) => asked.length)).toEqual([0, 0]);
  });

  test('single steps that come fast are waited for one by one; a pause ends several at once, and a failure too', async () => {
    const { host, models, steps, errors, until } = await start();
    const [model] = models;
    await Promise.all([host.step(), host.step(), host.step()]);
    expect([model.asked.length, steps().length]).toEqual([3, 3]);
    model.waits = true;
    const several = host.step(5);
    await until(() => model.asked.length === 4);
    await host.pause();
    await several;
    expect([model.asked.length, steps().length, errors()]).toEqual([4, 3, []]);
    model.waits = false;
    model.failure = new LabError('timeout', 'Nothing came.');
    await host.step(5);
    expect([model.asked.length, errors()]).toEqual([5, ['timeout']]);
  });

  test('renewed, it goes on with another endpoint from the step where it is', async () => {
    const { host, models, told, steps } = await start();
    await host.step(2);
    const endpoints = [{ model: 'fickle' }] as unknown as StartOptions['endpoints'];
    await host.renew({ ...OPTIONS, endpoints });
    await host.step();
    expect(told).toEqual([undefined, endpoints]);
    expect([models[0].asked.length, models[1].asked.length, steps().length]).toEqual([2, 1, 3]);
  });
});
