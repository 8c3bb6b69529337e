// Remembers which run is being played, so that a reload can offer it. The run itself is in IndexedDB; this is only its
// id, and reading it costs no time at the first visit, where there is none.

const KEY = 'goldilocks-last-run';

export function rememberRun(runId: string): void {
  withStorage((storage) => (runId === '' ? storage.removeItem(KEY) : storage.setItem(KEY, runId)));
}

export function forgetRun(): void {
  rememberRun('');
}

/** The id of the run that was being played when the page was left; '' without one. */
export function rememberedRun(): string {
  return withStorage((storage) => storage.getItem(KEY)) ?? '';
}

/** A browser that refuses storage has no last run. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | null {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
