// The experiment worker's service: plays one sweep at a time, stores it job by job, and says how far it is. What it needs
// from outside (threads, storage) is handed in, so it runs in tests without a worker.

import { type JobStore, MemoryJobStore } from '../experiments/job-store.ts';
import { withWeights } from '../experiments/run-sweep.ts';
import { checkSweep, type JobFigures, type JobResult, jobsOf, type Sweep } from '../experiments/sweep.ts';
import { ProgressMeter } from '../experiments/sweep-progress.ts';
import { LabError } from '../lab-error.ts';
import { weightsOfModel } from '../language/pocket/shipped.ts';
import type { RunRecord } from '../records/record.ts';
import { EventStream, type Unnumbered } from './event-stream.ts';
import type { ExperimentEvent, ExperimentService, StoredSweep, SweepOptions } from './experiment-service.ts';
import { newId } from './new-id.ts';
import { OneByOne } from './one-by-one.ts';
import { playInTeam, type StartPlayer } from './player-team.ts';
import type { HeldSweep, SweepKeeper } from './sweep-keeper.ts';

/** Ms between two `progress` events. */
const PROGRESS_MS = 1_000;

/** Threads that play. */
export interface Players {
  readonly start: StartPlayer;
  /** At the most, where the model runs on the processor. */
  readonly most: number;
}

/** A sweep in play. */
interface Play {
  readonly held: HeldSweep;
  readonly options: SweepOptions;
  readonly abort: AbortController;
  readonly meter: ProgressMeter;
  /** When it began, and when the page was last told, in ms. */
  readonly begun: number;
  told: number;
}

export class ExperimentHost implements ExperimentService {
  readonly #events = new EventStream<ExperimentEvent>();
  readonly #players: Players;
  readonly #keeper: SweepKeeper;
  /** The sweep in play, or the last one: its jobs may be in memory alone. */
  #held: HeldSweep | null = null;
  #abort = new AbortController();
  /** Ends when nothing is played any more. */
  #playing: Promise<void> = Promise.resolve();
  readonly #commands = new OneByOne();

  constructor(players: Players, keeper: SweepKeeper) {
    this.#players = players;
    this.#keeper = keeper;
  }

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  start(given: Sweep, options: SweepOptions): Promise<string> {
    return this.#commands.run(async () => {
      const sweep = withWeights(checkSweep(given), ({ model }) => weightsOf(model));
      await this.cancel();
      const id = newId();
      this.#begin(options.store ? await this.#tryKeeping(id, sweep) : inMemory(id, sweep), options, []);
      return id;
    });
  }

  resume(id: string, options: SweepOptions): Promise<void> {
    return this.#commands.run(async () => {
      await this.cancel();
      const held = await this.#keeper.reopen(id, (error) => this.#tellTrouble(error));
      try {
        withWeights(held.sweep, ({ model }) => weightsOf(model));
        this.#begin(held, options, await held.jobs.load());
      } catch (error) {
        await held.release();
        throw error;
      }
    });
  }

  async cancel(): Promise<void> {
    this.#abort.abort(new LabError('aborted', 'The experiment was stopped.'));
    await this.#playing;
  }

  list(): Promise<StoredSweep[]> {
    return this.#keeper.list();
  }

  open(id: string): Promise<{ stored: StoredSweep; jobs: JobFigures[] }> {
    return this.#keeper.open(id);
  }

  record(id: string, job: number): Promise<RunRecord> {
    return this.#held?.id === id ? this.#held.jobs.record(job) : this.#keeper.record(id, job);
  }

  rename(id: string, name: string): Promise<void> {
    return this.#keeper.rename(id, name);
  }

  delete(id: string): Promise<void> {
    return this.#keeper.delete(id);
  }

  #begin(held: HeldSweep, options: SweepOptions, stored: readonly JobFigures[]): void {
    const { id, sweep } = held;
    const meter = new ProgressMeter(sweep, jobsOf(sweep));
    const now = performance.now();
    const abort = new AbortController();
    this.#held = held;
    this.#abort = abort;
    this.#send({ type: 'started', id, sweep, stored: held.isStored });
    for (const { job, metrics } of stored) {
      meter.addStored({ job, metrics });
      this.#send({ type: 'job', id, job, metrics });
    }
    const play: Play = { held, options, abort, meter, begun: now, told: now };
    this.#tell(play, new Map());
    const done = new Set(stored.map(({ job }) => job.index));
    this.#playing = this.#play(play, done);
  }

  /** Never rejects: what goes wrong is an `error` event. */
  async #play(play: Play, done: ReadonlySet<number>): Promise<void> {
    const { held, abort, options } = play;
    const jobs = jobsOf(held.sweep).filter(({ index }) => !done.has(index));
    try {
      if (jobs.length > 0)
        await playInTeam({
          sweep: held.sweep,
          jobs,
          runtime: options.runtime,
          lanes: options.lanes,
          maxMs: options.maxMs ?? 0,
          startPlayer: this.#players.start,
          mostPlayers: this.#players.most,
          signal: abort.signal,
          onJob: (result) => this.#keep(play, result),
          onRound: (playing) => this.#round(play, playing),
          onTold: (event) => this.#send(event),
        });
      this.#send({ type: 'finished', id: held.id, done: play.meter.done, cancelled: false });
    } catch (error) {
      if (abort.signal.aborted)
        this.#send({ type: 'finished', id: held.id, done: play.meter.done, cancelled: true });
      else this.#send({ type: 'error', id: held.id, error: LabError.from(error).toData() });
    } finally {
      await held.release();
    }
  }

  async #keep(play: Play, result: JobResult): Promise<void> {
    await play.held.jobs.add(result);
    const { job, metrics } = result;
    play.meter.addPlayed({ job, metrics });
    this.#send({ type: 'job', id: play.held.id, job, metrics });
  }

  #round(play: Play, playing: ReadonlyMap<number, number>): void {
    if (performance.now() - play.told >= PROGRESS_MS) this.#tell(play, playing);
  }

  #tell(play: Play, playing: ReadonlyMap<number, number>): void {
    const { held, meter, options, begun } = play;
    play.told = performance.now();
    const progress = meter.progress(playing, play.told);
    const untilLimit = options.maxMs
      ? Math.max(0, begun + options.maxMs - play.told)
      : Number.POSITIVE_INFINITY;
    const msLeft = progress.msLeft === null ? null : Math.min(progress.msLeft, untilLimit);
    this.#send({ type: 'progress', id: held.id, ...progress, msLeft });
  }

  async #tryKeeping(id: string, sweep: Sweep): Promise<HeldSweep> {
    try {
      return await this.#keeper.create(id, sweep, (error) => this.#tellTrouble(error));
    } catch (error) {
      this.#tellTrouble(LabError.from(error));
      return inMemory(id, sweep);
    }
  }

  #tellTrouble({ message, hint }: LabError): void {
    this.#send({
      type: 'notice',
      text: `${message} ${hint} Until then the results are kept in memory only.`,
    });
  }

  #send(event: Unnumbered<ExperimentEvent>): void {
    this.#events.send(event);
  }
}

function inMemory(id: string, sweep: Sweep): HeldSweep {
  const jobs: JobStore = new MemoryJobStore();
  return { id, sweep, jobs, isStored: false, release: async () => {} };
}

/** @throws LabError model-missing */
function weightsOf(model: string): string {
  if (model === 'teacher') return '';
  const weights = weightsOfModel(model);
  if (weights !== null) return weights;
  throw new LabError(
    'model-missing',
    `There is no model "${model.slice(0, 64)}" here.`,
    'Choose another model.',
  );
}
