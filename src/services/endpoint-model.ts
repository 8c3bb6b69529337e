// A remote model as an endpoint's settings ask for it: one place for pages, workers and the command line.

import type { Backoff } from '../language/remote/backoff.ts';
import { RemoteModel } from '../language/remote/remote-model.ts';
import { Random } from '../random.ts';
import type { Endpoint } from './endpoint-settings.ts';

export interface OpenOptions {
  /** `location.origin` in a page. */
  readonly page?: string;
  readonly backoff?: Partial<Backoff>;
  readonly logProbs?: boolean;
}

/** Asks nothing yet. @throws LabError bad-argument, unreachable (a page that may not ask this address) */
export function openEndpoint(endpoint: Endpoint, options: OpenOptions = {}): RemoteModel {
  const { prices, ...rest } = endpoint;
  // The jitter between attempts need not be the same twice: no answer depends on it.
  return new RemoteModel({ ...rest, prices: prices ?? undefined, random: new Random(0), ...options });
}
