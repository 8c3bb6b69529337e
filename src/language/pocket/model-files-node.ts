// Model folders on disk, for Node.

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../lab-error.ts';
import type { FileReader } from './model-files.ts';

/** @throws LabError model-missing, too-large */
export function folderReader(folder: string): FileReader {
  return async (name, { limit, onProgress }) => {
    const path = join(folder, name);
    const found = await stat(path).catch((cause: unknown) => {
      throw new LabError('model-missing', `${path} cannot be read.`, 'Train a model first.', cause);
    });
    if (found.size > limit) throw new LabError('too-large', `${path} is larger than ${limit} bytes.`);
    const bytes = new Uint8Array(await readFile(path));
    onProgress?.(bytes.length, bytes.length);
    return bytes;
  };
}

/** Writes the files of a model folder, creating it where needed. */
export async function writeModelFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
}
