// One hand at a time on a folder of the cache, also among tabs: a download waits for its turn; to delete what somebody fetches
// would leave half a model that its download calls whole.

import { LabError } from '../../lab-error.ts';

/** Does the work once no other has the folder. @throws what `work` throws; the signal's reason while it waits */
export async function lockFolder<Result>(
  folder: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!navigator.locks) return work();
  return navigator.locks.request(nameOf(folder), { signal }, work);
}

/** Does the work if nobody has the folder. @throws LabError run-busy, and what `work` throws */
export async function lockIdleFolder<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  if (!navigator.locks) return work();
  return navigator.locks.request(nameOf(folder), { ifAvailable: true }, (lock) => {
    if (lock) return work();
    throw new LabError(
      'run-busy',
      'This model is being downloaded or deleted, perhaps in another tab.',
      'Wait for its end, or cancel the download first.',
    );
  });
}

function nameOf(folder: string): string {
  return `web-llm ${folder}`;
}
