// Planning advantage, measured: was this plan worth it? Learning When to Plan (arXiv 2509.03581, section 3) defines
// A_plan(c) = E_{p ~ ψ}[V(c, p) − V(c, p_old)], the gain from replacing the plan in force by a fresh one, and never measures
// it. Our worlds fork, so it can be estimated at any decision of any run: n forks keep the old plan at this step, n forks
// make a fresh one, and A_plan is the mean difference of what both come to.
//
// Which expectation: over fresh plans, over the agent's sampling and over the world's chance (each pair of forks draws its
// own), given everything that was decided by then: the map, what the agent remembers, the old plan and its age.
//
// Which value: V is the undiscounted return over `horizon` steps. After the measured step both arms follow the run's own
// schedule, because the paper's V is that of the policy: an agent that plans often mends an old plan soon, and then a
// plan now is worth little more than a plan a moment later. `hold` forbids all further planning within the horizon; it
// measures what the plan itself is worth if one has to live with it. A person or a coach who wrote plans in the run writes
// none in its forks.

import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { type ForkOptions, type ForkOutcome, type ForkRequest, playForks } from './advantage-forks.ts';
import type { Moment, PlayedRun } from './advantage-moments.ts';
import { ADVANTAGE_DIALS, type AdvantageRow, type ArmFigures, type Estimate } from './advantage-row.ts';
import { groupBootstrap } from './resampling.ts';
import { mean } from './statistics.ts';

export const DEFAULT_FORK_OPTIONS: ForkOptions = {
  forks: ADVANTAGE_DIALS.forks.default,
  horizon: ADVANTAGE_DIALS.horizon.default,
  hold: false,
  seed: 0,
  lanes: 64,
};

export interface AdvantageRequest extends Omit<ForkRequest, 'options'> {
  readonly run: PlayedRun;
  readonly moment: Moment;
  readonly model: LanguageModel;
  readonly options?: Partial<ForkOptions>;
}

/** Measures A_plan at one decision. The same request gives the same row. @throws LabError bad-argument, aborted */
export async function measureAdvantage(request: AdvantageRequest): Promise<AdvantageRow> {
  const options = forkOptions(request.options);
  const { moment } = request;
  const { agent, step, events } = moment;
  const { old, fresh } = await playForks({ ...request, options });
  const { forks, horizon, hold } = options;
  const differences = fresh.map(({ value }, i) => value - old[i].value);
  return {
    step,
    planAge: agent.plan?.age ?? null,
    oldPlan: agent.plan?.text ?? '',
    events,
    planProbability: old[0].planProbability ?? null,
    forks,
    horizon,
    hold,
    advantage: estimate(differences),
    achievements: estimate(fresh.map(({ achievements }, i) => achievements - old[i].achievements)),
    halves: [0, 1].map((half) => tidy(mean(differences.filter((_, i) => i % 2 === half)))) as [
      number,
      number,
    ],
    planTokens: meanOf(fresh, ({ planTokens }) => planTokens),
    extraTokens: meanOf(fresh, ({ tokens }) => tokens) - meanOf(old, ({ tokens }) => tokens),
    old: armFigures(old),
    fresh: armFigures(fresh),
    freshPlans: commonestPlans(fresh),
  };
}

/** Options with their defaults. @throws LabError bad-argument */
export function forkOptions(given: Partial<ForkOptions> = {}): ForkOptions {
  const options = { ...DEFAULT_FORK_OPTIONS, ...given };
  for (const [name, { label, least, most }] of Object.entries(ADVANTAGE_DIALS)) {
    const value = options[name as keyof typeof ADVANTAGE_DIALS];
    if (!Number.isInteger(value) || value < least || value > most)
      throw new LabError('bad-argument', `${label}: a whole number from ${least} to ${most}, not ${value}.`);
  }
  if (!Number.isInteger(options.lanes) || options.lanes < 2)
    throw new LabError('bad-argument', 'A pair of forks needs 2 lanes at least.');
  return options;
}

function estimate(differences: readonly number[]): Estimate {
  const pairs = differences.map((difference) => [difference]);
  const [low, high] = groupBootstrap(pairs, mean)!;
  return { mean: tidy(mean(differences)), ci95: [tidy(low), tidy(high)] };
}

/** Without the last digits, in which sums of tenths differ by their order alone. */
function tidy(value: number): number {
  return Math.round(value * 1e9) / 1e9 + 0;
}

function armFigures(outcomes: readonly ForkOutcome[]): ArmFigures {
  return {
    value: tidy(meanOf(outcomes, ({ value }) => value)),
    died: meanOf(outcomes, ({ died }) => (died ? 1 : 0)),
  };
}

function meanOf<T>(values: readonly T[], pick: (value: T) => number): number {
  return mean(values.map(pick));
}

function commonestPlans(outcomes: readonly ForkOutcome[]): AdvantageRow['freshPlans'] {
  const counts = new Map<string, number>();
  for (const { plan = '' } of outcomes) counts.set(plan, (counts.get(plan) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([text, count]) => ({ text, share: count / outcomes.length }));
}
