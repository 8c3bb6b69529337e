// What an address of the Train page asks for: a set-up in plain keys, a stored training, or, after a reload, the training that
// went on in this tab.

import type { TrainingOptions } from '../../services/learner-service.ts';
import { fail } from '../parts/notices.ts';
import { rememberedInTab, rememberInTab } from '../session-memory.ts';
import { optionsOf, readTrain, type TrainValues } from './setup.ts';
import type { TrainingRun } from './training-run.ts';

const KEY = 'goldilocks-training';

/** Of the training that goes on in this tab, for a reload. */
export function rememberTraining(id: string, { runtime, device }: TrainingOptions): void {
  rememberInTab(KEY, id === '' ? '' : `${id} ${runtime} ${device}`);
}

/**
 * Brings the training to what the address asks for. @returns the set-up of the address, where it has one
 * @throws LabError not-found, run-busy
 */
export async function arrive(
  run: TrainingRun,
  { query, trainingId }: { readonly query: string; readonly trainingId: string },
): Promise<TrainValues | null> {
  if (query !== '') {
    const { setup, problems } = readTrain(query);
    for (const problem of problems) fail(problem);
    if (!run.training) run.clear();
    return setup;
  }
  if (!run.training) await arriveAtStored(run, trainingId);
  return null;
}

/** After a reload the training of this tab goes on; another one is shown as far as it is. */
async function arriveAtStored(run: TrainingRun, trainingId: string): Promise<void> {
  const [last, runtime, device] = rememberedInTab(KEY).split(' ');
  const id = trainingId || (run.phase === 'empty' ? last : '');
  if (id === '' || id === run.id) return;
  if (id !== last) return run.open(id);
  try {
    const { setup } = readTrain(`runtime=${runtime}&device=${device}`);
    await run.resume(id, optionsOf(setup));
  } catch (error) {
    rememberTraining('', { runtime: 'auto', device: 'auto' });
    throw error;
  }
}
