// The state of a deployment as bytes, so that it can be stored after every stage, taken up again after a reload or on another
// machine, and handed on. What a state holds is checked when it is read; its plans were judged when they were made.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { readAdapter } from '../language/pocket/adapter-file.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { CURATION_SCHEMA } from './curation.ts';
import type { DeploymentPlan, DeploymentState } from './deployment-run.ts';
import { GENERATION_SCHEMA, METRICS_SCHEMA, TRAINING_SCHEMA } from './figures-schema.ts';
import { POOL_SCHEMA, poolData, poolOf } from './pool-file.ts';
import { MOST_TASKS, SOURCE_SCHEMA } from './tasks.ts';

const FORMAT = 'goldilocks-deployment-1';
/** A thousand tasks with eight attempts each, a pool and an adapter come to ten. */
export const MAX_STATE_BYTES = 256 << 20;
const MOST_ATTEMPTS = 1_000_000;
/** Models after the base; every generation draws numbers of its own up to here. */
export const MAX_GENERATIONS = 999;
/** Characters of one plan. */
export const MAX_PLAN_CHARACTERS = 64_000;

const count = z.int().check(z.minimum(0));
const seeds = z.array(count).check(z.maxLength(MOST_TASKS));

const PLAN_SCHEMA = z.strictObject({
  model: z.string().check(z.maxLength(200)),
  weights: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  source: SOURCE_SCHEMA,
  seeds,
  heldOut: seeds,
  generations: count.check(z.maximum(MAX_GENERATIONS)),
  samples: z.int().check(z.minimum(1)),
  runs: z.int().check(z.minimum(1)),
  temperature: z.number().check(z.minimum(0)),
  curation: CURATION_SCHEMA,
  hyper: z.record(z.string(), z.number()),
  seed: count,
  stopAtFault: z.optional(z.boolean()),
  constrained: z.optional(z.boolean()),
});

const STATE_SCHEMA = z.strictObject({
  format: z.literal(FORMAT),
  plan: PLAN_SCHEMA,
  stage: z.enum(['collect', 'hold-out', 'curate', 'fine-tune', 'done']),
  generation: count,
  adapter: z.nullable(z.string()),
  training: z.nullable(TRAINING_SCHEMA),
  attempts: z
    .array(
      z.strictObject({
        task: count,
        sample: count,
        plan: z.string().check(z.maxLength(MAX_PLAN_CHARACTERS)),
        steps: count,
        tokens: count,
        valid: z.boolean(),
        fault: z.nullable(z.string().check(z.maxLength(40))),
      }),
    )
    .check(z.maxLength(MOST_ATTEMPTS)),
  heldOut: z.nullable(METRICS_SCHEMA),
  pool: POOL_SCHEMA,
  generations: z.array(GENERATION_SCHEMA).check(z.maxLength(MAX_GENERATIONS + 1)),
});

/** UTF-8 bytes of JSON. */
export function writeState(state: DeploymentState): Uint8Array<ArrayBuffer> {
  const adapter = state.adapter && toBase64(state.adapter);
  const json = JSON.stringify({ format: FORMAT, ...state, adapter, pool: poolData(state.pool) });
  return new TextEncoder().encode(json);
}

/**
 * @param plan that the state must be of; any if left out
 * @throws LabError too-large, bad-record, bad-model (its adapter), bad-argument for a state of another plan
 */
export function readState(bytes: Uint8Array, plan?: DeploymentPlan): DeploymentState {
  if (bytes.length > MAX_STATE_BYTES)
    throw new LabError('too-large', `A stored deployment has at most ${MAX_STATE_BYTES >> 20} MiB.`);
  const file = z.safeParse(STATE_SCHEMA, parsed(bytes));
  if (!file.success) throw noState(file.error, file.error.issues[0].path.join('.'));
  if (file.data.generations.length > file.data.plan.generations + 1) throw noState(null, 'generations');
  const { format: _, ...data } = file.data;
  if (plan && JSON.stringify(data.plan) !== JSON.stringify(PLAN_SCHEMA.parse(plan)))
    throw new LabError(
      'bad-argument',
      'A deployment of another set-up lies here.',
      'Take another folder, or ask for the same as before.',
    );
  const adapter = data.adapter === null ? null : adapterOf(data.adapter);
  if (adapter) readAdapter(adapter);
  return { ...data, adapter, pool: poolOf(data.pool) } as unknown as DeploymentState;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw noState(cause);
  }
}

/** @param where it is wrong, as a path; '' for all of it */
function noState(cause: unknown, where = ''): LabError {
  const message =
    where === ''
      ? 'This is no stored deployment.'
      : `This deployment cannot be read: ${where} is not as it should be.`;
  return new LabError('bad-record', message, 'Begin a new one.', cause);
}

/** @throws LabError bad-record */
function adapterOf(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (cause) {
    throw noState(cause);
  }
}
