// The models that ship with the page, by id: which weights and how many bytes. `train prime` and `train rl` keep the list, so a
// record can name the exact weights it was played with before a single byte of them is loaded. A model is either a folder of
// its own weights or an adapter over another one's.
//
// Adapters that people train are kept in their browser and are named after their content, so their weights can be told from
// their id alone.

import shipped from './shipped.json' with { type: 'json' };

export interface ShippedModel {
  /** First 16 hex digits of the SHA-256 of the weights, or of the adapter's file. */
  readonly weights: string;
  /** Size of that file. */
  readonly bytes: number;
  /** For an adapter: the shipped model below it. */
  readonly base?: string;
}

/** Keys are folder names in `public/models`. */
export const SHIPPED_MODELS: Readonly<Record<string, ShippedModel>> = shipped;

/** Digits of a hash that a record keeps. */
export const WEIGHTS_DIGITS = 16;

const KEPT = /^adapter-([0-9a-f]{16})$/;

/** Id of an adapter that is kept in this browser. @param weights first digits of the SHA-256 of its file */
export function keptModelId(weights: string): string {
  return `adapter-${weights}`;
}

export function isKeptModel(id: string): boolean {
  return KEPT.test(id);
}

/** The weights that an id stands for; null for an unknown one. A kept adapter need not be in this browser. */
export function weightsOfModel(id: string): string | null {
  if (Object.hasOwn(SHIPPED_MODELS, id)) return SHIPPED_MODELS[id].weights;
  return KEPT.exec(id)?.[1] ?? null;
}
