// A model that plays worlds, for a deployment in a browser's worker: onnxruntime comes with the first run, jax-js with the first
// fine-tuning, not before.

import { canonicalWord } from '../agents/plan-words.ts';
import type { EpisodePlan } from '../deployment/crafter/episode-run.ts';
import { PocketModel } from '../language/pocket/pocket-model.ts';
import { prepareLearner } from '../learning/page-device.ts';
import type { PageSurroundings } from './agent-source.ts';
import { learningOn } from './browser-learning.ts';
import type { OpenPlayer, PlannerReport } from './deployment-planner.ts';
import type { DeploymentOptions } from './deployment-service.ts';

export async function openPlayer(
  page: PageSurroundings,
  plan: EpisodePlan,
  options: DeploymentOptions,
  report: PlannerReport,
  hear: () => Promise<void>,
  signal: AbortSignal,
): Promise<OpenPlayer> {
  prepareLearner();
  const [{ loadBase }, { pocketEpisodes }] = await Promise.all([
    import('./training-base.ts'),
    import('../deployment/crafter/episode-surroundings.ts'),
  ]);
  const files = await loadBase(page, plan.model, report, signal);
  const model = await PocketModel.open(files, {
    preference: options.runtime,
    loader: await page.loader(),
    canonical: canonicalWord,
    signal,
    onProgress: (loaded, total) => report.progress('onnxruntime', loaded, total),
    onNotice: report.notice,
  });
  try {
    const around = pocketEpisodes({ plan, files, model, onRound: hear });
    const fineTune = learningOn(around.fineTune, options.device, report);
    return { runtime: model.runtime, around: { ...around, fineTune }, dispose: () => model.dispose() };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}
