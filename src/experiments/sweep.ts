// A sweep is an experiment's set-up: configurations × seeds. A *configuration* says who plays how, a *job* is one
// configuration on one seed and gives one run record. Every configuration plays the same seeds, so that two of them
// can be compared world by world.
//
// Jobs are in the order of seeds, all configurations of a seed side by side: whenever a sweep is stopped, what it has is
// (nearly) complete for the seeds it got to.

import * as z from 'zod/mini';
import type { AgentConfig } from '../agents/agent.ts';
import { COACH_NAMES } from '../agents/coach/registry.ts';
import { LabError } from '../lab-error.ts';
import { MAX_RECORD_STEPS, type RunConfig, type RunRecord } from '../records/record.ts';
import { checkConfig, MAX_AREA } from '../records/schema.ts';
import type { EpisodeMetrics } from './metrics.ts';

export const MAX_CONFIGURATIONS = 64;
export const MAX_SEEDS = 2_000;
/** Configurations × seeds at the most. */
export const MAX_JOBS = 50_000;

/** Who plays how. */
export interface Configuration {
  /** Names it in tables, charts and reports; no two of a sweep are equal. */
  readonly label: string;
  /** `seed` is added to the world's seed (as `agents/lanes.ts` does). */
  readonly agent: AgentConfig;
  /** The coach that writes plans in a person's place, by its name in `agents/coach/registry.ts`; absent: none. */
  readonly coach?: string;
  /**
   * Configurations of one group are one method, trained several times: they share a row of the report, and its
   * intervals are stratified by configuration. Absent: a row of its own.
   */
  readonly group?: string;
}

export interface Sweep {
  readonly name: string;
  readonly configurations: readonly Configuration[];
  /** World seeds; every configuration plays each. */
  readonly seeds: readonly number[];
  /** Steps per episode at the most, 1..10,000. */
  readonly maxSteps: number;
  /** Map size in cells; Crafter's is [64, 64]. */
  readonly area: readonly [number, number];
}

/** One configuration on one seed. */
export interface Job {
  /** Position among the sweep's jobs, 0-based; its key in every store. */
  readonly index: number;
  /** Position among the sweep's configurations. */
  readonly configuration: number;
  readonly seed: number;
}

/** A job that was played. */
export interface JobResult {
  readonly job: Job;
  readonly record: RunRecord;
  readonly metrics: EpisodeMetrics;
}

/** A job's figures without its record: what tables and charts need. */
export type JobFigures = Omit<JobResult, 'record'>;

const text = z.string().check(z.regex(/^[^\p{Cc}]{1,80}$/u));
const side = z.int().check(z.minimum(1), z.maximum(MAX_AREA));
const seed = z.int().check(z.minimum(0));

const sweepSchema = z.strictObject({
  name: text,
  configurations: z
    .array(
      z.strictObject({
        label: text,
        agent: z.unknown(),
        coach: z.optional(z.enum(COACH_NAMES)),
        group: z.optional(text),
      }),
    )
    .check(z.minLength(1), z.maxLength(MAX_CONFIGURATIONS)),
  seeds: z.array(seed).check(z.minLength(1), z.maxLength(MAX_SEEDS)),
  maxSteps: z.int().check(z.minimum(1), z.maximum(MAX_RECORD_STEPS)),
  area: z.tuple([side, side]),
});

/** A sweep from anywhere, checked. @throws LabError bad-argument, too-large; the message names the part */
export function checkSweep(value: unknown): Sweep {
  checkSize(value);
  const result = sweepSchema.safeParse(value);
  if (!result.success) throw badSweep(result.error.issues[0]?.path.join('.'), result.error);
  const sweep = result.data as Sweep;
  const checked = {
    ...sweep,
    configurations: sweep.configurations.map((one) => checkConfiguration(sweep, one)),
  };
  refuseTwins(
    'label',
    sweep.configurations.map(({ label }) => label),
  );
  refuseTwins('seed', sweep.seeds);
  return checked;
}

/** All jobs in the order in which they are played: seed by seed, the configurations side by side. */
export function jobsOf({ configurations, seeds }: Sweep): Job[] {
  return seeds.flatMap((seed, i) =>
    configurations.map((_, configuration) => ({
      index: i * configurations.length + configuration,
      configuration,
      seed,
    })),
  );
}

/** The run that a job plays. */
export function runConfigOf(
  { configurations, maxSteps, area }: Sweep,
  { configuration, seed }: Job,
): RunConfig {
  const { agent } = configurations[configuration];
  return {
    world: { id: 'Crafter-v1', area, length: maxSteps },
    seed,
    agent: { ...agent, seed: agent.seed + seed },
  };
}

/** Too many parts, said before they are looked at one by one. @throws LabError too-large */
function checkSize(value: unknown): void {
  const { configurations, seeds } = (value ?? {}) as { configurations?: unknown; seeds?: unknown };
  const [c, s] = [lengthOf(configurations), lengthOf(seeds)];
  if (c <= MAX_CONFIGURATIONS && s <= MAX_SEEDS && c * s <= MAX_JOBS) return;
  throw new LabError(
    'too-large',
    `This experiment has ${c} configurations and ${s} seeds.`,
    `At most ${MAX_CONFIGURATIONS} configurations, ${MAX_SEEDS} seeds and ${MAX_JOBS} runs go into one.`,
  );
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function checkConfiguration(sweep: Sweep, configuration: Configuration): Configuration {
  const { label, agent } = configuration;
  try {
    const { area, maxSteps } = sweep;
    const largest = Math.max(...sweep.seeds);
    const world = { id: 'Crafter-v1', area, length: maxSteps };
    const checked = checkConfig({ world, seed: largest, agent }).agent;
    checkConfig({ world, seed: largest, agent: { ...checked, seed: checked.seed + largest } });
    return { ...configuration, agent: checked };
  } catch (error) {
    const { message, hint } = LabError.from(error);
    throw new LabError('bad-argument', `The configuration "${label}": ${message}`, hint, error);
  }
}

function refuseTwins(what: string, values: readonly (string | number)[]): void {
  const twin = values.find((value, i) => values.indexOf(value) !== i);
  if (twin === undefined) return;
  throw new LabError('bad-argument', `The ${what} "${twin}" is there twice.`, 'Every one must be different.');
}

function badSweep(where: string | undefined, cause: unknown): LabError {
  return new LabError(
    'bad-argument',
    `This is no experiment${where ? `: ${where} is missing or not valid` : ''}.`,
    'It needs a name, configurations, seeds, maxSteps (1 to 10000) and area.',
    cause,
  );
}
