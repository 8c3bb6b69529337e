// The page's values as the address and as the service's set-up, and back. An address that is wrong changes nothing but itself:
// what cannot be read is reported and stays at its default.
//
//   #/pogs?graph=117&schedule=never&at=9&show=hidden,oracle

import type { Schedule } from '../../agents/agent.ts';
import type { RuntimePreference } from '../../services/agent-service.ts';
import { checkPogsSetup, type PogsSetup } from '../../services/pogs-setup.ts';
import { pogsConfig } from '../../worlds/pogs/options.ts';
import type { PogsId } from '../../worlds/pogs/pogs.ts';
import { initialValues, type KnobState, readKnobs, writeKnobs } from '../knobs.ts';
import { EPISODE_KEYS, POGS_KNOBS, type PogsKnobValues } from './knobs.ts';

export const INITIAL_POGS: PogsKnobValues = initialValues(POGS_KNOBS);

/** Reads an address's query. Never throws. */
export function readPogs(query: string): KnobState<PogsKnobValues> {
  return readKnobs(POGS_KNOBS, query);
}

export function pogsAddress(values: PogsKnobValues): string {
  const query = writeKnobs(POGS_KNOBS, values);
  return `#/pogs${query ? `?${query}` : ''}`;
}

export function scheduleOf({ schedule, k }: PogsKnobValues): Schedule {
  return (schedule === 'every' ? `every-${k}` : schedule) as Schedule;
}

/** What the service plays. @throws LabError bad-argument */
export function setupOf(values: PogsKnobValues): PogsSetup {
  const { world, nodes, radius, length, backtracks, penalty, model, recall, temperature, luck } = values;
  return checkPogsSetup({
    world: world as PogsId,
    config: pogsConfig({ nodes, radius, length, minBacktracks: backtracks, expertPenalty: penalty }),
    model,
    schedule: scheduleOf(values),
    recall: recall === 'on',
    temperature,
    agentSeed: luck,
  });
}

export function runtimeOf({ runtime }: PogsKnobValues): RuntimePreference {
  return runtime as RuntimePreference;
}

/** Whether both ask for the very same episode. */
export function sameEpisode(a: PogsKnobValues, b: PogsKnobValues): boolean {
  return EPISODE_KEYS.every((key) => String(a[key]) === String(b[key]));
}

/** Seeds of the graphs that a comparison plays. */
export function seedsOf({ first, graphs }: PogsKnobValues): number[] {
  return Array.from({ length: graphs }, (_, i) => first + i);
}
