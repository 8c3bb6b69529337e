// A training's set-up, checked at the door: it comes from a form, a link, a file or the store, and each may be anybody's.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { GATE_PLAN } from '../training/rl/gate-plan.ts';
import { RL_PLAN, VALIDATION_SEEDS } from '../training/rl/rl-plan.ts';
import type { RlFigures, TrainingSetup } from './learner-service.ts';

export const MAX_NAME_CHARACTERS = 80;

const COMMON = {
  name: z.string().check(z.minLength(1), z.maxLength(MAX_NAME_CHARACTERS), z.regex(/^[^\p{Cc}]+$/u)),
  start: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
  validated: z.int().check(z.minimum(1), z.maximum(VALIDATION_SEEDS.most)),
};
const SETUP = z.discriminatedUnion('kind', [
  z.object({ ...COMMON, kind: z.literal('policy'), plan: RL_PLAN }),
  z.object({ ...COMMON, kind: z.literal('gate'), plan: GATE_PLAN }),
]);

/** @param given without a `kind` it is of a time when only policies were trained @throws LabError bad-argument */
export function checkTraining(given: unknown): TrainingSetup {
  const checked = z.safeParse(SETUP, isObject(given) ? { kind: 'policy', ...given } : given);
  if (checked.success) return checked.data as TrainingSetup;
  const [issue] = checked.error.issues;
  throw new LabError(
    'bad-argument',
    `This training cannot be set up: ${issue.path.join('.') || 'it'} is not as it should be.`,
    'Choose other values.',
    checked.error,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const ROW = z.looseObject({ update: z.int(), global_step: z.int() });

/** Those of an update that can be drawn; anything else is left out. */
export function readableFigures(rows: readonly unknown[]): RlFigures[] {
  return rows.filter((row) => z.safeParse(ROW, row).success) as RlFigures[];
}
