// The experiment worker's service: plays one sweep at a time, stores it job by job, and says how far it is. What it needs
// from outside (models, storage) is handed in, so it runs in tests without a worker.

import { makeCoach } from '../agents/coach/registry.ts';
import { type JobStore, MemoryJobStore } from '../experiments/job-store.ts';
import { type Player, runSweep, withWeights } from '../experiments/run-sweep.ts';
import { checkSweep, type JobFigures, type JobResult, jobsOf, type Sweep } from '../experiments/sweep.ts';
import { ProgressMeter } from '../experiments/sweep-progress.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { SHIPPED_MODELS } from '../language/pocket/shipped.ts';
import type { RunRecord } from '../records/record.ts';
import type { LoadReport } from './agent-host.ts';
import type { RuntimePreference } from './agent-service.ts';
import { EventStream, type Unnumbered } from './event-stream.ts';
import type { ExperimentEvent, ExperimentService, StoredSweep, SweepOptions } from './experiment-service.ts';
import type { HeldSweep, SweepKeeper } from './sweep-keeper.ts';

/** Opens a model by its id; the host disposes it. @throws LabError model-missing, aborted, and what loading throws */
export type ModelLoader = (
  id: string,
  runtime: RuntimePreference,
  signal: AbortSignal,
  report: LoadReport,
) => Promise<LanguageModel>;

/** Lanes that are fastest where nobody chose: a processor gains little from a batch, a graphics card much. */
const LANES_ON = { wasm: 16, webgpu: 48, script: 16 } as const;
/** Ms between two `progress` events, and between two looks at what the page has sent. */
const PROGRESS_MS = 1_000;
const LISTEN_MS = 40;

/** A sweep in play. */
interface Play {
  readonly held: HeldSweep;
  readonly options: SweepOptions;
  readonly abort: AbortController;
  readonly meter: ProgressMeter;
  /** When the page was last told, and last heard, in ms. */
  told: number;
  heard: number;
}

export class ExperimentHost implements ExperimentService {
  readonly #events = new EventStream<ExperimentEvent>();
  readonly #load: ModelLoader;
  readonly #keeper: SweepKeeper;
  /** The sweep in play, or the last one: its jobs may be in memory alone. */
  #held: HeldSweep | null = null;
  #abort = new AbortController();
  /** Ends when nothing is played any more. */
  #playing: Promise<void> = Promise.resolve();
  readonly #channel = new MessageChannel();

  constructor(load: ModelLoader, keeper: SweepKeeper) {
    this.#load = load;
    this.#keeper = keeper;
  }

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  async start(given: Sweep, options: SweepOptions): Promise<string> {
    const sweep = withWeights(checkSweep(given), ({ model }) => weightsOf(model));
    await this.cancel();
    const id = newId();
    const held = options.store ? await this.#tryKeeping(id, sweep) : inMemory(id, sweep);
    this.#begin(held, options, []);
    return id;
  }

  async resume(id: string, options: SweepOptions): Promise<void> {
    await this.cancel();
    const held = await this.#keeper.reopen(id, (error) => this.#tellTrouble(error));
    try {
      withWeights(held.sweep, ({ model }) => weightsOf(model));
      this.#begin(held, options, await held.jobs.load());
    } catch (error) {
      await held.release();
      throw error;
    }
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
    this.#send({ type: 'started', id, sweep, stored: options.store });
    for (const { job, metrics } of stored) {
      meter.addStored({ job, metrics });
      this.#send({ type: 'job', id, job, metrics });
    }
    const play: Play = { held, options, abort, meter, told: now, heard: now };
    this.#tell(play, new Map());
    const done = new Set(stored.map(({ job }) => job.index));
    this.#playing = this.#play(play, done);
  }

  /** Never rejects: what goes wrong is an `error` event. */
  async #play(play: Play, done: ReadonlySet<number>): Promise<void> {
    const { held, abort } = play;
    const jobs = jobsOf(held.sweep).filter(({ index }) => !done.has(index));
    const models = new Map<string, LanguageModel | null>();
    try {
      if (jobs.length > 0) {
        const players = await this.#players(play, models);
        await runSweep({
          sweep: held.sweep,
          jobs,
          players,
          lanes: play.options.lanes || lanesFor(models.values()),
          signal: abort.signal,
          onJob: (result) => this.#keep(play, result),
          onRound: (playing) => this.#round(play, playing),
        });
      }
      this.#send({ type: 'finished', id: held.id, done: play.meter.done, cancelled: false });
    } catch (error) {
      if (abort.signal.aborted)
        this.#send({ type: 'finished', id: held.id, done: play.meter.done, cancelled: true });
      else this.#send({ type: 'error', id: held.id, error: LabError.from(error).toData() });
    } finally {
      for (const model of models.values()) await model?.dispose();
      await held.release();
    }
  }

  /** Opens every model once. */
  async #players(
    { held, options, abort }: Play,
    models: Map<string, LanguageModel | null>,
  ): Promise<Player[]> {
    for (const { agent } of held.sweep.configurations) {
      if (models.has(agent.model)) continue;
      const model = agent.model === 'teacher' ? null : await this.#open(agent.model, options, abort.signal);
      models.set(agent.model, model);
      const runtime = model?.runtime ?? { kind: 'script', why: 'A script: it needs no model.' };
      this.#send({ type: 'runtime', model: agent.model, ...runtime });
    }
    return held.sweep.configurations.map(({ agent, coach }) => ({
      model: models.get(agent.model)!,
      ...(coach !== undefined && { newCoach: () => makeCoach(coach) }),
    }));
  }

  #open(id: string, { runtime }: SweepOptions, signal: AbortSignal): Promise<LanguageModel> {
    return this.#load(id, runtime, signal, {
      progress: (what, loaded, total) => this.#send({ type: 'loading', what, loaded, total }),
      notice: (text) => this.#send({ type: 'notice', text }),
    });
  }

  async #keep(play: Play, result: JobResult): Promise<void> {
    await play.held.jobs.add(result);
    const { job, metrics } = result;
    play.meter.addPlayed({ job, metrics });
    this.#send({ type: 'job', id: play.held.id, job, metrics });
  }

  async #round(play: Play, playing: ReadonlyMap<number, number>): Promise<void> {
    const now = performance.now();
    if (now - play.told >= PROGRESS_MS) this.#tell(play, playing);
    if (now - play.heard < LISTEN_MS) return;
    await this.#listen();
    play.heard = performance.now();
  }

  #tell(play: Play, playing: ReadonlyMap<number, number>): void {
    play.told = performance.now();
    this.#send({ type: 'progress', id: play.held.id, ...play.meter.progress(playing, play.told) });
  }

  /** Lets commands in. A posted message, unlike a nested timer, is not clamped to 4 ms. */
  #listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#channel.port1.onmessage = () => resolve();
      this.#channel.port2.postMessage(null);
    });
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
  return { id, sweep, jobs, release: async () => {} };
}

/** @throws LabError model-missing */
function weightsOf(model: string): string {
  if (model === 'teacher') return '';
  if (Object.hasOwn(SHIPPED_MODELS, model)) return SHIPPED_MODELS[model].weights;
  throw new LabError(
    'model-missing',
    `There is no model "${model.slice(0, 64)}" here.`,
    'Choose another model.',
  );
}

function lanesFor(models: Iterable<LanguageModel | null>): number {
  return Math.min(...[...models].map((model) => LANES_ON[model?.runtime.kind ?? 'script']));
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
