// A thread of `lab advantage --study`: plays and measures the seeds it is given.

import { parentPort, workerData } from 'node:worker_threads';
import { LabError } from '../src/lab-error.ts';
import { playStudy, type StudyMessage, type StudyTask } from './advantage-study.ts';

const post = (message: StudyMessage) => parentPort!.postMessage(message);

try {
  await playStudy(workerData as StudyTask, (row) => post({ row }));
} catch (error) {
  post({ error: LabError.from(error).toData() });
}
