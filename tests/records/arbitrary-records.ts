// Records for property-based tests: everything the contract allows, in any combination.

import fc from 'fast-check';
import { checkPlan } from '../../src/agents/plan.ts';
import { RECORD_FORMAT, type RunConfig, type RunRecord, type StepRecord } from '../../src/records/record.ts';
import { ACHIEVEMENTS } from '../../src/worlds/crafter/names.ts';

const seed = fc.maxSafeNat();
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));

const schedules = ['never', 'always', 'dynamic', 'human', 'every-1', 'every-16', 'every-1000'] as const;
const anySchedule: fc.Arbitrary<Pick<RunConfig['agent'], 'schedule' | 'gate'>> = fc.oneof(
  fc.record({ schedule: fc.constantFrom(...schedules) }),
  fc.record({ schedule: fc.constant('gate' as const), gate: hex(16) }),
);

/** Answers of chat models alone may be held to their form. */
const anyModel: fc.Arbitrary<Pick<RunConfig['agent'], 'model' | 'constrained'>> = fc.oneof(
  fc.record({
    model: fc.constantFrom('teacher', 'pocket-crafter', 'remote:http://localhost:8000/v1 "Qwen3\\4B"'),
  }),
  fc.record({
    model: fc.constantFrom('remote:Qwen/Qwen3-8B', 'web-llm:Qwen3-4B-q4f16_1-MLC'),
    constrained: fc.constant(true as const),
  }),
);

export const anyConfig: fc.Arbitrary<RunConfig> = fc.record({
  world: fc.record({
    id: fc.constantFrom('Crafter-v1', 'Pogs-v2'),
    area: fc.tuple(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 255 })),
    length: fc.integer({ min: 100, max: 10_000 }),
  }),
  seed,
  agent: fc
    .record({
      who: anyModel,
      weights: fc.oneof(fc.constant(''), hex(16)),
      when: anySchedule,
      temperature: fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0),
      seed,
    })
    .map(({ who, when, ...agent }) => ({ ...agent, ...who, ...when })),
});

const anyPlan = fc
  .oneof(
    fc.constantFrom('collect 3 wood', 'go west', 'wood', 'collect 3 wood then place table', ''),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ unit: 'binary', maxLength: 80 }),
  )
  .map(checkPlan);

const anyStep: fc.Arbitrary<StepRecord> = fc
  .record({
    action: fc.oneof(fc.nat(16), fc.nat(255)),
    by: fc.constantFrom('agent' as const, 'person' as const),
    plan: fc.option(
      fc.record({ plan: anyPlan, planBy: fc.constantFrom('agent' as const, 'person' as const) }),
    ),
    planTokens: fc.oneof(fc.constant(0), fc.nat(20), fc.nat(2 ** 24 - 1)),
    tokens: fc.oneof(fc.constant(1), fc.nat(20), fc.nat(2 ** 24 - 1)),
  })
  .map(({ plan, ...step }) => ({ ...step, ...plan }));

export const anyRecord: fc.Arbitrary<RunRecord> = fc
  .tuple(
    anyConfig,
    fc.array(anyStep, { maxLength: 100 }),
    fc.subarray([...ACHIEVEMENTS]),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.boolean(),
    hex(64),
  )
  .map(([config, steps, unlocked, episodeReturn, terminated, truncated, digest]) => ({
    format: RECORD_FORMAT,
    config,
    steps,
    outcome: {
      steps: steps.length,
      episodeReturn: episodeReturn + 0,
      achievements: Object.fromEntries(
        steps.length === 0 ? [] : unlocked.map((name, i) => [name, 1 + (i % steps.length)]),
      ),
      terminated,
      truncated,
    },
    digest,
  }));
