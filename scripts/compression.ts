// Compressed copies of served files, made once per content and kept in .cache/compressed: the WASM runtime shrinks from
// 27 MB to 4.7 MB, and Brotli at quality 9 takes three seconds for it, too long for every start.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CACHE } from './tools.mjs';

const FOLDER = join(CACHE, 'compressed');
// Weights (.safetensors) are quantized: they hardly shrink, and the page shows their progress by exact bytes.
const COMPRESSIBLE = new Set([
  '.html',
  '.js',
  '.mjs',
  '.css',
  '.wasm',
  '.json',
  '.svg',
  '.webmanifest',
  '.txt',
  '.md',
]);

/** Whether a file of this name gets smaller by compression. */
export function isCompressible(path: string): boolean {
  return COMPRESSIBLE.has(extname(path));
}

export type Encoding = 'br' | 'gzip';

const pending = new Map<string, Promise<void>>();

/** Path of the compressed copy of the file at this absolute path. */
export async function compressedFile(path: string, encoding: Encoding): Promise<string> {
  const bytes = await readFile(path);
  const copy = join(FOLDER, `${createHash('sha256').update(bytes).digest('hex')}.${encoding}`);
  if (existsSync(copy)) return copy;
  // Two requests for one file share the work.
  if (!pending.has(copy))
    pending.set(
      copy,
      writeCompressed(bytes, copy, encoding).finally(() => pending.delete(copy)),
    );
  await pending.get(copy);
  return copy;
}

async function writeCompressed(bytes: Buffer, copy: string, encoding: Encoding): Promise<void> {
  const small =
    encoding === 'br'
      ? await promisify(brotliCompress)(bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        })
      : await promisify(gzip)(bytes);
  mkdirSync(FOLDER, { recursive: true });
  const unfinished = `${copy}.${process.pid}`;
  await writeFile(unfinished, small);
  await rename(unfinished, copy);
}
