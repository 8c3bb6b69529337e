// One thread that plays jobs of a sweep, with its own sessions of the models. Commands and events go over one port, so
// that they keep their order: `ended` is the last event of a task, whatever happened.

import type { AgentConfig } from '../agents/agent.ts';
import { makeCoach } from '../agents/coach/registry.ts';
import { type Player, runSweep } from '../experiments/run-sweep.ts';
import type { Job, JobResult, Sweep } from '../experiments/sweep.ts';
import { LabError, type LabErrorData } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import type { LoadReport } from './agent-host.ts';
import type { RuntimeKind, RuntimePreference } from './agent-service.ts';
import type { ModelLoader } from './agent-source.ts';
import { CommandEar } from './command-ear.ts';

export type PlayerCommand =
  /** Opens the sweep's models; answered by `ready` or `ended`. */
  | { readonly type: 'open'; readonly sweep: Sweep; readonly runtime: RuntimePreference }
  /** Plays jobs of it; answered by `job` and `round` events, then `ended`. */
  | { readonly type: 'play'; readonly jobs: readonly Job[]; readonly lanes: number; readonly maxMs: number }
  /** Ends whatever is done now. */
  | { readonly type: 'stop' };

export type PlayerEvent =
  | { readonly type: 'loading'; readonly what: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'runtime'; readonly model: string; readonly kind: RuntimeKind; readonly why: string }
  | { readonly type: 'ready' }
  | { readonly type: 'job'; readonly result: JobResult }
  /** How far the episodes in play are, by their jobs' indices. */
  | { readonly type: 'round'; readonly playing: ReadonlyMap<number, number> }
  | { readonly type: 'ended'; readonly error: LabErrorData | null };

/** Ms between two `round` events, and between two looks at what was commanded. */
const ROUND_MS = 500;
const LISTEN_MS = 40;

export class SweepPlayer {
  readonly #load: ModelLoader;
  readonly #post: (event: PlayerEvent) => void;
  readonly #bring: (agent: AgentConfig) => Promise<void>;
  readonly #ear = new CommandEar();
  #abort = new AbortController();
  #sweep: Sweep | null = null;
  readonly #models = new Map<string, LanguageModel | null>();
  #told = 0;

  /** @param bring makes whatever else an agent needs known to this thread, its gate */
  constructor(
    load: ModelLoader,
    post: (event: PlayerEvent) => void,
    bring: (agent: AgentConfig) => Promise<void> = async () => {},
  ) {
    this.#load = load;
    this.#post = post;
    this.#bring = bring;
  }

  /** Never rejects: what goes wrong is told by `ended`. */
  async receive(command: PlayerCommand): Promise<void> {
    if (command.type === 'stop') {
      this.#abort.abort(new LabError('aborted', 'The experiment was stopped.'));
      return;
    }
    this.#abort = new AbortController();
    try {
      if (command.type === 'open') await this.#open(command.sweep, command.runtime);
      else await this.#play(command);
      this.#post(command.type === 'open' ? { type: 'ready' } : { type: 'ended', error: null });
    } catch (error) {
      this.#post({ type: 'ended', error: LabError.from(error).toData() });
    }
  }

  async #open(sweep: Sweep, runtime: RuntimePreference): Promise<void> {
    this.#sweep = sweep;
    const report: LoadReport = {
      progress: (what, loaded, total) => this.#post({ type: 'loading', what, loaded, total }),
      notice: (text) => this.#post({ type: 'notice', text }),
    };
    for (const { agent } of sweep.configurations) await this.#bring(agent);
    for (const model of new Set(sweep.configurations.map(({ agent }) => agent.model))) {
      const opened =
        model === 'teacher' ? null : await this.#load(model, runtime, this.#abort.signal, report);
      this.#models.set(model, opened);
      const where = opened?.runtime ?? { kind: 'script', why: 'A script: it needs no model.' };
      this.#post({ type: 'runtime', model, ...where });
    }
  }

  async #play({ jobs, lanes, maxMs }: Extract<PlayerCommand, { type: 'play' }>): Promise<void> {
    const sweep = this.#sweep!;
    const end = maxMs > 0 ? performance.now() + maxMs : Number.POSITIVE_INFINITY;
    const players = sweep.configurations.map(
      ({ agent, coach }): Player => ({
        model: this.#models.get(agent.model)!,
        ...(coach !== undefined && { newCoach: () => makeCoach(coach) }),
      }),
    );
    await runSweep({
      sweep,
      jobs,
      players,
      lanes,
      signal: this.#abort.signal,
      mayBeginSeed: () => performance.now() < end,
      onJob: (result) => this.#post({ type: 'job', result }),
      onRound: (playing) => this.#round(playing),
    });
  }

  async #round(playing: () => ReadonlyMap<number, number>): Promise<void> {
    const now = performance.now();
    if (now - this.#told >= ROUND_MS) {
      this.#told = now;
      this.#post({ type: 'round', playing: playing() });
    }
    await this.#ear.listenEvery(LISTEN_MS);
  }
}
