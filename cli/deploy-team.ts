// Deploying with several threads: each takes a share of the tasks and a model of its own. An attempt depends on its task, its
// sample and the seed alone, so what comes out is the same however many there are.

import { parentPort, Worker, workerData } from 'node:worker_threads';
import { PocketPlanner } from '../src/agents/planner/planner.ts';
import { type Attempt, type DeploymentOptions, deploy } from '../src/deployment/attempts.ts';
import { plannerDomainFor, type TaskSource, Tasks } from '../src/deployment/tasks.ts';
import { LabError, type LabErrorData } from '../src/lab-error.ts';
import { readAdapter } from '../src/language/pocket/adapter-file.ts';
import type { PocketModel } from '../src/language/pocket/pocket-model.ts';
import { openNamed } from './agents.ts';

/** What a thread is given, whatever its tasks are. */
export interface Share {
  /** Model as it was named on the command line. */
  readonly name: string;
  readonly adapter: Uint8Array | null;
  readonly seeds: readonly number[];
}

/** What a thread that writes plans is given. */
export interface DeployShare
  extends Share,
    Pick<DeploymentOptions, 'samples' | 'temperature' | 'seed' | 'stopAtFault'> {
  readonly source: TaskSource;
}

interface AnyAttempt {
  readonly task: number;
  readonly sample: number;
}

/** What it says. */
type ShareMessage =
  | { readonly done: number }
  | { readonly attempts: readonly AnyAttempt[] }
  | { readonly error: LabErrorData };

/** A `deploy` of so many threads. */
export function deployTeam(name: string, workers: number) {
  return (adapter: Uint8Array | null, options: DeploymentOptions): Promise<Attempt[]> => {
    const { tasks, samples, temperature, seed, stopAtFault } = options;
    const share = { name, adapter, source: tasks.source, samples, temperature, seed, stopAtFault };
    const file = new URL('./deploy-worker.ts', import.meta.url);
    return sharedOut(options, workers, (seeds) => new Worker(file, { workerData: { ...share, seeds } }));
  };
}

/** A thread's half. */
export function deployShare(
  { name, adapter, source, ...rest }: DeployShare,
  onProgress: (done: number) => void,
): Promise<Attempt[]> {
  return withModel({ name, adapter }, (model) => {
    const planner = new PocketPlanner(model, plannerDomainFor(source));
    return deploy(planner, { ...rest, tasks: new Tasks(source), onProgress });
  });
}

export interface SharedTasks {
  readonly seeds: readonly number[];
  readonly samples: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Attempts in the order of tasks, then samples. Where one thread fails the others are ended.
 * @param begin a thread, with its share of the seeds
 */
export async function sharedOut<Made extends AnyAttempt>(
  { seeds, samples, onProgress }: SharedTasks,
  workers: number,
  begin: (seeds: readonly number[]) => Worker,
): Promise<Made[]> {
  const shares = Array.from({ length: workers }, (_, i) => seeds.filter((_, at) => at % workers === i));
  const threads = shares.filter((own) => own.length > 0).map(begin);
  const done = threads.map(() => 0);
  const hear = (i: number) => (count: number) => {
    done[i] = count;
    const sum = done.reduce((total, part) => total + part, 0);
    onProgress?.(sum, seeds.length * samples);
  };
  try {
    const parts = await Promise.all(threads.map((thread, i) => heardOut<Made>(thread, hear(i))));
    const order = new Map(seeds.map((task, at) => [task, at]));
    const place = ({ task, sample }: Made) => order.get(task)! * samples + sample;
    return parts.flat().sort((a, b) => place(a) - place(b));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** The thread's own end of it: does its share and says what came of it. */
export async function asThread<Given>(
  work: (share: Given, onProgress: (done: number) => void) => Promise<readonly AnyAttempt[]>,
): Promise<void> {
  const post = (message: ShareMessage) => parentPort!.postMessage(message);
  try {
    post({ attempts: await work(workerData as Given, (done) => post({ done })) });
  } catch (error) {
    post({ error: LabError.from(error).toData() });
  }
}

/** With a model of the thread's own, under the adapter. @throws LabError bad-argument */
export async function withModel<Result>(
  { name, adapter }: Pick<Share, 'name' | 'adapter'>,
  work: (model: PocketModel) => Promise<Result>,
): Promise<Result> {
  const { model } = await openNamed(name, 1);
  if (!model) throw new LabError('bad-argument', 'The teacher is a script: deploying needs a model.');
  try {
    await model.setAdapter(adapter && readAdapter(adapter).loraFor(model.config));
    return await work(model);
  } finally {
    await model.dispose();
  }
}

function heardOut<Made>(thread: Worker, hear: (done: number) => void): Promise<readonly Made[]> {
  return new Promise((resolve, reject) => {
    thread.on('message', (message: ShareMessage) => {
      if ('error' in message) reject(LabError.from(message.error));
      else if ('attempts' in message) resolve(message.attempts as unknown as readonly Made[]);
      else hear(message.done);
    });
    thread.once('error', reject);
    thread.once('exit', () => reject(new LabError('internal', 'A thread ended before its share was done.')));
  });
}
