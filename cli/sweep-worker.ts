// A thread of `lab sweep`: plays the jobs it is given.

import { parentPort, workerData } from 'node:worker_threads';
import { playAsWorker, type SweepTask } from './play-sweep.ts';

await playAsWorker(workerData as SweepTask, (message) => parentPort!.postMessage(message));
