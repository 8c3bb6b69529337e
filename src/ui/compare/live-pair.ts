// Two live runs of the same seed in lockstep, one of them steered: each has a worker of its own (on two cores both play
// at once, and neither can disturb the other's model), and no run takes a step before the other has taken the last one.
// Both are stored like any other run.

import type { PlanHold } from '../../agents/plan-hold.ts';
import type { RunConfig } from '../../records/record.ts';
import type { ConnectAgent } from '../agent-client.ts';
import { LiveRun } from '../live-run.ts';
import type { RunView } from '../run-view.ts';
import { runStore } from '../runs/stored-runs.ts';
import type { Settings } from '../settings.ts';
import type { Pair } from './pair.ts';
import { type SteeringScript, stepsUndisturbed } from './steering-script.ts';

/** Who steers the right run: a person, a coach by its name, or what a person did in an earlier run. */
export type Steering = { readonly coach: string } | { readonly script: SteeringScript } | null;

/** Steps between two looks at the clock at full speed. */
const BATCH = 8;
/** Ms after which an event that should follow a command is given up. */
const LONGEST_WAIT_MS = 5000;

export class LivePair extends EventTarget implements Pair {
  readonly unsteered: LiveRun;
  readonly steered: LiveRun;
  playing = false;
  speed: number;
  loading = true;
  #script: SteeringScript = new Map();
  #advancing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(connect: ConnectAgent, speed: number) {
    super();
    this.speed = speed;
    this.unsteered = new LiveRun(connect, false);
    this.steered = new LiveRun(connect, false);
    for (const run of [this.unsteered, this.steered]) {
      for (const name of ['change', 'frame'])
        run.addEventListener(name, () => this.dispatchEvent(new Event(name)));
      for (const name of ['failure', 'notice'])
        run.addEventListener(name, (event) =>
          this.dispatchEvent(new CustomEvent(name, { detail: (event as CustomEvent).detail })),
        );
    }
  }

  get left(): RunView {
    return this.unsteered.view;
  }

  get right(): RunView {
    return this.steered.view;
  }

  get step(): number {
    return Math.max(this.left.step, this.right.step);
  }

  get over(): boolean {
    return this.left.phase === 'over' && this.right.phase === 'over';
  }

  /** Loads both agents, then plays. */
  async start(config: RunConfig, settings: Settings, steering: Steering): Promise<void> {
    this.#script = steering && 'script' in steering ? steering.script : new Map();
    await Promise.all([this.unsteered, this.steered].map((run) => run.startConfig(config, settings, true)));
    if (this.#closed) return;
    if (steering && 'coach' in steering) await this.steered.setCoach(steering.coach);
    this.#name(this.unsteered, `Seed ${config.seed}, unsteered`);
    this.#name(this.steered, `Seed ${config.seed}, steered`);
    this.loading = false;
    // An agent that could not be loaded was reported; its run stands still.
    if (await this.#loaded()) this.play();
    else this.#changed();
  }

  play(): void {
    if (this.playing || this.loading || this.over) return;
    this.playing = true;
    void this.#loop();
    this.#changed();
  }

  pause(): void {
    this.playing = false;
    this.#changed();
  }

  async stepOnce(): Promise<void> {
    this.pause();
    if (!this.loading) await this.#advance(1);
  }

  /** A person's plan for the steered run: a script ends with it, a coach waits until it is over. */
  async writePlan(text: string, hold: PlanHold): Promise<void> {
    this.#script = new Map();
    await this.steered.writePlan(text, hold);
  }

  close(): void {
    this.#closed = true;
    this.playing = false;
    this.unsteered.close();
    this.steered.close();
  }

  async #loop(): Promise<void> {
    while (this.playing && !this.over && !this.#closed) {
      const began = performance.now();
      await this.#advance(this.speed === 0 ? BATCH : 1);
      const rest = this.speed === 0 ? 0 : 1000 / this.speed - (performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
    }
    this.playing = false;
    this.#changed();
  }

  /** Takes steps with both runs; calls never overlap. */
  #advance(most: number): Promise<void> {
    this.#advancing = this.#advancing.then(() => this.#advanceNow(most));
    return this.#advancing;
  }

  async #advanceNow(most: number): Promise<void> {
    const instruction = this.#script.get(this.step + 1);
    if (instruction?.plan !== undefined) await this.steered.writePlan(instruction.plan);
    const count = instruction ? 1 : stepsUndisturbed(this.#script, this.step, most);
    const target = this.step + count;
    const action = instruction?.action;
    await Promise.all([
      take(this.unsteered, count, target),
      action === undefined ? take(this.steered, count, target) : this.steered.act(action),
    ]);
    // A run that failed to decide was reported; the other one waits for it.
    if ([this.left, this.right].some((view) => view.phase !== 'over' && view.step < target)) this.pause();
  }

  /** Whether both agents are there: events come on their own port, after or before the command's result. */
  async #loaded(): Promise<boolean> {
    const ready = await Promise.all(
      [this.unsteered, this.steered].map((run) => until(run, ({ runtime }) => runtime !== null, null)),
    );
    return ready.every((each) => each);
  }

  #name(run: LiveRun, name: string): void {
    // A browser that keeps nothing has no run to name.
    if (run.view.runId)
      runStore()
        .rename(run.view.runId, name)
        .catch(() => undefined);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

async function take(run: LiveRun, count: number, target: number): Promise<void> {
  if (run.view.phase === 'over') return;
  await run.step(count);
  await until(run, ({ step, phase }) => step >= target || phase === 'over');
}

/**
 * Resolves when a run's events say so, with true, or when it failed (its error is another than
 * `error`) or nothing came for long, with false.
 */
function until(run: LiveRun, reached: (view: RunView) => boolean, error = run.view.error): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (result: boolean) => {
      clearTimeout(timer);
      for (const name of ['change', 'frame']) run.removeEventListener(name, look);
      resolve(result);
    };
    const look = () => {
      if (reached(run.view)) end(true);
      else if (run.view.error !== error) end(false);
    };
    const timer = setTimeout(() => end(reached(run.view)), LONGEST_WAIT_MS);
    for (const name of ['change', 'frame']) run.addEventListener(name, look);
    look();
  });
}
