// Several threads play one sweep. Where the model runs on WASM, one thread each with a session of its own is far faster
// than one session on several threads, which wait for each other at every kernel; a graphics card is fed by one thread
// with many lanes. So the first thread loads the models, says where they run, and others join it if that helps.

import type { Job, JobResult, Sweep } from '../experiments/sweep.ts';
import { LabError } from '../lab-error.ts';
import type { RuntimeKind, RuntimePreference } from './agent-service.ts';
import type { PlayerCommand, PlayerEvent } from './sweep-player.ts';

/** A thread that was started. */
export interface PlayerThread {
  send(command: PlayerCommand): void;
  /** Ends it for good. */
  close(): void;
}

/** @param onDeath the thread died: no event of it comes any more */
export type StartPlayer = (
  onEvent: (event: PlayerEvent) => void,
  onDeath: (reason: LabError) => void,
) => PlayerThread;

export interface TeamOptions {
  readonly sweep: Sweep;
  readonly jobs: readonly Job[];
  readonly runtime: RuntimePreference;
  /** Episodes side by side for each model in each thread; 0 = as many as suits where the model runs. */
  readonly lanes: number;
  /** No new worlds after this time, in ms; 0 = no limit. */
  readonly maxMs: number;
  readonly startPlayer: StartPlayer;
  /** Threads at the most. */
  readonly mostPlayers: number;
  readonly signal: AbortSignal;
  readonly onJob: (result: JobResult) => Promise<void>;
  /** How far all episodes in play are, by their jobs' indices. */
  readonly onRound: (playing: ReadonlyMap<number, number>) => void;
  /** `loading`, `notice` and `runtime` events of the first thread, notices of all. */
  readonly onTold: (event: Extract<PlayerEvent, { type: 'loading' | 'notice' | 'runtime' }>) => void;
}

/** A thread on WASM gains little from a batch, and a large one falls out of its cache; a graphics card gains much. */
const LANES_ON: Readonly<Record<RuntimeKind, number>> = {
  wasm: 8,
  script: 8,
  webgpu: 48,
  'web-llm': 1,
  remote: 16,
};

/** @throws LabError what a thread throws; the signal's reason */
export async function playInTeam(options: TeamOptions): Promise<void> {
  const begun = performance.now();
  const team = new Team(options);
  try {
    const kinds = await team.openFirst();
    if (!kinds.includes('webgpu')) await team.openOthers();
    const lanes = options.lanes || Math.max(...kinds.map((kind) => LANES_ON[kind]));
    const spent = performance.now() - begun;
    await team.play(lanes, options.maxMs > 0 ? Math.max(1, options.maxMs - spent) : 0);
  } finally {
    team.close();
  }
}

/** What a member does now: waits for the models, or plays. */
interface Member {
  readonly thread: PlayerThread;
  readonly ended: PromiseWithResolvers<void>;
  readonly ready: PromiseWithResolvers<void>;
  playing: ReadonlyMap<number, number>;
}

class Team {
  readonly #options: TeamOptions;
  readonly #members: Member[] = [];
  readonly #kinds: RuntimeKind[] = [];
  /** Jobs reach their store one by one. */
  #kept: Promise<void> = Promise.resolve();
  readonly #stop = () => {
    for (const { thread } of this.#members) thread.send({ type: 'stop' });
  };

  constructor(options: TeamOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', this.#stop);
  }

  /** @returns where each model runs */
  async openFirst(): Promise<readonly RuntimeKind[]> {
    await this.#open();
    return this.#kinds;
  }

  /** As many more as there are worlds for; those that cannot open (memory) are done without. */
  async openOthers(): Promise<void> {
    const { jobs, mostPlayers } = this.#options;
    const worlds = new Set(jobs.map(({ seed }) => seed)).size;
    const more = Math.max(0, Math.min(mostPlayers, worlds) - 1);
    await Promise.allSettled(Array.from({ length: more }, () => this.#open()));
  }

  /**
   * Deals the worlds out in turn, so that every thread plays all configurations of its worlds. A thread that fails does
   * not end the others.
   */
  async play(lanes: number, maxMs: number): Promise<void> {
    const { jobs, signal } = this.#options;
    signal.throwIfAborted();
    const seeds = [...new Set(jobs.map(({ seed }) => seed))];
    const players = new Map(seeds.map((seed, i) => [seed, i % this.#members.length]));
    const ends = await Promise.allSettled(
      this.#members.map(({ thread, ended }, i) => {
        const own = jobs.filter(({ seed }) => players.get(seed) === i);
        thread.send({ type: 'play', jobs: own, lanes, maxMs });
        return ended.promise;
      }),
    );
    await this.#kept;
    signal.throwIfAborted();
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  close(): void {
    this.#options.signal.removeEventListener('abort', this.#stop);
    for (const { thread } of this.#members) thread.close();
  }

  /** Starts a thread and waits until its models are open. */
  async #open(): Promise<void> {
    const { startPlayer, signal, sweep, runtime } = this.#options;
    signal.throwIfAborted();
    const isFirst = this.#members.length === 0;
    const [ready, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    ended.promise.catch(() => {});
    const fail = (error: LabError) => {
      ready.reject(error);
      ended.reject(error);
    };
    const thread = startPlayer((event) => this.#hear(member, event, isFirst), fail);
    const member: Member = { thread, ready, ended, playing: new Map() };
    this.#members.push(member);
    thread.send({ type: 'open', sweep, runtime });
    try {
      await ready.promise;
    } catch (error) {
      this.#members.splice(this.#members.indexOf(member), 1);
      thread.close();
      throw error;
    }
  }

  #hear(member: Member, event: PlayerEvent, isFirst: boolean): void {
    switch (event.type) {
      case 'ready':
        member.ready.resolve();
        return;
      case 'ended': {
        member.playing = new Map();
        const error = event.error && LabError.from(event.error);
        if (error === null) member.ended.resolve();
        else member.ended.reject(error);
        if (error !== null) member.ready.reject(error);
        return;
      }
      case 'job':
        this.#keep(event.result);
        return;
      case 'round':
        member.playing = event.playing;
        this.#options.onRound(this.#playing());
        return;
      case 'runtime':
        if (isFirst) this.#kinds.push(event.kind);
        if (isFirst) this.#options.onTold(event);
        return;
      default:
        if (isFirst || event.type === 'notice') this.#options.onTold(event);
    }
  }

  #keep(result: JobResult): void {
    for (const member of this.#members)
      member.playing = new Map([...member.playing].filter(([job]) => job !== result.job.index));
    this.#kept = this.#kept.then(() => this.#options.onJob(result));
    this.#kept.catch(this.#stop);
  }

  #playing(): ReadonlyMap<number, number> {
    return new Map(this.#members.flatMap(({ playing }) => [...playing]));
  }
}
