// The page's values as the address, the service's set-up and the setting's word, and back. An address that is wrong changes
// nothing but itself: what cannot be read is reported and stays at its default.
//
//   #/speculate?pair=thought-vote&tasks=40&preset=local&tFirstToken=90&setting=tau-0.9-beta-1&own=Given%20…

import { LabError } from '../../lab-error.ts';
import type { RunOptions } from '../../services/speculation-service.ts';
import type { ClockPreset } from '../../speculation/clock-model.ts';
import { checkSetup, type SpeculationSetup, type SpeculationWorld } from '../../speculation/setup.ts';
import { initialValues, type KnobTable, readKnobs, writeKnobs } from '../knobs.ts';
import { type ClockKey, clockModelOf, PRESET_KNOB } from './clock-knobs.ts';
import { type SpeculateTable, type SpeculateValues, tableFor, WORLD_KNOB } from './knobs.ts';
import { tasksForLink, tasksOfLink } from './own-tasks.ts';
import { readSetting, SETTING_KNOBS, settingOf } from './setting-knobs.ts';

/** What the page is set to. */
export interface PageSetup {
  readonly values: SpeculateValues;
  /** Own tasks, one line each; empty for the world's. */
  readonly lines: readonly string[];
}

export const INITIAL_PAGE: PageSetup = {
  values: initialValues(tableFor(WORLD_KNOB.initial, PRESET_KNOB.initial)),
  lines: [],
};

/** Longest query that is looked at. */
const MOST_QUERY = 6000;

export function tableOf({ world, preset }: Pick<SpeculateValues, 'world' | 'preset'>): SpeculateTable {
  return tableFor(world as SpeculationWorld, preset as ClockPreset);
}

/** The table without the knobs that an address writes as one word. */
function addressTable(values: Pick<SpeculateValues, 'world' | 'preset'>): KnobTable {
  const entries = Object.entries(tableOf(values));
  return Object.fromEntries(entries.filter(([key]) => !Object.hasOwn(SETTING_KNOBS, key)));
}

/** Reads an address's query. Never throws. */
export function readSpeculate(query: string): PageSetup & { readonly problems: readonly LabError[] } {
  const given = new URLSearchParams(query.slice(0, MOST_QUERY));
  const own = given.get('own') ?? '';
  given.delete('own');
  const problems: LabError[] = [];
  const tried = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      problems.push(LabError.from(error));
      return otherwise;
    }
  };
  const { setup: base } = readKnobs({ world: WORLD_KNOB, preset: PRESET_KNOB }, given.toString());
  const read = readKnobs(addressTable(base), given.toString());
  problems.push(...read.problems);
  const setting = given.get('setting');
  const values = {
    ...initialValues(tableOf(base as SpeculateValues)),
    ...read.setup,
    ...(setting !== null && tried(() => readSetting(setting), {})),
  } as SpeculateValues;
  const lines = own !== '' && values.world === 'Toolchain-v1' ? tried(() => tasksOfLink(own), []) : [];
  return { values, lines, problems };
}

/** The query for this set-up; defaults are left out, and so are own tasks that are too long for a link. */
export function writeSpeculate({ values, lines }: PageSetup): string {
  const word = settingOf(values);
  const own = lines.length > 0 && values.world === 'Toolchain-v1' ? tasksForLink(lines) : null;
  const parts = [
    writeKnobs<KnobTable>(addressTable(values), values),
    word === settingOf(INITIAL_PAGE.values) ? '' : `setting=${word}`,
    own === null ? '' : `own=${own}`,
  ];
  return parts.filter((part) => part !== '').join('&');
}

export function speculateAddress(setup: PageSetup): string {
  const query = writeSpeculate(setup);
  return `#/speculate${query ? `?${query}` : ''}`;
}

/** Another world has other models, another preset other latencies: those start at their defaults, the rest stays. */
export function changed(before: SpeculateValues, after: SpeculateValues): SpeculateValues {
  const fresh = initialValues(tableOf(after));
  if (after.world !== before.world) return { ...after, modelA: fresh.modelA, modelT: fresh.modelT };
  if (after.preset === before.preset) return after;
  const clock = Object.keys(fresh).filter(
    (key) => /^[at][A-Z]/.test(key) || key === 'predictor',
  ) as ClockKey[];
  return { ...after, ...Object.fromEntries(clock.map((key) => [key, fresh[key]])) };
}

/** What the service plays. @throws LabError bad-argument */
export function setupOf({ values, lines }: PageSetup): SpeculationSetup {
  const { world, pair, modelA, modelT, first, tasks, steps, temperature, seed, match, clock } = values;
  const own = lines.length > 0 && world === 'Toolchain-v1' ? { lines } : {};
  return checkSetup({
    world,
    pair,
    models: { A: modelA, T: modelT },
    firstTask: first,
    tasks,
    ...own,
    maxSteps: steps,
    temperature,
    seed,
    match,
    clock,
    model: clockModelOf(values),
  });
}

export function optionsOf({ runtime, keep }: SpeculateValues): RunOptions {
  return { runtime: runtime as RunOptions['runtime'], keepPredictor: keep === 'kept' };
}
