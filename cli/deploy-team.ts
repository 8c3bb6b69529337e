// Deploying with several threads: each takes a share of the tasks and a model of its own. An attempt depends on its task, its
// sample and the seed alone, so what comes out is the same however many there are.

import { Worker } from 'node:worker_threads';
import { PocketPlanner } from '../src/agents/planner/planner.ts';
import { type Attempt, type DeploymentOptions, deploy } from '../src/deployment/attempts.ts';
import { plannerDomainFor, type TaskSource, Tasks } from '../src/deployment/tasks.ts';
import { LabError, type LabErrorData } from '../src/lab-error.ts';
import { readAdapter } from '../src/language/pocket/adapter-file.ts';
import { openNamed } from './agents.ts';

/** What a thread is given. */
export interface DeployShare
  extends Pick<DeploymentOptions, 'seeds' | 'samples' | 'temperature' | 'seed' | 'stopAtFault'> {
  /** Model as it was named on the command line. */
  readonly name: string;
  readonly adapter: Uint8Array | null;
  readonly source: TaskSource;
}

/** What it says. */
export type DeployMessage =
  | { readonly done: number }
  | { readonly attempts: readonly Attempt[] }
  | { readonly error: LabErrorData };

/** A `deploy` of so many threads. */
export function deployTeam(name: string, workers: number) {
  return async (adapter: Uint8Array | null, options: DeploymentOptions): Promise<Attempt[]> => {
    const { tasks, seeds, samples, temperature, seed, stopAtFault, onProgress } = options;
    const done = new Array<number>(workers).fill(0);
    const shares = Array.from({ length: workers }, (_, i) => seeds.filter((_, at) => at % workers === i));
    const parts = await Promise.all(
      shares.map((own, i) => {
        if (own.length === 0) return [];
        const share = {
          name,
          adapter,
          source: tasks.source,
          seeds: own,
          samples,
          temperature,
          seed,
          stopAtFault,
        };
        return inWorker(share, (count) => {
          done[i] = count;
          onProgress?.(
            done.reduce((sum, part) => sum + part, 0),
            seeds.length * samples,
          );
        });
      }),
    );
    const order = new Map(seeds.map((task, at) => [task, at]));
    const place = ({ task, sample }: Attempt) => order.get(task)! * samples + sample;
    return parts.flat().sort((a, b) => place(a) - place(b));
  };
}

/** A thread's half. */
export async function deployShare(
  { name, adapter, source, ...rest }: DeployShare,
  onProgress: (done: number) => void,
): Promise<Attempt[]> {
  const { model } = await openNamed(name, 1);
  if (!model) throw new LabError('bad-argument', 'The teacher is a script: deploying needs a model.');
  try {
    await model.setAdapter(adapter && readAdapter(adapter).loraFor(model.config));
    const planner = new PocketPlanner(model, plannerDomainFor(source));
    return await deploy(planner, { ...rest, tasks: new Tasks(source), onProgress });
  } finally {
    await model.dispose();
  }
}

function inWorker(share: DeployShare, hear: (done: number) => void): Promise<readonly Attempt[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./deploy-worker.ts', import.meta.url), { workerData: share });
    worker.on('message', (message: DeployMessage) => {
      if ('error' in message) reject(LabError.from(message.error));
      else if ('attempts' in message) resolve(message.attempts);
      else hear(message.done);
    });
    worker.once('error', reject);
  });
}
