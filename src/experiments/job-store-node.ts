// A sweep in a folder: `sweep.json` is its set-up, `jobs.jsonl` one line a finished job (figures and the record's
// canonical bytes in base64). Lines are only ever appended, so a process that is killed leaves at most one torn line,
// which is cut off when the folder is opened again.

import { appendFile, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { MAX_RECORD_BYTES } from '../records/codec.ts';
import type { RunRecord } from '../records/record.ts';
import { canonicalJson } from '../records/schema.ts';
import {
  figuresOf,
  type JobStore,
  jobNotFound,
  recordOf,
  type StoredFigures,
  storedJobOf,
} from './job-store.ts';
import { checkSweep, type Job, type JobFigures, type JobResult, jobsOf, type Sweep } from './sweep.ts';

/** A line with the longest record there may be, in base64, and room for its figures. */
const MAX_LINE = 2 * MAX_RECORD_BYTES;

const lineSchema = z.object({
  job: z.int(),
  version: z.unknown(),
  metrics: z.unknown(),
  record: z.string().check(z.maxLength(MAX_LINE)),
});

interface Line {
  readonly job: Job;
  readonly stored: StoredFigures;
  readonly bytes: Uint8Array;
}

export class FolderJobStore implements JobStore {
  readonly #path: string;
  readonly #sweep: Sweep;
  readonly #jobs: readonly Job[];

  private constructor(path: string, sweep: Sweep) {
    this.#path = path;
    this.#sweep = sweep;
    this.#jobs = jobsOf(sweep);
  }

  /**
   * Opens a folder for a sweep, or begins one there.
   * @throws LabError bad-argument for a folder of another sweep
   */
  static async open(folder: string, sweep: Sweep): Promise<FolderJobStore> {
    await mkdir(folder, { recursive: true });
    const setUp = join(folder, 'sweep.json');
    const found = await readFile(setUp, 'utf8').catch(() => null);
    if (found === null) await writeFile(setUp, `${JSON.stringify(sweep, null, 2)}\n`);
    else if (!isSame(found, sweep))
      throw new LabError(
        'bad-argument',
        `${folder} holds another experiment.`,
        'Give --out another folder, or delete this one.',
      );
    const store = new FolderJobStore(join(folder, 'jobs.jsonl'), sweep);
    await cutTornLine(store.#path);
    return store;
  }

  async load(): Promise<JobFigures[]> {
    const figures = new Map<number, JobFigures>();
    for await (const { job, stored, bytes } of this.#lines())
      figures.set(job.index, await figuresOf(stored, () => bytes, this.#sweep, job));
    return [...figures.values()];
  }

  async add(result: JobResult): Promise<void> {
    const { version, metrics, bytes } = storedJobOf(result);
    const record = Buffer.from(bytes).toString('base64');
    await appendFile(this.#path, `${JSON.stringify({ job: result.job.index, version, metrics, record })}\n`);
  }

  async record(index: number): Promise<RunRecord> {
    for await (const { job, bytes } of this.#lines())
      if (job.index === index) return recordOf(bytes, this.#sweep, job);
    throw jobNotFound();
  }

  async *#lines(): AsyncGenerator<Line> {
    const file = await open(this.#path, 'a+');
    try {
      for await (const line of file.readLines()) yield this.#parse(line);
    } finally {
      await file.close();
    }
  }

  #parse(text: string): Line {
    try {
      const line = lineSchema.parse(JSON.parse(text));
      const bytes = new Uint8Array(Buffer.from(line.record, 'base64'));
      const job = this.#jobs[line.job];
      if (!job) throw new Error(`There is no job ${line.job}.`);
      return { job, stored: { version: line.version, metrics: line.metrics }, bytes };
    } catch (error) {
      throw new LabError(
        'bad-record',
        `${this.#path} has a line that is no job.`,
        'Delete that line; its job is then played again.',
        error,
      );
    }
  }
}

function isSame(text: string, sweep: Sweep): boolean {
  try {
    return canonicalJson(checkSweep(JSON.parse(text))) === canonicalJson(sweep);
  } catch {
    return false;
  }
}

/** Cuts what follows the last line break: the line a killed process was writing. */
async function cutTornLine(path: string): Promise<void> {
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, MAX_LINE));
    await file.read(tail, 0, tail.length, size - tail.length);
    const end = tail.lastIndexOf('\n') + 1;
    if (end < tail.length) await file.truncate(size - tail.length + end);
  } finally {
    await file.close();
  }
}
