// When to ask again: exponential back-off with full jitter, so that many lanes that failed together do not come back together.
// Source: M. Brooker, Exponential Backoff And Jitter (AWS Architecture Blog, 2015). A server's Retry-After is the least wait.

import { LabError } from '../../lab-error.ts';
import type { Random } from '../../random.ts';
import { stopped } from './failures.ts';

export interface Backoff {
  /** Attempts at the most, the first one included. */
  readonly attempts: number;
  /** Bound of the first wait in ms; it doubles with every attempt. */
  readonly baseMs: number;
  /** Greatest bound of a wait in ms. */
  readonly maxMs: number;
  /** A server that wants to be left alone for longer than this, in ms, is given up. */
  readonly patienceMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { attempts: 5, baseMs: 500, maxMs: 20_000, patienceMs: 60_000 };

/**
 * ms until the next attempt; null when there is none.
 * @param attempts made so far, 1 or more
 * @param afterMs what the server asks for; null where it says nothing
 */
export function delayBefore(
  { attempts: most, baseMs, maxMs, patienceMs }: Backoff,
  attempts: number,
  afterMs: number | null,
  random: Pick<Random, 'uniform'>,
): number | null {
  if (attempts >= most || (afterMs ?? 0) > patienceMs) return null;
  const bound = Math.min(maxMs, baseMs * 2 ** (attempts - 1));
  return (afterMs ?? 0) + random.uniform() * bound;
}

/** @throws LabError aborted, or the signal's own LabError */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, ms);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

/** Does work under a signal that also aborts after so many ms, with the error that `late` makes. */
export async function within<Result>(
  ms: number,
  late: () => LabError,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(late()), ms);
  try {
    return await work(AbortSignal.any([signal, stop.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** Why an aborted signal aborted, as an error of the lab: its own, if it brought one. */
export function reasonOf({ reason }: AbortSignal): LabError {
  return reason instanceof LabError ? reason : stopped(reason);
}
