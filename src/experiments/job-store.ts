// Where the jobs of one sweep are kept: in memory here, in a folder for Node (`job-store-node.ts`), in IndexedDB for the
// page (`services/sweep-keeper.ts`). What comes out of a store is checked before it is used.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { decodeRecord, encodeRecord } from '../records/codec.ts';
import { MAX_RECORD_STEPS, type RunRecord } from '../records/record.ts';
import { canonicalJson } from '../records/schema.ts';
import { ACHIEVEMENTS } from '../worlds/crafter/names.ts';
import { DEEPEST } from './achievement-depth.ts';
import { type EpisodeMetrics, METRICS_VERSION, metricsOf } from './metrics.ts';
import { type Job, type JobFigures, type JobResult, runConfigOf, type Sweep } from './sweep.ts';

export interface JobStore {
  /** Jobs that are done, in any order, each once. @throws LabError bad-record for a store that is damaged */
  load(): Promise<JobFigures[]>;
  /** Keeps a job; one that is there already is replaced. @throws LabError storage-full, storage-refused */
  add(result: JobResult): Promise<void>;
  /** The run of one job. @throws LabError not-found, bad-record */
  record(index: number): Promise<RunRecord>;
}

/** A store for one sitting; holds the canonical bytes, as the others do. */
export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<number, { readonly figures: JobFigures; readonly bytes: Uint8Array }>();

  async load(): Promise<JobFigures[]> {
    return [...this.#jobs.values()].map(({ figures }) => figures);
  }

  async add({ job, metrics, record }: JobResult): Promise<void> {
    this.#jobs.set(job.index, { figures: { job, metrics }, bytes: encodeRecord(record) });
  }

  async record(index: number): Promise<RunRecord> {
    const found = this.#jobs.get(index);
    if (!found) throw jobNotFound();
    return decodeRecord(found.bytes);
  }

  /** Forgets a job, when it found a better place. */
  remove(index: number): void {
    this.#jobs.delete(index);
  }
}

const count = z.int().check(z.minimum(0), z.maximum(1e9));
const rate = z.number().check(z.minimum(0), z.maximum(1e9));
const share = z.nullable(z.number().check(z.minimum(0), z.maximum(1)));
const steps = z.int().check(z.minimum(0), z.maximum(MAX_RECORD_STEPS));

const metricsSchema = z.strictObject({
  seed: z.int().check(z.minimum(0)),
  steps,
  unlocked: z.array(z.enum(ACHIEVEMENTS)).check(z.maxLength(ACHIEVEMENTS.length)),
  episodeReturn: z.number(),
  plans: steps,
  planTokens: count,
  tokens: count,
  terminated: z.boolean(),
  progress: z.number().check(z.minimum(0), z.maximum(100)),
  plansPer100: z.number().check(z.minimum(0), z.maximum(100)),
  tokensPerAchievement: z.nullable(rate),
  backtracks: steps,
  backtracksPer100: z.number().check(z.minimum(0), z.maximum(100)),
  planAge: z.nullable(rate),
  drift: share,
  judged: share,
  depth: z.int().check(z.minimum(0), z.maximum(DEEPEST)),
});

/** A job's figures as they lie in a store, unchecked. */
export interface StoredFigures {
  /** METRICS_VERSION of `metrics`. */
  readonly version: unknown;
  readonly metrics: unknown;
}

/** A job for a store: figures, and the record's canonical bytes. */
export function storedJobOf({ metrics, record }: JobResult): StoredFigures & {
  readonly bytes: Uint8Array<ArrayBuffer>;
} {
  return { version: METRICS_VERSION, metrics, bytes: encodeRecord(record) };
}

/**
 * Stored figures of a job, checked; those of another version are computed again from its record.
 * @throws LabError bad-record
 */
export async function figuresOf(
  { version, metrics }: StoredFigures,
  bytes: () => Promise<Uint8Array> | Uint8Array,
  sweep: Sweep,
  job: Job,
): Promise<JobFigures> {
  if (version !== METRICS_VERSION) return { job, metrics: metricsOf(recordOf(await bytes(), sweep, job)) };
  return { job, metrics: checkMetrics(metrics, job) };
}

/** @throws LabError bad-record */
export function checkMetrics(value: unknown, job: Job): EpisodeMetrics {
  const result = metricsSchema.safeParse(value);
  if (result.success && result.data.seed === job.seed) return result.data;
  throw new LabError(
    'bad-record',
    `What is stored of job ${job.index + 1} is damaged.`,
    'Delete this experiment and play it again.',
    result.error,
  );
}

/** A stored run, checked against the job it claims to be of. @throws LabError bad-record, wrong-version, too-large */
export function recordOf(bytes: Uint8Array, sweep: Sweep, job: Job): RunRecord {
  const record = decodeRecord(bytes);
  if (canonicalJson(record.config) === canonicalJson(runConfigOf(sweep, job))) return record;
  throw new LabError('bad-record', `What is stored of job ${job.index + 1} is another run.`);
}

export function jobNotFound(): LabError {
  return new LabError('not-found', 'This run is not stored.', 'It was not played yet, or was deleted.');
}
