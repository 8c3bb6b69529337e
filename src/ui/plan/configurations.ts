// Models × schedules as configurations, and how charts name and sort them. A model that learned without plans has no plan
// to write, so it plays under `never` alone.

import type { Schedule } from '../../agents/agent.ts';
import { DEFAULT_GATE, gateFor } from '../../agents/gates.ts';
import type { Configuration } from '../../experiments/sweep.ts';
import { modelName } from '../labels.ts';

/** Whether this model was trained without plans (Primed-Naive of the paper). */
export function neverPlans(model: string): boolean {
  return model.endsWith('-naive');
}

/** `never`, `every 4`, `always`, `dynamic`: as short as a chart needs it. */
export function shortSchedule(schedule: Schedule): string {
  return schedule.replace('every-', 'every ');
}

/** All that make sense, in the order given: models first, then schedules. @param gate id of the one that decides under `gate` */
export function configurationsOf(
  models: readonly string[],
  schedules: readonly Schedule[],
  temperature: number,
  gate = DEFAULT_GATE.id,
): Configuration[] {
  return models.flatMap((model) => {
    const possible: readonly Schedule[] = neverPlans(model) ? ['never'] : schedules;
    return possible.map((schedule) => ({
      label:
        models.length === 1 ? shortSchedule(schedule) : `${modelName(model)}, ${shortSchedule(schedule)}`,
      agent: { model, weights: '', schedule, temperature, seed: 0, ...gateFor(schedule, { id: gate }) },
    }));
  });
}
