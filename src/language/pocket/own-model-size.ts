// How large a model may be that somebody brings along. It stands alone, so that a page can ask before it loads anything else.

import { LabError } from '../../lab-error.ts';

/** All files of a model together: the largest weights that a card may name, and room for the card. */
export const MAX_OWN_MODEL_BYTES = 66 << 20;

/** @param sizes of the files, in bytes; asked before any of them is read. @throws LabError too-large */
export function checkOwnModelSize(sizes: readonly number[]): void {
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_OWN_MODEL_BYTES)
    throw new LabError('too-large', `A model has at most ${MAX_OWN_MODEL_BYTES >> 20} MiB.`);
}
