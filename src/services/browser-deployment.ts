// Puts the deployment host together for a browser's worker: onnxruntime comes with the first run, jax-js with the first
// fine-tuning, not before.

import type { DeploymentPlan } from '../deployment/deployment-run.ts';
import { LabError } from '../lab-error.ts';
import { PocketModel } from '../language/pocket/pocket-model.ts';
import { learnerError, openLearnerDevice, prepareLearner } from '../learning/page-device.ts';
import { LabDatabase } from '../records/store/database.ts';
import { DeploymentStore } from '../records/store/deployment-store.ts';
import { ModelCache } from '../records/store/model-cache.ts';
import type { PageSurroundings } from './agent-source.ts';
import { DeploymentHost } from './deployment-host.ts';
import { DeploymentKeeper } from './deployment-keeper.ts';
import type { OpenPlanner, PlannerReport, PlannerSurroundings } from './deployment-planner.ts';
import type { DeploymentOptions } from './deployment-service.ts';

/** @param models address of the folder that holds the model folders */
export function browserDeploymentHost(models: string): DeploymentHost {
  const database = new LabDatabase();
  const page: PageSurroundings = {
    loader: async () => (await import('../language/pocket/ort-browser.ts')).browserOrt(),
    models,
    cache: new ModelCache(database),
  };
  const open = openPlanner.bind(null, page);
  return new DeploymentHost({ open }, new DeploymentKeeper(new DeploymentStore(database)));
}

async function openPlanner(
  page: PageSurroundings,
  plan: DeploymentPlan,
  options: DeploymentOptions,
  report: PlannerReport,
  signal: AbortSignal,
): Promise<OpenPlanner> {
  prepareLearner();
  const [{ loadBase }, { pocketSurroundings }] = await Promise.all([
    import('./training-base.ts'),
    import('../deployment/pocket-surroundings.ts'),
  ]);
  const files = await loadBase(page, plan.model, report, signal);
  const model = await PocketModel.open(files, {
    preference: options.runtime,
    loader: await page.loader(),
    signal,
    onProgress: (loaded, total) => report.progress('onnxruntime', loaded, total),
    onNotice: report.notice,
  });
  try {
    const around = pocketSurroundings({ plan, files, model });
    const fineTune = learningOn(around.fineTune, options.device, report);
    return { runtime: model.runtime, around: { ...around, fineTune }, dispose: () => model.dispose() };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** The learner's device is opened before its first use; what befalls it while it learns ends the learning. */
function learningOn(
  fineTune: PlannerSurroundings['fineTune'],
  preference: DeploymentOptions['device'],
  report: PlannerReport,
): PlannerSurroundings['fineTune'] {
  return async (...given) => {
    // jax-js starts as many threads as there are cores.
    const threads = self.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
    const { why, trouble } = await openLearnerDevice(preference, navigator.gpu ?? null, threads);
    report.learner(why);
    try {
      return await Promise.race([fineTune(...given), trouble]);
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
