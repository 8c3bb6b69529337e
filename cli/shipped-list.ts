// The models that ship with the page: where they lie, and the list of their weights.

import { readFile, writeFile } from 'node:fs/promises';
import type { ShippedModel } from '../src/language/pocket/shipped.ts';

export const SHIPPED_FOLDER = 'public/models';
const SHIPPED_LIST = 'src/language/pocket/shipped.json';

/** Notes a model in the list, in the place of an older one of its name. */
export async function shipped(name: string, model: ShippedModel): Promise<void> {
  const all = JSON.parse(await readFile(SHIPPED_LIST, 'utf8'));
  await writeFile(SHIPPED_LIST, `${JSON.stringify({ ...all, [name]: model }, null, 2)}\n`);
}
