// What an experiment is set up from, in one table like Play's: schedules × models × seeds. The form, the address
// (`#/plan?schedules=never,every-4&seeds=8`) and the sweep are read from it.

import type { Schedule } from '../../agents/agent.ts';
import { FIRST_UNSEEN } from '../../experiments/seeds.ts';
import { MAX_SEEDS, type Sweep } from '../../experiments/sweep.ts';
import { MAX_RECORD_STEPS } from '../../records/record.ts';
import type { RuntimePreference } from '../../services/agent-service.ts';
import {
  initialValues,
  type KnobState,
  type KnobTable,
  type KnobValues,
  readKnobs,
  writeKnobs,
} from '../knobs.ts';
import { modelName } from '../labels.ts';
import { KNOBS } from '../settings.ts';
import { configurationsOf } from './configurations.ts';

const INTERVALS = [24, 16, 12, 8, 6, 4, 3, 2] as const;

/** In the form's order; keys are the address's keys. */
export const SETUP_KNOBS = {
  schedules: {
    kind: 'many',
    label: 'When to plan',
    sentence: 'Each schedule plays the same worlds, so that any two can be compared world by world.',
    initial: ['never', 'every-16', 'every-8', 'every-4', 'every-2', 'always', 'dynamic'],
    choices: [
      ['never', 'never'],
      ...INTERVALS.map((k) => [`every-${k}`, `every ${k}`] as const),
      ['always', 'always'],
      ['dynamic', 'dynamic'],
      ['gate', 'gate'],
    ],
  },
  models: {
    kind: 'many',
    label: 'Who plays',
    sentence: 'A model that was trained without plans plays under “never” only, whatever else is chosen.',
    initial: ['pocket-crafter'],
    choices: KNOBS.model.choices,
    alsoReads: KNOBS.model.alsoReads,
  },
  seeds: {
    kind: 'number',
    label: 'Worlds',
    sentence: 'How many worlds each configuration plays: four times as many make an interval half as wide.',
    initial: 8,
    min: 1,
    max: MAX_SEEDS,
    step: 1,
  },
  first: {
    kind: 'number',
    label: 'First world seed',
    sentence: `Seeds count up from here; no shipped model was trained on those from ${FIRST_UNSEEN} on.`,
    initial: FIRST_UNSEEN,
    min: 0,
    max: 999_999_999,
    step: 1,
  },
  cap: {
    kind: 'number',
    label: 'Step limit',
    sentence: 'An episode ends after this many steps if the player lives that long; Crafter allows 10,000.',
    initial: 500,
    min: 1,
    max: MAX_RECORD_STEPS,
    step: 1,
  },
  gate: KNOBS.gate,
  temperature: KNOBS.temperature,
  size: KNOBS.size,
  runtime: KNOBS.runtime,
} as const satisfies KnobTable;

export type SetupKey = keyof typeof SETUP_KNOBS;
export const SETUP_KEYS = Object.keys(SETUP_KNOBS) as SetupKey[];

/** A value for every knob. */
export type Setup = KnobValues<typeof SETUP_KNOBS>;

export const INITIAL_SETUP: Setup = initialValues(SETUP_KNOBS);

/** Reads `schedules=never,always&seeds=8`. Never throws. */
export function readSetup(query: string): KnobState<Setup> {
  return readKnobs(SETUP_KNOBS, query);
}

/** The query for this set-up; defaults are left out. */
export function writeSetup(setup: Setup): string {
  return writeKnobs(SETUP_KNOBS, setup);
}

/** The sweep that a set-up asks for; every schedule of every model on every seed. */
export function sweepOfSetup(setup: Setup): Sweep {
  const side = Number(setup.size);
  return {
    name: `${setup.models.map(modelName).join(', ')}: ${setup.schedules.length} schedules`.slice(0, 80),
    configurations: configurationsOf(
      setup.models,
      setup.schedules as readonly Schedule[],
      setup.temperature,
      setup.gate,
    ),
    seeds: Array.from({ length: setup.seeds }, (_, i) => setup.first + i),
    maxSteps: setup.cap,
    area: [side, side],
  };
}

/** The set-up that leads to this sweep; null for one that has more than knobs can say (a coach, trainings, gaps in its seeds). */
export function setupOfSweep(sweep: Sweep, runtime: RuntimePreference = 'auto'): Setup | null {
  const { configurations, seeds } = sweep;
  const chosen = <T>(values: readonly T[]) => [...new Set(values)].map(String).join(',');
  try {
    const { setup, problems } = readSetup(
      new URLSearchParams({
        schedules: chosen(configurations.map(({ agent }) => agent.schedule)),
        models: chosen(configurations.map(({ agent }) => agent.model)),
        seeds: String(seeds.length),
        first: String(seeds[0]),
        cap: String(sweep.maxSteps),
        gate: configurations.find(({ agent }) => agent.gate)?.agent.gate ?? SETUP_KNOBS.gate.initial,
        temperature: String(configurations[0].agent.temperature),
        size: String(sweep.area[0]),
        runtime,
      }).toString(),
    );
    return problems.length === 0 && sameRuns(sweepOfSetup(setup), sweep) ? setup : null;
  } catch {
    return null;
  }
}

/** Whether two sweeps play the same runs, in whatever order and under whatever names. */
function sameRuns(a: Sweep, b: Sweep): boolean {
  const key = ({ configurations, seeds, maxSteps, area }: Sweep) =>
    JSON.stringify([
      configurations.map(({ agent, coach }) => JSON.stringify([{ ...agent, weights: '' }, coach])).sort(),
      seeds,
      maxSteps,
      area,
    ]);
  return key(a) === key(b);
}

/** What must be put right before it can start, as a sentence; '' if nothing. */
export function problemOfSetup({ schedules, models }: Setup): string {
  if (schedules.length === 0) return 'Choose at least one schedule.';
  return models.length === 0 ? 'Choose who plays.' : '';
}
