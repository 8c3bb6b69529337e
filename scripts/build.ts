// Builds the page into dist/ when sources have changed since the last build, told by a hash of their contents (a git
// checkout changes times, not contents). The new build is made beside the old one and put in its place at the end, so
// that a server which is reading dist/ never sees half of it. Run directly: `node scripts/build.ts [--force]`.

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compressedFile, isCompressible } from './compression.ts';
import { CACHE, fail, filesBelow, hashFiles, ROOT, readStamp, run, say } from './tools.mjs';

/** The folder that is served. */
export const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.sources');
const SOURCES = [
  'index.html',
  'src',
  'workers',
  'public',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
];

/** Makes sure that dist/ belongs to the sources; false if the build failed (its own words are on stderr then). */
export async function ensureBuilt({ force = false } = {}): Promise<boolean> {
  const wanted = hashFiles(SOURCES.flatMap(filesBelow));
  if (!force && readStamp(STAMP) === wanted) return true;
  const fresh = join(CACHE, `build-${process.pid}`);
  say('Building the page …');
  if ((await run('vite', ['build', '--logLevel', 'error', '--outDir', fresh, '--emptyOutDir'])) !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(fresh, '.sources'), `${wanted}\n`);
  rmSync(DIST, { recursive: true, force: true });
  renameSync(fresh, DIST);
  return true;
}

/** Compresses what a browser will ask for, ahead of the first visit; finished files are kept by content. */
export async function compressAhead(): Promise<void> {
  for (const path of filesBelow(DIST).filter(isCompressible)) await compressedFile(join(ROOT, path), 'br');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!(await ensureBuilt({ force: process.argv.includes('--force') })))
    fail('The build failed (see above).');
  await compressAhead();
}
