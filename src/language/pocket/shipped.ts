// The models that ship with the page, by id: which weights and how many bytes. `train prime` keeps the list, so a record
// can name the exact weights it was played with before a single byte of them is loaded.

import shipped from './shipped.json' with { type: 'json' };

export interface ShippedModel {
  /** First 16 hex digits of the weights' SHA-256. */
  readonly weights: string;
  /** Size of the weights file. */
  readonly bytes: number;
}

/** Keys are folder names in `public/models`. */
export const SHIPPED_MODELS: Readonly<Record<string, ShippedModel>> = shipped;

/** Digits of a hash that a record keeps. */
export const WEIGHTS_DIGITS = 16;
