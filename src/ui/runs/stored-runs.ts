// The page's one connection to the stored runs, and what the page does with them beyond the store's own commands:
// deleting with a way back, and finding the run that a reload interrupted.

import { LabError } from '../../lab-error.ts';
import { isRunBusy } from '../../records/store/run-lock.ts';
import { RunStore, type StoredRun } from '../../records/store/run-store.ts';

let store: RunStore | undefined;

/** The store, opened once. Its commands throw LabErrors where the browser keeps nothing. */
export function runStore(): RunStore {
  store ??= new RunStore();
  return store;
}

/**
 * Deletes runs. @returns what brings them back, with their names
 * @throws LabError run-busy if one of them is being played; then none is deleted
 */
export async function deleteRuns(ids: readonly string[]): Promise<() => Promise<void>> {
  const runs = runStore();
  const [playing] = await busyRuns(await Promise.all(ids.map((id) => runs.get(id))));
  if (playing !== undefined) {
    const { name } = await runs.get(playing);
    throw new LabError(
      'run-busy',
      `“${name}” is being played.`,
      'Start another run first, or close its tab.',
    );
  }
  const kept = await Promise.all(ids.map((id) => undoOf(runs, id)));
  for (const id of ids) await runs.delete(id);
  return async () => {
    for (const bringBack of kept) await bringBack();
  };
}

async function undoOf(runs: RunStore, id: string): Promise<() => Promise<void>> {
  const { run, steps } = await runs.loadSteps(id);
  if (run.status === 'finished') {
    const record = await runs.load(id);
    return async () => {
      await runs.importRecords([record], run.name);
    };
  }
  return async () => {
    await runs.create(run.config, id, run.name);
    if (steps.length > 0) await runs.append(id, 0, steps, run.outcome);
  };
}

/** This run, if it is stored, unfinished and nobody plays it; null otherwise, and where nothing is stored. */
export async function interruptedRun(id: string): Promise<StoredRun | null> {
  try {
    const run = await runStore().get(id);
    const waiting = run.status === 'unfinished' && run.steps > 0;
    return waiting && !(await isRunBusy(runStore().database, id)) ? run : null;
  } catch {
    return null;
  }
}

/** An empty run is kept this long, in ms: another tab may just have begun it. */
const EMPTY_MS = 60 * 60 * 1000;

/** The runs worth a row: those with steps. Ones that were begun and left without a step are cleared away in time. */
export async function listedRuns(): Promise<StoredRun[]> {
  const runs = await runStore().list();
  const empty = runs.filter(({ steps, status }) => steps === 0 && status === 'unfinished');
  const old = empty.filter(({ updated }) => Date.now() - updated > EMPTY_MS);
  const busy = await busyRuns(old);
  for (const { id } of old) if (!busy.has(id)) await runStore().delete(id);
  return runs.filter((run) => !empty.includes(run));
}

/** Which of these runs are being played now, in this tab or another. */
export async function busyRuns(rows: readonly StoredRun[]): Promise<ReadonlySet<string>> {
  const open = rows.filter(({ status }) => status === 'unfinished');
  const busy = await Promise.all(open.map(({ id }) => isRunBusy(runStore().database, id).catch(() => false)));
  return new Set(open.filter((_, i) => busy[i]).map(({ id }) => id));
}

/** Plans written in a run. */
export async function countPlans(id: string): Promise<number> {
  const { steps } = await runStore().loadSteps(id);
  return steps.filter(({ plan }) => plan !== undefined && plan !== '').length;
}
