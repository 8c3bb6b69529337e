// What an address of the Deploy page asks for: a set-up in plain keys, a stored deployment, or, after a reload, the deployment
// that ran in this tab.

import type { DeploymentOptions } from '../../services/deployment-service.ts';
import { fail } from '../parts/notices.ts';
import { rememberedInTab, rememberInTab } from '../session-memory.ts';
import type { DeployRun } from './deploy-run.ts';
import type { DeployValues } from './knobs.ts';
import { optionsOf, readDeploy } from './setup.ts';

const KEY = 'goldilocks-deployment';

/** Of the deployment that runs in this tab, for a reload; '' forgets. */
export function rememberDeployment(id: string, { runtime, device }: DeploymentOptions): void {
  rememberInTab(KEY, id === '' ? '' : `${id} ${runtime} ${device}`);
}

/** Brings the run to what the address asks for. @returns the set-up of the address, where it has one @throws LabError not-found, run-busy */
export async function arrive(
  run: DeployRun,
  { query, deploymentId }: { readonly query: string; readonly deploymentId: string },
): Promise<DeployValues | null> {
  if (query !== '') {
    const { setup, problems } = readDeploy(query);
    for (const problem of problems) fail(problem);
    if (!run.running) run.clear();
    return setup;
  }
  if (!run.running) await arriveAtStored(run, deploymentId);
  return null;
}

/** After a reload the deployment of this tab goes on; another one is shown as far as it is. */
async function arriveAtStored(run: DeployRun, deploymentId: string): Promise<void> {
  const [last, runtime, device] = rememberedInTab(KEY).split(' ');
  const id = deploymentId || (run.phase === 'empty' ? last : '');
  if (id === '' || id === run.id) return;
  if (id !== last) return run.open(id);
  try {
    const { setup } = readDeploy(`runtime=${runtime}&device=${device}`);
    await run.resume(id, optionsOf(setup));
  } catch (error) {
    rememberDeployment('', { runtime: 'auto', device: 'auto' });
    throw error;
  }
}
