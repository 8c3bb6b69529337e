// The state of a deployment as bytes, so that it can be stored after every stage, taken up again after a reload or on another
// machine, and handed on. What a state holds is checked when it is read; its plans were judged when they were made.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { readAdapter } from '../language/pocket/adapter-file.ts';
import { CURATION_SCHEMA } from './curation.ts';
import type { DeploymentPlan, DeploymentState } from './deployment-run.ts';
import { POOL_SCHEMA, poolData, poolOf } from './pool-file.ts';
import { MOST_TASKS, SOURCE_SCHEMA } from './tasks.ts';

const FORMAT = 'goldilocks-deployment-1';
/** A thousand tasks with eight attempts each, a pool and an adapter come to ten. */
export const MAX_STATE_BYTES = 256 << 20;
const MOST_ATTEMPTS = 1_000_000;

const count = z.int().check(z.minimum(0));
const seeds = z.array(count).check(z.maxLength(MOST_TASKS));

const PLAN_SCHEMA = z.strictObject({
  model: z.string().check(z.maxLength(64)),
  weights: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  source: SOURCE_SCHEMA,
  seeds,
  heldOut: seeds,
  generations: count,
  samples: z.int().check(z.minimum(1)),
  runs: z.int().check(z.minimum(1)),
  temperature: z.number().check(z.minimum(0)),
  curation: CURATION_SCHEMA,
  hyper: z.record(z.string(), z.number()),
  seed: count,
});

const STATE_SCHEMA = z.strictObject({
  format: z.literal(FORMAT),
  plan: PLAN_SCHEMA,
  stage: z.enum(['collect', 'hold-out', 'curate', 'fine-tune', 'done']),
  generation: count,
  adapter: z.nullable(z.string()),
  training: z.nullable(z.unknown()),
  attempts: z
    .array(
      z.strictObject({
        task: count,
        sample: count,
        plan: z.string(),
        steps: count,
        tokens: count,
        valid: z.boolean(),
        fault: z.nullable(z.string()),
      }),
    )
    .check(z.maxLength(MOST_ATTEMPTS)),
  heldOut: z.nullable(z.unknown()),
  pool: POOL_SCHEMA,
  generations: z.array(z.unknown()),
});

/** UTF-8 bytes of JSON. */
export function writeState(state: DeploymentState): Uint8Array<ArrayBuffer> {
  const adapter = state.adapter && base64(state.adapter);
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
  if (!file.success) throw noState(file.error);
  const { format: _, ...data } = file.data;
  if (plan && JSON.stringify(data.plan) !== JSON.stringify(PLAN_SCHEMA.parse(plan)))
    throw new LabError(
      'bad-argument',
      'A deployment of another set-up lies here.',
      'Take another folder, or ask for the same as before.',
    );
  const adapter = data.adapter === null ? null : fromBase64(data.adapter);
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

function noState(cause: unknown): LabError {
  return new LabError('bad-record', 'This is no stored deployment.', 'Begin a new one.', cause);
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** @throws LabError bad-record */
function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw noState(cause);
  }
}
