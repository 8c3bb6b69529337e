// A pool as a file: what a person hands to a class, and what a class hands back. It may come from anybody, so it is bounded
// before it is read, every field is checked, and no plan is believed: each is validated against its own task again.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { parsePlan } from '../worlds/strips/plan.ts';
import { validatePlan } from '../worlds/strips/validate.ts';
import { planText } from './attempts.ts';
import { atOnce, eachPiece, type InPieces } from './pieces.ts';
import { emptyPool, MAX_NAME, type Pool, type Trace, withTraces } from './pool.ts';
import { MOST_TASKS, SOURCE_SCHEMA, Tasks } from './tasks.ts';

const FORMAT = 'goldilocks-pool-1';
/** Ten thousand traces of a hundred steps come to some 20 MB; a domain's thousand to two. */
export const MAX_POOL_BYTES = 32 << 20;
/** Characters of one plan: a thousand steps of Sokoban. */
const MAX_PLAN_CHARACTERS = 64_000;
const MAX_TOKENS = 1_000_000;
const MAX_GENERATION = 10_000;

export const TRACE_SCHEMA = z.strictObject({
  task: z.int().check(z.minimum(0)),
  plan: z.string().check(z.maxLength(MAX_PLAN_CHARACTERS)),
  steps: z.int().check(z.minimum(0), z.maximum(MAX_PLAN_CHARACTERS)),
  tokens: z.int().check(z.minimum(0), z.maximum(MAX_TOKENS)),
  generation: z.int().check(z.minimum(0), z.maximum(MAX_GENERATION)),
  model: z.string().check(z.maxLength(64)),
  keptBy: z.string().check(z.minLength(1), z.maxLength(MAX_NAME)),
});

export const POOL_SCHEMA = z.strictObject({
  source: SOURCE_SCHEMA,
  preference: z.enum(['shortest', 'any']),
  traces: z.array(TRACE_SCHEMA).check(z.maxLength(MOST_TASKS)),
});

const FILE_SCHEMA = z.strictObject({ format: z.literal(FORMAT), ...POOL_SCHEMA.shape });

/** A pool as the schema has it: traces in the order of their tasks. */
export type PoolData = z.infer<typeof POOL_SCHEMA>;

export interface ImportedPool {
  readonly pool: Pool;
  /** Traces whose plan does not solve its task: they were left out. */
  readonly invalid: number;
}

export function poolData({ source, preference, traces }: Pool): PoolData {
  return { source: source as PoolData['source'], preference, traces: [...traces.values()] };
}

export function poolOf({ source, preference, traces }: PoolData): Pool {
  return withTraces(emptyPool(source, preference), traces);
}

/** UTF-8 bytes of JSON; equal pools give equal bytes. */
export function writePool(pool: Pool): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify({ format: FORMAT, ...poolData(pool) })}\n`);
}

/** @throws LabError too-large, bad-record (no pool), bad-argument (sizes that the world does not have) */
export function readPool(bytes: Uint8Array): ImportedPool {
  return atOnce(poolInPieces(bytes));
}

/** As `readPool`, one piece a trace. */
export function* poolInPieces(bytes: Uint8Array): InPieces<ImportedPool> {
  if (bytes.length > MAX_POOL_BYTES)
    throw new LabError('too-large', `A pool has at most ${MAX_POOL_BYTES >> 20} MiB.`);
  const file = z.safeParse(FILE_SCHEMA, parsed(bytes));
  if (!file.success) {
    const [issue] = file.error.issues;
    throw noPool(`${issue.path.join('.') || 'it'} is not as it should be`, file.error);
  }
  const { format: _, ...data } = file.data;
  const tasks = new Tasks(data.source);
  const checked = yield* eachPiece(data.traces, (trace) => checkedTrace(tasks, trace));
  return { pool: poolOf({ ...data, traces: checked }), invalid: data.traces.length - checked.length };
}

/** The trace with its plan in canonical form and its steps counted; null if the plan does not solve the task. */
function checkedTrace(tasks: Tasks, trace: Trace): Trace | null {
  const problem = tasks.problem(trace.task);
  try {
    const steps = parsePlan(trace.plan);
    if (!validatePlan(problem, steps).valid) return null;
    return { ...trace, plan: planText(steps), steps: steps.length };
  } catch {
    return null;
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw noPool('it is not JSON', cause);
  }
}

function noPool(what: string, cause: unknown): LabError {
  return new LabError(
    'bad-record',
    `This is no pool of plans: ${what}.`,
    'Export one on the Deploy page.',
    cause,
  );
}
