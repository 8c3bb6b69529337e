// A tiny agent in the page's own thread, for tests and for looking at the page: the real world, and a walker that says a
// plan now and then. It speaks the worker's contract, so pages cannot tell it from the worker.

import type { PlanHold } from '../../src/agents/plan-hold.ts';
import { LabError } from '../../src/lab-error.ts';
import { Random } from '../../src/random.ts';
import type { RunConfig } from '../../src/records/record.ts';
import type { AgentEvent, AgentService, StartOptions } from '../../src/services/agent-service.ts';
import type { UnnumberedEvent } from '../../src/services/event-stream.ts';
import type { Remote } from '../../src/services/rpc.ts';
import type { AgentClient, ClientListener, ConnectAgent } from '../../src/ui/agent-client.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { frame } from '../../src/worlds/crafter/frame.ts';
import { ACHIEVEMENTS } from '../../src/worlds/crafter/names.ts';

const PLANS = [
  'explore west',
  'collect wood near north-east then place table',
  'drink water far to the south',
];

export const connectFakeAgent: ConnectAgent = (listener) => new FakeAgent(listener);

export class FakeAgent implements AgentClient {
  readonly calls: string[] = [];
  #n = 0;
  #config!: RunConfig;
  #world!: Crafter;
  #random = new Random(5);
  #step = 0;
  #return = 0;
  #unlocked = new Set<string>();
  #achievements: Record<string, number> = {};
  #speed = 5;
  #timer: ReturnType<typeof setInterval> | undefined;
  #pending = '';
  #over = false;
  readonly #listener: ClientListener;

  constructor(listener: ClientListener) {
    this.#listener = listener;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  readonly service = {
    start: async (config: RunConfig, options: StartOptions) => this.#start(config, options),
    resumeStored: async (..._: unknown[]): Promise<void> => {
      throw new LabError('not-found', 'The fake stores nothing.');
    },
    play: async () => this.#play(),
    renew: async (options: StartOptions) => {
      this.calls.push(`renew ${options.endpoints?.map(({ model }) => model).join(' ') ?? ''}`);
      this.#phase('paused');
      if (!options.paused) this.#play();
    },
    pause: async () => this.#pause(),
    step: async (count = 1) => {
      this.#pause();
      for (let i = 0; i < count; i++) this.#decide();
    },
    setSpeed: async (speed: number) => {
      this.calls.push(`speed ${speed}`);
      this.#speed = speed;
      if (this.#timer !== undefined) this.#play();
    },
    act: async (action: number) => {
      this.calls.push(`act ${action}`);
      this.#take(action, 'person');
    },
    setTakeOver: async (on: boolean) => {
      this.calls.push(`take over ${on}`);
      this.#pause();
    },
    writePlan: async (text: string, hold: PlanHold = 'pinned') => {
      this.calls.push(hold === 'pinned' ? `plan ${text}` : `plan ${text} (${hold})`);
      this.#pending = text;
    },
    setCoach: async (name: string) => {
      this.calls.push(`coach ${name}`);
    },
    playBalrog: async (seeds: readonly number[], maxSteps: number) => {
      this.calls.push(`balrog ${seeds.join(' ')} of ${maxSteps}`);
    },
    stopBalrog: async () => {
      this.calls.push('stop balrog');
    },
    cancelLoading: async () => {
      this.calls.push('cancel');
    },
    connect: async () => undefined,
  } satisfies Remote<AgentService>;

  /** As if the worker had died and another were in its place. */
  die(): void {
    clearInterval(this.#timer);
    this.#listener.onRestarted(new LabError('internal', 'The worker stopped: test.'));
  }

  emit(event: UnnumberedEvent): void {
    this.#listener.onEvent({ ...event, n: this.#n++ } as AgentEvent);
  }

  #start(config: RunConfig, options: StartOptions): void {
    this.calls.push(`start ${config.seed}`);
    clearInterval(this.#timer);
    this.#config = config;
    this.#world = new Crafter({ area: config.world.area, length: config.world.length });
    this.#world.reset(config.seed);
    this.#step = 0;
    this.#return = 0;
    this.#over = false;
    this.#unlocked = new Set();
    this.#achievements = {};
    this.#speed = options.speed;
    this.emit({ type: 'started', runId: 'fake', config, resumedAt: 0 });
    this.#sendStep(null, 'agent', undefined, undefined, []);
    this.emit({ type: 'runtime', kind: 'script', why: 'It is a script of a few lines; no model is loaded.' });
    this.#phase('paused');
    if (!options.paused) this.#play();
  }

  #phase(phase: 'playing' | 'paused' | 'over'): void {
    this.emit({ type: 'phase', phase, stepsPerSecond: phase === 'playing' ? this.#speed || 60 : 0 });
  }

  #play(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#decide(), 1000 / (this.#speed || 60));
    this.#phase('playing');
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#phase('paused');
  }

  #decide(): void {
    if (this.#over) return;
    const plans = this.#step % 9 === 0 && this.#config.agent.schedule !== 'never';
    this.emit({
      type: 'prompt',
      step: this.#step + 1,
      text: 'see: grass tree\nplan: none',
      answer: plans ? '<plan> go </plan> do' : 'do',
    });
    this.#take(this.#random.pick([1, 2, 3, 4, 5, 5]), 'agent', plans ? this.#random.pick(PLANS) : undefined);
  }

  #take(action: number, by: 'agent' | 'person', plan?: string): void {
    const result = this.#world.step(action);
    this.#step++;
    this.#return += result.reward;
    const unlocked = ACHIEVEMENTS.filter(
      (name, i) => this.#world.state.achievements[i] > 0 && !this.#unlocked.has(name),
    );
    for (const name of unlocked) {
      this.#unlocked.add(name);
      this.#achievements[name] = this.#step;
    }
    const written = this.#pending;
    this.#pending = '';
    this.#sendStep(action, by, written || plan, written ? 'person' : 'agent', unlocked);
    if (result.terminated || result.truncated) this.#end(result.terminated);
  }

  #sendStep(
    action: number | null,
    by: 'agent' | 'person',
    plan: string | undefined,
    planBy: 'agent' | 'person' | undefined,
    unlocked: string[],
  ): void {
    const planTokens = plan && planBy === 'agent' ? plan.split(' ').length : 0;
    this.emit({
      type: 'step',
      step: this.#step,
      action,
      by,
      plan,
      planBy,
      planTokens,
      tokens: action === null || by === 'person' ? 0 : planTokens + 1,
      planProbability: 0.16,
      reward: 0,
      episodeReturn: this.#return,
      unlocked,
      frame: frame(this.#world),
    });
  }

  #end(terminated: boolean): void {
    clearInterval(this.#timer);
    this.#over = true;
    this.emit({
      type: 'over',
      digest: '00',
      outcome: {
        steps: this.#step,
        episodeReturn: this.#return,
        achievements: this.#achievements,
        terminated,
        truncated: !terminated,
      },
    });
  }
}
