// Plays a sweep on the command line: in this process, or spread over worker threads, each with its own sessions of the
// models on one WASM thread (onnxruntime's own threads wait for each other at every kernel; lanes in several processes
// do not).

import { Worker } from 'node:worker_threads';
import { makeCoach } from '../src/agents/coach/registry.ts';
import type { Gate } from '../src/agents/gate.ts';
import { addGate, knownGates } from '../src/agents/gates.ts';
import { type JobStore, MemoryJobStore } from '../src/experiments/job-store.ts';
import { type Player, runSweep } from '../src/experiments/run-sweep.ts';
import {
  checkSweep,
  type Job,
  type JobFigures,
  type JobResult,
  jobsOf,
  type Sweep,
} from '../src/experiments/sweep.ts';
import { ProgressMeter, type SweepProgress } from '../src/experiments/sweep-progress.ts';
import { LabError, type LabErrorData } from '../src/lab-error.ts';
import type { LanguageModel } from '../src/language/language-model.ts';
import { checkPlays } from '../src/language/pocket/shipped.ts';
import { identify, openNamed } from './agents.ts';

/** A sweep with exact models, and how the command line names them. */
export interface ReadySweep {
  readonly sweep: Sweep;
  /** Per configuration: `teacher`, a shipped model's id or a model folder. */
  readonly names: readonly string[];
}

export interface PlayOptions {
  /** Threads, each with its own models; 1 = this one. */
  readonly workers: number;
  /** Episodes side by side for each model, in every worker. */
  readonly lanes: number;
  /** Keeps jobs; those it has are not played again. */
  readonly store?: JobStore;
  readonly onJob?: (figures: JobFigures, progress: SweepProgress) => void;
  /** Models that are open already, by their names; whoever opened them closes them. They stay in this thread. */
  readonly opened?: ReadonlyMap<string, LanguageModel>;
}

/** What a worker gets, and sends. */
export interface SweepTask extends ReadySweep {
  readonly jobs: readonly Job[];
  readonly lanes: number;
  /** Those that this process has read. */
  readonly gates?: readonly Gate[];
}
export type SweepMessage =
  | { readonly type: 'job'; readonly result: JobResult }
  | { readonly type: 'round'; readonly playing: ReadonlyMap<number, number> }
  | { readonly type: 'error'; readonly error: LabErrorData };

/** Ms between two signs of how far the episodes in play are. */
const ROUND_MS = 1_000;

/**
 * Names every model by its card and weights, as records do.
 * @param value a sweep whose `agent.model`s are named as on the command line
 * @throws LabError bad-argument, too-large, model-missing, bad-model
 */
export async function readySweep(value: unknown): Promise<ReadySweep> {
  const sweep = checkSweep(value);
  const names = sweep.configurations.map(({ agent }) => agent.model);
  const found = new Map(
    await Promise.all([...new Set(names)].map(async (name) => [name, await identify(name)] as const)),
  );
  const configurations = sweep.configurations.map((configuration) => {
    const { agent, label } = configuration;
    const { id, weights } = found.get(agent.model)!;
    if (agent.weights !== '' && agent.weights !== weights)
      throw new LabError(
        'bad-argument',
        `"${label}" asks for the weights ${agent.weights}; here are ${weights}.`,
      );
    return { ...configuration, agent: { ...agent, model: id, weights } };
  });
  return { sweep: checkSweep({ ...sweep, configurations }), names };
}

/** @returns the figures of all jobs, those that were stored before included */
export async function playSweep(ready: ReadySweep, options: PlayOptions): Promise<JobFigures[]> {
  const { store = new MemoryJobStore(), workers, lanes, onJob, opened } = options;
  const jobs = jobsOf(ready.sweep);
  const meter = new ProgressMeter(ready.sweep, jobs);
  const figures = await store.load();
  for (const one of figures) meter.addStored(one);
  const done = new Set(figures.map(({ job }) => job.index));
  const waiting = jobs.filter(({ index }) => !done.has(index));
  const hear = async (result: JobResult, playing: ReadonlyMap<number, number>) => {
    await store.add(result);
    const { record: _, ...one } = result;
    figures.push(one);
    meter.addPlayed(one);
    onJob?.(one, meter.progress(playing, performance.now()));
  };
  meter.progress(new Map(), performance.now());
  if (workers <= 1) await playHere({ ...ready, jobs: waiting, lanes }, hear, { opened });
  else await playInWorkers({ ...ready, jobs: waiting, lanes }, workers, hear);
  return figures;
}

type Hear = (result: JobResult, playing: ReadonlyMap<number, number>) => void | Promise<void>;

export interface HereOptions {
  /** WASM threads of the models. */
  readonly threads?: number;
  readonly onRound?: (playing: () => ReadonlyMap<number, number>) => void;
  readonly opened?: PlayOptions['opened'];
}

async function playHere(
  { sweep, names, jobs, lanes }: SweepTask,
  hear: Hear,
  { threads, onRound, opened = new Map() }: HereOptions = {},
): Promise<void> {
  if (jobs.length === 0) return;
  const models = new Map<string, Player['model']>(opened);
  for (const name of new Set(names)) {
    if (models.has(name)) continue;
    checkPlays(name, 'Crafter-v1');
    models.set(name, (await openNamed(name, threads)).model);
  }
  const players = sweep.configurations.map(
    ({ coach }, i): Player => ({
      model: models.get(names[i])!,
      ...(coach !== undefined && { newCoach: () => makeCoach(coach) }),
    }),
  );
  let playing = (): ReadonlyMap<number, number> => new Map();
  try {
    await runSweep({
      sweep,
      jobs,
      players,
      lanes,
      onJob: (result) => hear(result, playing()),
      onRound: (now) => {
        playing = now;
        onRound?.(now);
      },
    });
  } finally {
    for (const [name, model] of models) if (!opened.has(name)) await model?.dispose();
  }
}

/** A worker's half: plays its task and posts what happens. */
export async function playAsWorker(task: SweepTask, post: (message: SweepMessage) => void): Promise<void> {
  let told = performance.now();
  for (const gate of task.gates ?? []) addGate(gate);
  try {
    await playHere(task, (result) => post({ type: 'job', result }), {
      threads: 1,
      onRound: (playing) => {
        if (performance.now() - told < ROUND_MS) return;
        told = performance.now();
        post({ type: 'round', playing: playing() });
      },
    });
  } catch (error) {
    post({ type: 'error', error: LabError.from(error).toData() });
  }
}

/** Seeds are dealt out in turn, so that every worker plays all configurations of its seeds. */
async function playInWorkers(task: SweepTask, workers: number, hear: Hear): Promise<void> {
  const turn = new Map([...new Set(task.jobs.map(({ seed }) => seed))].map((seed, i) => [seed, i % workers]));
  const playing = new Map<number, ReadonlyMap<number, number>>();
  let kept: Promise<unknown> = Promise.resolve();
  const ends = Array.from({ length: workers }, (_, i) => {
    const jobs = task.jobs.filter(({ seed }) => turn.get(seed) === i);
    if (jobs.length === 0) return Promise.resolve();
    return inWorker({ ...task, jobs, gates: knownGates() }, (message) => {
      if (message.type === 'round') playing.set(i, message.playing);
      if (message.type !== 'job') return;
      const { result } = message;
      kept = kept.then(() => hear(result, merged(playing.values(), result.job.index)));
      kept.catch(() => {});
    });
  });
  await Promise.all(ends);
  await kept;
}

function inWorker(task: SweepTask, onMessage: (message: SweepMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./sweep-worker.ts', import.meta.url), { workerData: task });
    worker.on('message', (message: SweepMessage) => {
      if (message.type === 'error') reject(LabError.from(message.error));
      else onMessage(message);
    });
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}

function merged(parts: Iterable<ReadonlyMap<number, number>>, without: number): Map<number, number> {
  const all = new Map<number, number>();
  for (const part of parts) for (const [job, steps] of part) if (job !== without) all.set(job, steps);
  return all;
}
