// The rows of `lab advantage --study --out FILE` on disk.

import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { readStudy, studyLine } from '../src/experiments/advantage-file.ts';
import type { StudyRow } from '../src/experiments/advantage-study.ts';
import { LabError } from '../src/lab-error.ts';

/** A file larger than this is no study. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

/** Rows on disk, each kept once. */
export class StudyFile {
  readonly rows: readonly StudyRow[];
  readonly #path: string;
  readonly #known: Set<string>;

  private constructor(path: string, rows: readonly StudyRow[]) {
    this.#path = path;
    this.rows = rows;
    this.#known = new Set(rows.map(keyOf));
  }

  /** @throws LabError bad-argument for a file of another study */
  static async open(path: string, header: string): Promise<StudyFile> {
    const found = await stat(path).catch(() => null);
    if (found !== null && found.size > MAX_FILE_BYTES)
      throw new LabError('bad-argument', `${path} is too large for a study.`);
    const rows = found === null ? [] : readStudy(await readFile(path, 'utf8'), header);
    // Written anew, so that a torn last line is gone.
    await writeFile(path, header + rows.map(studyLine).join(''));
    return new StudyFile(path, rows);
  }

  async add(row: StudyRow): Promise<void> {
    if (this.#known.has(keyOf(row))) return;
    this.#known.add(keyOf(row));
    await appendFile(this.#path, studyLine(row));
  }
}

function keyOf({ seed, step }: StudyRow): string {
  return `${seed} ${step}`;
}
