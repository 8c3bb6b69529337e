// What is played on the POGS page, checked at the service's door: an address, and so a set-up, may come from anywhere.

import * as z from 'zod/mini';
import type { Schedule } from '../agents/agent.ts';
import { MAX_NODES } from '../agents/pogs/vocabulary.ts';
import { parseSchedule } from '../agents/schedule.ts';
import { LabError } from '../lab-error.ts';
import { type PogsConfig, pogsConfig } from '../worlds/pogs/options.ts';
import { POGS_WORLDS, type PogsId } from '../worlds/pogs/pogs.ts';

/** The largest seed, of graphs and of agents: their sum still keys every step's dice exactly. */
export const MOST_SEED = 2 ** 31;
/** Graphs of one comparison at the most, and schedules. */
export const MOST_GRAPHS = 2000;
const MOST_SCHEDULES = 12;

/** Everything that fixes how graphs are drawn and played; which graph, its seed says. */
export interface PogsSetup {
  readonly world: PogsId;
  readonly config: PogsConfig;
  readonly model: string;
  readonly schedule: Schedule;
  /** Whether the prompt tells all that was seen, or the latest view alone. */
  readonly recall: boolean;
  /** 0 = greedy. */
  readonly temperature: number;
  readonly agentSeed: number;
}

const SEED = z.int().check(z.minimum(0), z.maximum(MOST_SEED));
const SETUP = z.object({
  world: z.enum(POGS_WORLDS as readonly [PogsId, ...PogsId[]]),
  config: z.unknown(),
  model: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
  schedule: z.string().check(z.maxLength(40)),
  recall: z.boolean(),
  temperature: z.number().check(z.minimum(0), z.maximum(2)),
  agentSeed: SEED,
});
const GRAPHS = z.object({
  seeds: z.array(SEED).check(z.minLength(1), z.maxLength(MOST_GRAPHS)),
  schedules: z.array(z.string().check(z.maxLength(40))).check(z.minLength(1), z.maxLength(MOST_SCHEDULES)),
});

/** @throws LabError bad-argument */
export function checkPogsSetup(given: unknown): PogsSetup {
  const setup = checked(SETUP, given);
  const config = pogsConfig(setup.config);
  if (config.nodes > MAX_NODES)
    throw new LabError(
      'bad-argument',
      `The model knows ${MAX_NODES} labels, so its graphs have no more nodes.`,
      'Ask for fewer nodes.',
    );
  return { ...setup, config, schedule: playableSchedule(setup.schedule) };
}

/** What a comparison plays: each schedule once, on the same graphs. @throws LabError bad-argument */
export function checkPogsGraphs(given: unknown): { seeds: number[]; schedules: Schedule[] } {
  const { seeds, schedules } = checked(GRAPHS, given);
  return { seeds, schedules: [...new Set(schedules.map(playableSchedule))] };
}

function playableSchedule(text: string): Schedule {
  const schedule = parseSchedule(text);
  if (schedule !== 'human' && schedule !== 'gate') return schedule;
  throw new LabError('bad-argument', `POGS has no schedule "${schedule}".`, 'Choose another one.');
}

function checked<T extends z.ZodMiniType>(schema: T, given: unknown): z.infer<T> {
  const result = z.safeParse(schema, given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new LabError(
    'bad-argument',
    `This cannot be played: ${issue.path.join('.') || 'the set-up'} is not as it should be.`,
    'Choose other values.',
    result.error,
  );
}
