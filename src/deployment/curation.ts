// Who decides what a model learns from. The paper's curation is a validator, or users who keep what worked; a rule narrows
// the validator's choice, and `none` is the paper's control: train on everything. Plain data, so it is stored with a run.

import * as z from 'zod/mini';
import { sha256Hex } from '../sha256.ts';
import type { Attempt } from './attempts.ts';
import { featureOf, featuresOf } from './features.ts';
import { MAX_NAME, type Preference, type Trace } from './pool.ts';
import type { Tasks } from './tasks.ts';

const RULE = z.strictObject({
  feature: z.string().check(z.minLength(1), z.maxLength(80)),
  bound: z.enum(['least', 'most']),
  value: z.number(),
});

/** Digits of an attempt's key; enough for a class that curates together. */
const KEY_DIGITS = 16;
const MOST_KEPT = 100_000;

export const CURATION_SCHEMA = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('valid') }),
  z.strictObject({ by: z.literal('rule'), rule: RULE }),
  z.strictObject({
    by: z.literal('person'),
    name: z.string().check(z.minLength(1), z.maxLength(MAX_NAME)),
    kept: z.readonly(z.array(z.string().check(z.regex(/^[0-9a-f]{16}$/))).check(z.maxLength(MOST_KEPT))),
  }),
  z.strictObject({ by: z.literal('none') }),
]);

/**
 * `valid`: what the validator accepts. `rule`: of that, the plans whose feature is at least or at most a value. `person`:
 * what somebody kept, by `attemptKey`, valid or not; all else is discarded. `none`: everything.
 */
export type Curation = z.infer<typeof CURATION_SCHEMA>;
export type Rule = z.infer<typeof RULE>;

/** Same plan for the same task, same key: what a person kept is kept wherever it turns up again. */
export function attemptKey({ task, plan }: Pick<Attempt, 'task' | 'plan'>): string {
  return sha256Hex(new TextEncoder().encode(`${task} ${plan}`)).slice(0, KEY_DIGITS);
}

/** Decides one attempt. @throws LabError bad-argument, when it is asked, for a rule about a feature that there is not */
export function keeper(curation: Curation, tasks: Tasks): (attempt: Attempt) => boolean {
  switch (curation.by) {
    case 'valid':
      return ({ valid }) => valid;
    case 'rule':
      return (attempt) => attempt.valid && obeys(curation.rule, tasks, attempt);
    case 'person': {
      const kept = new Set(curation.kept);
      return (attempt) => kept.has(attemptKey(attempt));
    }
    case 'none':
      return () => true;
  }
}

/** A kept attempt in the pool. */
export function traceOf(
  { task, plan, steps, tokens }: Attempt,
  curation: Curation,
  { generation, model }: Pick<Trace, 'generation' | 'model'>,
): Trace {
  return { task, plan, steps, tokens, generation, model, keptBy: curatorOf(curation) };
}

/** How a pool of this curation's traces chooses between two of a task. */
export function preferenceOf({ by }: Curation): Preference {
  return by === 'none' ? 'any' : 'shortest';
}

function curatorOf(curation: Curation): string {
  switch (curation.by) {
    case 'valid':
      return 'validator';
    case 'rule':
      return `validator, ${curation.rule.feature} at ${curation.rule.bound} ${curation.rule.value}`;
    case 'person':
      return curation.name;
    case 'none':
      return 'nobody';
  }
}

function obeys({ feature, bound, value }: Rule, tasks: Tasks, attempt: Attempt): boolean {
  const found = featureOf(featuresOf(tasks.problem(attempt.task), attempt), feature);
  return bound === 'least' ? found >= value : found <= value;
}
