// The page's side of run-in-chromium.ts: it fetches and posts by name, and ends with an outcome or an error.

import { LabError } from '../../src/lab-error.ts';

/** Where the page stands on its server, and what it exchanges lies below. */
export const EXCHANGE = '/exchange/';

/** @throws LabError not-found */
export async function fetchBytes(name: string): Promise<Uint8Array> {
  const response = await fetch(EXCHANGE + name);
  if (!response.ok) throw new LabError('not-found', `The server has no ${name}.`);
  return new Uint8Array(await response.arrayBuffer());
}

/** @throws LabError not-found */
export async function fetchJson<T>(name: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await fetchBytes(name))) as T;
}

export async function post(name: string, body: BodyInit): Promise<Response> {
  return fetch(EXCHANGE + name, { method: 'POST', body });
}

/** Does the page's work and tells Node its outcome, or why there is none. */
export async function reportOutcome(work: () => Promise<unknown>): Promise<void> {
  try {
    await post('outcome', JSON.stringify(await work()));
  } catch (error) {
    await post('error', JSON.stringify(LabError.from(error).toData()));
  }
}
