import { describe, expect, test } from 'vitest';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import { LabError } from '../../src/lab-error.ts';
import type { RunConfig } from '../../src/records/record.ts';
import { AgentHost, type AgentSource, type RunKeeper } from '../../src/services/agent-host.ts';
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
      load: (config, runtime, report, signal) =>
        loads++ > 0
          ? teacher.load(config, runtime, report, signal)
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

  test('cancelling the load leaves a paused run and an error that says it was cancelled', async () => {
    const slow: AgentSource = {
      load: (_config, _runtime, _report, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const { host, events, until } = hostWith(slow);
    const started = host.start(CONFIG, OPTIONS);
    await until(() => events.some((event) => event.type === 'phase' && event.phase === 'loading'));
    await host.cancelLoading();
    await expect(started).rejects.toMatchObject({ code: 'aborted' });
  });
});
