// Puts the deployment host together for a browser's worker: onnxruntime comes with the first run, jax-js with the first
// fine-tuning, not before.

import { isChatModel } from '../agents/chat-models.ts';
import type { DeploymentPlan } from '../deployment/deployment-run.ts';
import { PocketModel } from '../language/pocket/pocket-model.ts';
import { prepareLearner } from '../learning/page-device.ts';
import { LabDatabase } from '../records/store/database.ts';
import { DeploymentStore } from '../records/store/deployment-store.ts';
import type { PageSurroundings } from './agent-source.ts';
import { learningOn } from './browser-learning.ts';
import { openPlayer } from './browser-player.ts';
import { CHAT_OPENERS } from './chat-openers.ts';
import { openChatPlanner } from './deployment-chat.ts';
import { DeploymentHost } from './deployment-host.ts';
import { DeploymentKeeper } from './deployment-keeper.ts';
import type { OpenPlanner, PlannerReport } from './deployment-planner.ts';
import type { DeploymentOptions } from './deployment-service.ts';
import { modelsOfOrigin } from './page-surroundings.ts';

/** @param models address of the folder that holds the model folders */
export function browserDeploymentHost(models: string): DeploymentHost {
  const database = new LabDatabase();
  const page = modelsOfOrigin(models, database);
  const open = openPlanner.bind(null, page);
  const keeper = new DeploymentKeeper(new DeploymentStore(database));
  return new DeploymentHost({ open }, keeper, { open: openPlayer.bind(null, page) });
}

async function openPlanner(
  page: PageSurroundings,
  plan: DeploymentPlan,
  options: DeploymentOptions,
  report: PlannerReport,
  signal: AbortSignal,
): Promise<OpenPlanner> {
  if (isChatModel(plan.model)) return openChatPlanner(CHAT_OPENERS, plan, options, report, signal);
  prepareLearner();
  const [{ loadBase }, { pocketSurroundings }, { checkGradient }] = await Promise.all([
    import('./training-base.ts'),
    import('../deployment/pocket-surroundings.ts'),
    import('../deployment/pocket-gradient.ts'),
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
    const deployment = { plan, files, model };
    const around = pocketSurroundings(deployment);
    return {
      runtime: model.runtime,
      around: { ...around, fineTune: learningOn(around.fineTune, options.device, report) },
      checkGradient: learningOn(checkGradient.bind(null, deployment), options.device, report),
      dispose: () => model.dispose(),
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}
