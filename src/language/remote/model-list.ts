// What an endpoint has to offer, for a page's list to choose from, and the cheapest way to try an address and a key.

import * as z from 'zod/mini';
import { type SiteOptions, siteOf } from './endpoint.ts';
import { notTheProtocol } from './failures.ts';
import { requestText } from './request.ts';

const LIMITS = { firstByteMs: 15_000, idleMs: 15_000, maxBytes: 8_000_000 };
/** Public hubs list hundreds; a page could not show more than this. */
const MAX_MODELS = 5000;

const LIST = z.object({ data: z.nullable(z.array(z.object({ id: z.string() }))) });

/**
 * The models' names as the endpoint lists them (`GET /models`). An empty list is no error: Ollama has one before the first pull.
 * @throws LabError bad-argument, unreachable, unauthorized, not-found, rate-limited, server-error, bad-answer, timeout, aborted
 */
export async function listModels(
  options: SiteOptions,
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  const site = siteOf(options);
  const text = await requestText(site, '/models', LIMITS, signal);
  try {
    const { data } = LIST.parse(JSON.parse(text));
    return (data ?? []).slice(0, MAX_MODELS).map(({ id }) => id.slice(0, 200).toWellFormed());
  } catch {
    throw notTheProtocol(site);
  }
}
