// The figures of a deployment as a file may hold them. Whoever draws them relies on numbers being numbers and lists being short.

import * as z from 'zod/mini';

/** Bars of a histogram: a plan has no more characters. */
const MOST_BARS = 64_000;
const MOST_FEATURES = 200;

const count = z.int().check(z.minimum(0));
const interval = z.tuple([z.number(), z.number()]);

export const METRICS_SCHEMA = z.strictObject({
  tasks: count,
  runs: z.number(),
  solved: z.number(),
  ci95: z.nullable(interval),
  unanimous: z.number(),
  solvedOnce: z.number(),
  longestPlan: count,
  planLengths: z.strictObject({
    width: z.int().check(z.minimum(1)),
    counts: z.array(count).check(z.maxLength(MOST_BARS)),
  }),
  faults: z.record(z.string().check(z.maxLength(40)), count),
});

export const TRAINING_SCHEMA = z.strictObject({
  steps: count,
  loss: z.nullable(z.number()),
  positions: count,
});

const EFFECT = { effect: z.number(), ci95: interval };

export const GENERATION_SCHEMA = z.strictObject({
  n: count,
  model: z.string().check(z.maxLength(64)),
  collecting: METRICS_SCHEMA,
  heldOut: z.nullable(METRICS_SCHEMA),
  kept: count,
  pool: count,
  rewarded: z
    .array(
      z.strictObject({
        feature: z.string().check(z.maxLength(80)),
        kept: z.number(),
        discarded: z.number(),
        ...EFFECT,
        sameTask: z.nullable(z.strictObject({ ...EFFECT, tasks: count })),
      }),
    )
    .check(z.maxLength(MOST_FEATURES)),
  training: z.nullable(TRAINING_SCHEMA),
});
