// Where a deployment's learner computes in a browser's worker.

import { LabError } from '../lab-error.ts';
import { learnerError, openLearnerDevice } from '../learning/page-device.ts';
import type { PlannerReport } from './deployment-planner.ts';
import type { DeploymentOptions } from './deployment-service.ts';

/** The learner's device is opened before its first use; what befalls it while it learns ends the learning. */
export function learningOn<Given extends unknown[], Result>(
  learn: (...given: Given) => Promise<Result>,
  preference: DeploymentOptions['device'],
  report: PlannerReport,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    // jax-js starts as many threads as there are cores.
    const threads = self.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
    const { why, trouble } = await openLearnerDevice(preference, navigator.gpu ?? null, threads);
    report.learner(why);
    try {
      return await Promise.race([learn(...given), trouble]);
    } catch (error) {
      throw withOwnHint(learnerError(error));
    }
  };
}

/** Memory is saved here by other dials than a policy's. */
function withOwnHint(error: LabError): LabError {
  if (error.code !== 'out-of-memory') return error;
  const hint = 'Choose fewer rows per step, and close other tabs; it goes on from its last stage.';
  return new LabError(error.code, error.message, hint, error);
}
