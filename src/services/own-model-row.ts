// How a checked model is kept in this browser.

import { worldPlayedBy } from '../agents/model-worlds.ts';
import { CARD_FILE, WEIGHTS_FILE } from '../language/pocket/model-files.ts';
import type { OwnModel } from '../language/pocket/own-model.ts';
import type { KeptOwnModel, OwnModelFiles } from '../records/store/own-model-store.ts';

export interface OwnModelRow {
  readonly row: KeptOwnModel;
  readonly files: OwnModelFiles;
}

/** @param name for people. @param stored ms since 1970 */
export function ownModelRow({ id, hash, card, files }: OwnModel, name: string, stored: number): OwnModelRow {
  const own = { card: files.get(CARD_FILE)!, weights: files.get(WEIGHTS_FILE)! };
  const size = own.card.length + own.weights.length;
  return { row: { id, name, hash, world: worldPlayedBy(card.vocabulary), size, stored }, files: own };
}
