// A thread of `lab deploy --workers`: attempts the tasks it is given.

import { parentPort, workerData } from 'node:worker_threads';
import { LabError } from '../src/lab-error.ts';
import { type DeployMessage, type DeployShare, deployShare } from './deploy-team.ts';

const post = (message: DeployMessage) => parentPort!.postMessage(message);

try {
  post({ attempts: await deployShare(workerData as DeployShare, (done) => post({ done })) });
} catch (error) {
  post({ error: LabError.from(error).toData() });
}
