// The models that ship with the page, by id: which weights and how many bytes. `train prime` and `train rl` keep the list, so a
// record can name the exact weights it was played with before a single byte of them is loaded. A model is either a folder of
// its own weights or an adapter over another one's.
//
// Adapters that people train, and models that they bring along, are kept in their browser and are named after their content, so
// their weights can be told from their id alone.

import { LabError } from '../../lab-error.ts';
import shipped from './shipped.json' with { type: 'json' };

export interface ShippedModel {
  /** First 16 hex digits of the SHA-256 of the weights, or of the adapter's file. */
  readonly weights: string;
  /** Size of that file. */
  readonly bytes: number;
  /** For an adapter: the shipped model below it. */
  readonly base?: string;
  /** For an adapter: the whole hash of its file, under which browsers keep it. (Weights have theirs in their card.) */
  readonly sha256?: string;
  /** Id of the world it was trained for; Crafter-v1 where none is named. */
  readonly world?: string;
}

/** Keys are folder names in `public/models`. */
export const SHIPPED_MODELS: Readonly<Record<string, ShippedModel>> = shipped;

/** Ids of the models that were trained for a world, in the list's order. */
export function shippedFor(world: string): string[] {
  return Object.keys(SHIPPED_MODELS).filter((id) => worldOf(id) === world);
}

function worldOf(shippedId: string): string {
  return SHIPPED_MODELS[shippedId].world ?? 'Crafter-v1';
}

/** @throws LabError model-missing for a shipped model of another world; its words are not this world's */
export function checkPlays(id: string, world: string): void {
  const own = Object.hasOwn(SHIPPED_MODELS, id) ? worldOf(id) : world;
  if (own === world) return;
  throw new LabError(
    'model-missing',
    `"${id}" was trained for ${own}, not for ${world}.`,
    'Choose another model.',
  );
}

/** Digits of a hash that a record keeps. */
export const WEIGHTS_DIGITS = 16;

const KEPT = /^(?:adapter|own)-([0-9a-f]{16})$/;
const OWN = /^own-[0-9a-f]{16}$/;

/** Id of an adapter that is kept in this browser. @param weights first digits of the SHA-256 of its file */
export function keptModelId(weights: string): string {
  return `adapter-${weights}`;
}

/** Id of a whole model that somebody brought along. @param hash first digits of its content's hash (own-model.ts) */
export function ownModelId(hash: string): string {
  return `own-${hash}`;
}

/** An adapter or a whole model of this browser, by the form of its id. */
export function isKeptModel(id: string): boolean {
  return KEPT.test(id);
}

/** A whole model of this browser, by the form of its id. */
export function isOwnModel(id: string): boolean {
  return OWN.test(id);
}

/** The weights that an id stands for; null for an unknown one. What is kept need not be in this browser. */
export function weightsOfModel(id: string): string | null {
  if (Object.hasOwn(SHIPPED_MODELS, id)) return SHIPPED_MODELS[id].weights;
  return KEPT.exec(id)?.[1] ?? null;
}
