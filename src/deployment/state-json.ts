// What the files of all deployments have in common: bounded JSON, the fields that the loop itself keeps, an adapter in base64.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { readAdapter } from '../language/pocket/adapter-file.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { LoopKind, LoopState } from './loop.ts';
import { MOST_TASKS } from './tasks.ts';

const count = z.int().check(z.minimum(0));
const seeds = z.array(count).check(z.maxLength(MOST_TASKS));

/** A plan without its source and its curation; fields stand in the order in which plans are compared. */
export const PLAN_SHAPE = {
  model: z.string().check(z.maxLength(64)),
  weights: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  seeds,
  heldOut: seeds,
  generations: count,
  samples: z.int().check(z.minimum(1)),
  runs: z.int().check(z.minimum(1)),
  temperature: z.number().check(z.minimum(0)),
  hyper: z.record(z.string(), z.number()),
  seed: count,
} as const;

/** A state without its plan, its attempts and its pool; figures are for whoever shows them to check. */
export const LOOP_SCHEMA = {
  stage: z.enum(['collect', 'hold-out', 'curate', 'fine-tune', 'done']),
  generation: count,
  adapter: z.nullable(z.string()),
  training: z.nullable(z.unknown()),
  heldOut: z.nullable(z.unknown()),
  generations: z.array(z.unknown()),
} as const;

/** UTF-8 bytes of JSON, one line. Fields stand in the schema's order, so that equal values give equal bytes. @throws LabError bad-argument */
export function writeJson<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: z.input<Schema>,
): Uint8Array<ArrayBuffer> {
  const checked = z.safeParse(schema, value);
  if (checked.success) return new TextEncoder().encode(`${JSON.stringify(checked.data)}\n`);
  const where = checked.error.issues[0].path.join('.');
  throw new LabError('bad-argument', `${where} is not as it should be.`, '', checked.error);
}

/** @throws LabError too-large, bad-record */
export function readJson<Schema extends z.ZodMiniType>(
  bytes: Uint8Array,
  schema: Schema,
  { most, what }: { readonly most: number; readonly what: string },
): z.infer<Schema> {
  if (bytes.length > most) throw new LabError('too-large', `A ${what} has at most ${most >> 20} MiB.`);
  const file = z.safeParse(schema, parsed(bytes));
  if (file.success) return file.data;
  const where = file.error.issues[0].path.join('.');
  const reason = where === '' ? '' : `: ${where} is not as it should be`;
  throw new LabError('bad-record', `This is no ${what}${reason}.`, 'Export one anew.', file.error);
}

/** A state as JSON has it. */
export function stateData<State extends LoopState<LoopKind>>({ adapter, ...rest }: State, pool: object) {
  return { ...rest, adapter: adapter && toBase64(adapter), pool };
}

/** The state of what was read. @throws LabError bad-record, bad-model (its adapter) */
export function stateOf<State>(data: { readonly adapter: string | null }, pool: unknown): State {
  const adapter = data.adapter === null ? null : adapterOf(data.adapter);
  return { ...data, adapter, pool } as State;
}

function adapterOf(text: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(text);
  } catch (cause) {
    throw new LabError('bad-record', 'The adapter of this deployment is damaged.', 'Export it anew.', cause);
  }
  readAdapter(bytes);
  return bytes;
}

/** null for what is no JSON: no schema takes it. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
