// Where the golden data of the Python original lies, beside the repository; tests that need it are skipped, by name, on
// machines that do not have it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FOLDER = new URL('../../../../shared/crafter/', import.meta.url);

/** false where the golden data is missing. */
export const goldenDataExists = existsSync(new URL('vectors.json.gz', FOLDER));

if (!goldenDataExists) console.warn(`SKIPPED: there is no golden data of Crafter in ${FOLDER.pathname}`);

/** File names of the golden traces. */
export function goldenFiles(): string[] {
  if (!goldenDataExists) return [];
  return readdirSync(new URL('golden/', FOLDER)).filter((name) => name.startsWith('seed_'));
}

/** Path of a file of the golden data. */
export function goldenPath(name: string): string {
  return new URL(name, FOLDER).pathname;
}

/** A gzipped JSON file of the golden data. */
export function readGolden<T>(name: string): T {
  return JSON.parse(gunzipSync(readFileSync(goldenPath(name))).toString());
}
