// What a speculative run or study is of: world, tasks, the two agents, the clock. Comes from a form, a link, a file or the command
// line, so it is checked at the door.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { CLOCK_MODEL, CLOCK_PRESETS, type ClockModel } from './clock-model.ts';
import type { MatchRule } from './match.ts';

export const SPECULATION_WORLDS = ['Toolchain-v1', 'Crafter-v1', 'POGS-v0', 'HardPOGS-v0'] as const;
export type SpeculationWorld = (typeof SPECULATION_WORLDS)[number];

/** The model that plays a world unless another is chosen. */
export const USUAL_MODEL: Readonly<Record<SpeculationWorld, string>> = {
  'Toolchain-v1': 'pocket-toolchain',
  'Crafter-v1': 'pocket-crafter',
  'POGS-v0': 'pocket-pogs',
  'HardPOGS-v0': 'pocket-pogs',
};

/** The paper's settings 1 and 2. */
export const AGENT_PAIRS = ['direct-react', 'thought-vote'] as const;
export type AgentPair = (typeof AGENT_PAIRS)[number];

export interface SpeculationSetup {
  readonly world: SpeculationWorld;
  /** direct-react: the action at once against a thought first. thought-vote: one thought against a vote of five. */
  readonly pair: AgentPair;
  /** Ids of the models behind A and T. */
  readonly models: { readonly A: string; readonly T: string };
  /** Seeds of the tasks; ignored where `lines` are given. */
  readonly firstTask: number;
  readonly tasks: number;
  /** Own tasks of Toolchain-v1, one line each. */
  readonly lines?: readonly string[];
  /** Steps of a task at the most; Toolchain-v1 and POGS have their own limits. */
  readonly maxSteps: number;
  readonly temperature: number;
  /** Seeds sampling, latencies and the predictor. */
  readonly seed: number;
  readonly match: MatchRule;
  readonly clock: 'simulated' | 'real';
  /** Latencies and prices; under the real clock only the prices count. */
  readonly model: ClockModel;
}

/** Tasks of one study at the most. */
export const MOST_TASKS = 5000;

/** A shipped or kept model, or one behind an endpoint under the name that it has there. */
const MODEL_ID = z.string().check(z.regex(/^(?:[a-z0-9][a-z0-9.-]{0,63}|remote:[\w./:@-]{1,128})$/));
const SETUP = z.object({
  world: z.enum(SPECULATION_WORLDS),
  pair: z.enum(AGENT_PAIRS),
  models: z.object({ A: MODEL_ID, T: MODEL_ID }),
  firstTask: z.int().check(z.minimum(0), z.maximum(2 ** 31)),
  tasks: z.int().check(z.minimum(1), z.maximum(MOST_TASKS)),
  lines: z.optional(
    z.array(z.string().check(z.maxLength(1000))).check(z.minLength(1), z.maxLength(MOST_TASKS)),
  ),
  maxSteps: z.int().check(z.minimum(1), z.maximum(1000)),
  temperature: z.number().check(z.minimum(0), z.maximum(2)),
  seed: z.int().check(z.minimum(0), z.maximum(2 ** 31)),
  match: z.enum(['exact', 'fuzzy']),
  clock: z.enum(['simulated', 'real']),
  model: CLOCK_MODEL,
});

export const DEFAULT_SETUP: SpeculationSetup = {
  world: 'Toolchain-v1',
  pair: 'direct-react',
  models: { A: USUAL_MODEL['Toolchain-v1'], T: USUAL_MODEL['Toolchain-v1'] },
  firstTask: 0,
  tasks: 312,
  maxSteps: 100,
  temperature: 1,
  seed: 1,
  match: 'exact',
  clock: 'simulated',
  model: CLOCK_PRESETS.remote,
};

/** @throws LabError bad-argument */
export function checkSetup(given: unknown): SpeculationSetup {
  const checked = z.safeParse(SETUP, given);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new LabError(
    'bad-argument',
    `This cannot be speculated on: ${issue.path.join('.') || 'the set-up'} is not as it should be.`,
    'Choose other values.',
    checked.error,
  );
}

/** Tasks that the set-up plays. */
export function taskCount({ lines, tasks }: SpeculationSetup): number {
  return lines ? Math.min(lines.length, tasks) : tasks;
}
