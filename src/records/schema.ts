// What a record's configuration and outcome may be, checked at the door: bytes from a link or a file become an object
// only through these schemas. Unknown keys are refused, so that nothing travels in a record that nobody checks.

import * as z from 'zod/mini';
import { isChatModel } from '../agents/chat-models.ts';
import { LabError } from '../lab-error.ts';
import { damaged } from './range-coder.ts';
import { MAX_RECORD_STEPS, type Outcome, type RunConfig } from './record.ts';

/** Cells along each side of a map, at most: a link must not be able to order hours of world generation. */
export const MAX_AREA = 255;

const name = z.string().check(z.regex(/^[\x21-\x7e][\x20-\x7e]{0,199}$/));
const seed = z.int().check(z.minimum(0));
const side = z.int().check(z.minimum(1), z.maximum(MAX_AREA));
const steps = z.int().check(z.minimum(0), z.maximum(MAX_RECORD_STEPS));

const configSchema = z.strictObject({
  world: z.strictObject({
    id: name,
    area: z.tuple([side, side]),
    length: z.int().check(z.minimum(1), z.maximum(MAX_RECORD_STEPS)),
  }),
  seed,
  agent: z
    .strictObject({
      model: name,
      weights: z.string().check(z.regex(/^([0-9a-f]{16})?$/)),
      schedule: z.string().check(z.regex(/^(never|always|dynamic|human|gate|every-([1-9][0-9]{0,2}|1000))$/)),
      temperature: z.number().check(z.minimum(0), z.maximum(100)),
      seed,
      gate: z.optional(z.string().check(z.regex(/^[0-9a-f]{16}$/))),
      constrained: z.optional(z.literal(true)),
    })
    // Which gate decided is part of what an agent was; where none did, naming one would make two forms of one run.
    .check(z.refine(({ schedule, gate }) => (schedule === 'gate') === (gate !== undefined)))
    // A pocket model's answers always keep their form, so it has nothing to say about that.
    .check(z.refine(({ model, constrained }) => constrained === undefined || isChatModel(model))),
});

const outcomeSchema = z.strictObject({
  steps,
  episodeReturn: z.number(),
  achievements: z
    .record(
      z.string().check(z.regex(/^[a-z][a-z0-9_]{0,39}$/)),
      z.int().check(z.minimum(1), z.maximum(MAX_RECORD_STEPS)),
    )
    .check(z.refine((achievements) => Object.keys(achievements).length <= 100)),
  terminated: z.boolean(),
  truncated: z.boolean(),
});

/** @throws LabError bad-seed, bad-record */
export function checkConfig(value: unknown): RunConfig {
  const result = configSchema.safeParse(value);
  if (result.success) return result.data as RunConfig;
  if (result.error.issues.some((issue) => issue.path.at(-1) === 'seed'))
    throw new LabError(
      'bad-seed',
      'The seed of this run is not a whole number from 0 to 9007199254740991.',
      'Choose a smaller seed.',
      result.error,
    );
  throw badPart('configuration', result.error);
}

/** @throws LabError bad-record */
export function checkOutcome(value: unknown): Outcome {
  const result = outcomeSchema.safeParse(value);
  if (!result.success) throw badPart('outcome', result.error);
  return result.data;
}

/** JSON with sorted keys and no spaces: one text for one value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** @throws LabError bad-record */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(error);
  }
}

function badPart(part: string, error: z.core.$ZodError): LabError {
  const where = error.issues[0]?.path.join('.');
  return new LabError(
    'bad-record',
    `The ${part} of this run is not valid${where ? ` (${where})` : ''}.`,
    'It was changed, or made by another version of the lab.',
    error,
  );
}
