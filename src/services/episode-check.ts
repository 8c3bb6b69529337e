// What may be started on worlds, and what a file or this browser's storage may hold of it, checked before anything is done with it:
// counts are bounded, figures are numbers, and no record is believed, every episode is played again.

import * as z from 'zod/mini';
import { episodePreference } from '../deployment/crafter/episode-curation.ts';
import { believed, readEpisodeState, writeEpisodeState } from '../deployment/crafter/episode-files.ts';
import { isSamePlay } from '../deployment/crafter/episode-pool.ts';
import { beginEpisodes, type EpisodePlan, type EpisodeState } from '../deployment/crafter/episode-run.ts';
import type { InPieces } from '../deployment/pieces.ts';
import { MOST_TASKS } from '../deployment/tasks.ts';
import { LabError } from '../lab-error.ts';
import { shippedFor } from '../language/pocket/shipped.ts';
import { type DeploymentSummary, MOST_GENERATIONS } from './deployment-service.ts';
import { resumable } from './foreign-state.ts';
import { checkPlanBounds } from './plan-bounds.ts';

/** Steps of one stage: the paper's thousand tasks, three samples each, of a thousand steps. */
const MOST_STEPS = 3_000_000;

const count = z.int().check(z.minimum(0));
const number = z.number();
const interval = z.tuple([number, number]);
const metrics = z.strictObject({
  ...{ tasks: count, runs: number, progress: number, ci95: z.nullable(interval), best: number },
  ...{ longest: count, steps: number, plansPer100: number, planTokens: number, tokens: number, died: number },
  achievements: z.record(z.string().check(z.maxLength(40)), number),
  byTask: z.array(number).check(z.maxLength(MOST_TASKS)),
});
const figures = z.strictObject({ steps: count, loss: z.nullable(number), positions: count });
const effect = { effect: number, ci95: interval };
const generation = z.strictObject({
  ...{ n: count, model: z.string().check(z.maxLength(64)), collecting: metrics },
  ...{ heldOut: z.nullable(metrics), kept: count, pool: count, training: z.nullable(figures) },
  rewarded: z
    .array(
      z.strictObject({
        ...{ feature: z.string().check(z.maxLength(80)), kept: number, discarded: number, ...effect },
        sameTask: z.nullable(z.strictObject({ ...effect, tasks: count })),
      }),
    )
    .check(z.maxLength(200)),
});

/** What `readEpisodeState` leaves unchecked of a state. */
const STATE_FIGURES = z.object({
  training: z.nullable(figures),
  heldOut: z.nullable(metrics),
  generations: z.array(generation).check(z.maxLength(MOST_GENERATIONS + 1)),
});

/** @returns the plan as a reload will read it @throws LabError bad-argument, model-missing */
export function checkEpisodePlan(plan: EpisodePlan): EpisodePlan {
  if (!shippedFor('Crafter-v1').includes(plan.model))
    throw new LabError(
      'model-missing',
      `"${plan.model.slice(0, 64)}" does not play Crafter.`,
      'Choose another model.',
    );
  checkBounds(plan);
  return readEpisodeState(writeEpisodeState(beginEpisodes(plan))).plan;
}

/** A state that this browser stored. @throws LabError bad-record, bad-model, too-large */
export function readStoredEpisodes(bytes: Uint8Array): EpisodeState {
  const state = readEpisodeState(bytes);
  const read = z.safeParse(STATE_FIGURES, state);
  if (read.success) return state;
  const what = `${read.error.issues[0].path.join('.')} is not as it should be`;
  throw new LabError('bad-record', `This deployment cannot be read: ${what}.`, '', read.error);
}

/** A state from anybody's file, one piece an episode. @throws LabError bad-record, bad-model, too-large, bad-argument */
export function* readForeignEpisodes(bytes: Uint8Array): InPieces<EpisodeState> {
  const state = readStoredEpisodes(bytes);
  checkBounds(state.plan);
  const { plan, pool } = state;
  const isOwn = isSamePlay(pool.source, plan.source) && pool.preference === episodePreference(plan.curation);
  return resumable(yield* believed(state), isOwn);
}

export function episodeSummary({ plan, stage, generation, generations }: EpisodeState): DeploymentSummary {
  return {
    world: plan.source.world,
    curation: plan.curation.by,
    stage,
    generation,
    generations: plan.generations,
    solved: generations.map(({ collecting }) => collecting.progress),
  };
}

/** @throws LabError bad-argument */
function checkBounds(plan: EpisodePlan): void {
  checkPlanBounds(plan, { each: plan.source.maxSteps, most: MOST_STEPS, unit: 'steps' });
}
