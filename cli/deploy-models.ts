// The model that `lab deploy` deploys: a pocket planner, which learns here, or a chat model behind an endpoint, which does not.

import { chatSurroundings, chatWeights } from '../src/deployment/chat-surroundings.ts';
import type { DeploymentPlan, DeploymentSurroundings } from '../src/deployment/deployment-run.ts';
import { pocketSurroundings } from '../src/deployment/pocket-surroundings.ts';
import { checkTasks, plannerDomainFor, plannerWorldFor } from '../src/deployment/tasks.ts';
import { LabError } from '../src/lab-error.ts';
import { loadModelFiles, type ModelFiles } from '../src/language/pocket/model-files.ts';
import { folderReader } from '../src/language/pocket/model-files-node.ts';
import { hasNativeOrt } from '../src/language/pocket/ort-node.ts';
import { WEIGHTS_DIGITS } from '../src/language/pocket/shipped.ts';
import { isRemoteModel } from '../src/language/remote/endpoint.ts';
import { nativeKernels } from '../src/learning/train-in-node.ts';
import type { Endpoint } from '../src/services/endpoint-settings.ts';
import { PLANNER_RECIPES } from '../src/training/planner/recipes.ts';
import { modelFolder } from './agents.ts';
import type { Arguments } from './arguments.ts';
import type { AskedTasks } from './deploy-tasks.ts';
import { deployTeam } from './deploy-team.ts';
import { endpointOf, openRemote, remoteIdentity } from './endpoint.ts';
import { openModel, plannerKind } from './prime-model.ts';

interface PocketBase {
  /** Name of the model as it was typed, for workers to open. */
  readonly name: string;
  readonly files: ModelFiles;
}

/** What is deployed, not opened yet. */
export interface Base extends Pick<DeploymentPlan, 'model' | 'weights'> {
  readonly from: PocketBase | Endpoint;
}

/**
 * `--model`, and where a remote one is served. Tasks that it cannot play are refused.
 * @throws LabError bad-argument, model-missing, bad-model, too-large
 */
export async function baseFor(args: Arguments, { source, seeds, heldOut }: AskedTasks): Promise<Base> {
  const asked = args.text('model', '');
  const endpoint = endpointOf(args, asked);
  const isChat = isRemoteModel(asked);
  checkTasks(source, [...seeds, ...heldOut], isChat ? null : plannerDomainFor(source));
  if (endpoint) {
    const { id } = remoteIdentity(asked);
    return { model: id, weights: chatWeights(id), from: endpoint };
  }
  const world = plannerWorldFor(source);
  const name = asked || PLANNER_RECIPES[world].name;
  const files = await loadModelFiles(folderReader(modelFolder(name)));
  const { card } = files;
  if (card.training.world !== undefined && card.training.world !== world)
    throw new LabError('bad-argument', `"${card.id}" plans for ${card.training.world}, not for ${world}.`);
  const weights = card.files.weights.sha256.slice(0, WEIGHTS_DIGITS);
  return { model: card.id, weights, from: { name, files } };
}

export interface OpenBase {
  readonly around: Pick<DeploymentSurroundings, 'planner' | 'fineTune' | 'hash' | 'deploy'>;
  dispose(): Promise<void>;
}

/** @throws LabError bad-argument (a chat model that is to be trained, or shared out), bad-model */
export async function openBase(plan: DeploymentPlan, from: Base['from'], workers: number): Promise<OpenBase> {
  if (!('files' in from)) {
    if (workers > 1)
      throw new LabError('bad-argument', '--workers is for pocket models; a remote one takes --concurrency.');
    const remote = openRemote(from);
    return { around: chatSurroundings(plan, remote), dispose: () => remote.dispose() };
  }
  const { name, files } = from;
  const model = await openModel(files, plannerKind(plannerWorldFor(plan.source)));
  const compiler = hasNativeOrt() ? await nativeKernels() : undefined;
  const around = {
    ...pocketSurroundings({ plan, files, model, compiler }),
    ...(workers > 1 && { deploy: deployTeam(name, workers) }),
  };
  return { around, dispose: () => model.dispose() };
}
