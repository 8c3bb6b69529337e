// A finished record as the figures of one episode: what `run` prints and `evaluate` averages.

import type { EpisodeSummary } from '../src/agents/lanes.ts';
import type { RunRecord, StepRecord } from '../src/records/record.ts';

/** A plan that was handed back (an empty text) is no plan. */
export function summaryOf({ config, steps, outcome }: RunRecord): EpisodeSummary {
  const sum = (count: (step: StepRecord) => number) => steps.reduce((total, step) => total + count(step), 0);
  return {
    seed: config.seed,
    steps: outcome.steps,
    unlocked: Object.keys(outcome.achievements),
    episodeReturn: outcome.episodeReturn,
    plans: sum((step) => (step.plan ? 1 : 0)),
    planTokens: sum((step) => step.planTokens),
    tokens: sum((step) => step.tokens),
    terminated: outcome.terminated,
  };
}
