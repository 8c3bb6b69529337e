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
// measures what the plan itself is worth if one has to live with it, which is larger and easier to see.

import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { type ForkOptions, type ForkOutcome, type ForkRequest, playForks } from './advantage-forks.ts';
import type { Moment, PlanEvent, PlayedRun } from './advantage-moments.ts';
import { groupBootstrap } from './resampling.ts';
import { mean } from './statistics.ts';

interface AdvantageDial {
  readonly label: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly sentence: string;
}

/** The dials of a measurement; forms and command-line help are made from them. */
export const ADVANTAGE_DIALS = {
  forks: {
    label: 'Forks',
    default: 32,
    least: 2,
    most: 512,
    sentence:
      'Futures played with the old plan, and as many with fresh ones; four times as many halve the interval.',
  },
  horizon: {
    label: 'Horizon',
    default: 40,
    least: 1,
    most: 1000,
    sentence:
      'Steps that each future is played for; a plan that pays later than that seems to be worth nothing.',
  },
} as const satisfies Record<string, AdvantageDial>;

export const DEFAULT_FORK_OPTIONS: ForkOptions = {
  forks: ADVANTAGE_DIALS.forks.default,
  horizon: ADVANTAGE_DIALS.horizon.default,
  hold: false,
  seed: 0,
  lanes: 64,
};

/** Fewer forks than this in each arm give intervals that are too narrow as often as not: results say so. */
export const FEW_FORKS = 16;

/** A mean with its 95 % bootstrap interval. */
export interface Estimate {
  readonly mean: number;
  readonly ci95: readonly [number, number];
}

/** The planning advantage at one decision. */
export interface AdvantageRow {
  /** Steps of the run before this decision. */
  readonly step: number;
  /** Actions taken under the plan in force; null where there is none. */
  readonly planAge: number | null;
  /** The plan in force; '' for none. */
  readonly oldPlan: string;
  /** What just happened. */
  readonly events: readonly PlanEvent[];
  /** Probability that the model itself plans here, if it says. */
  readonly planProbability: number | null;
  readonly forks: number;
  readonly horizon: number;
  readonly hold: boolean;
  /** A_plan in reward (a new achievement is 1, a point of health 0.1), paired. */
  readonly advantage: Estimate;
  /** The same in achievements alone. */
  readonly achievements: Estimate;
  /** Mean of A_plan over the even and over the odd pairs: how well it repeats. */
  readonly halves: readonly [number, number];
  /** Mean tokens of a fresh plan. */
  readonly planTokens: number;
  /** Mean tokens over the horizon that the fresh arm generated more than the old one. */
  readonly extraTokens: number;
  readonly old: ArmFigures;
  readonly fresh: ArmFigures;
  /** The commonest fresh plans and their shares (0..1), at most 3. */
  readonly freshPlans: readonly { readonly text: string; readonly share: number }[];
}

export interface ArmFigures {
  /** Mean return over the horizon. */
  readonly value: number;
  /** Share (0..1) that died within the horizon. */
  readonly died: number;
}

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

/** What may be said of a row. */
export interface Verdict {
  /** The interval lies above zero, below it, or holds it. */
  readonly kind: 'pays' | 'harms' | 'undecided';
  /** One or two sentences. */
  readonly text: string;
}

export function verdictOf(row: AdvantageRow): Verdict {
  const { advantage, forks, horizon, planTokens } = row;
  const [low, high] = advantage.ci95;
  const interval = `95 % interval ${signed(low)} to ${signed(high)}, ${forks} pairs of forks`;
  const few =
    forks < FEW_FORKS ? ` Fewer than ${FEW_FORKS} pairs: take this for a hint, not for a result.` : '';
  const tokens = `${planTokens.toFixed(1)} tokens`;
  const amount = `${Math.abs(advantage.mean).toFixed(2)} reward over ${horizon} steps`;
  if (low > 0)
    return { kind: 'pays', text: `A new plan here is worth ${amount} (${interval}), for ${tokens}.${few}` };
  if (high < 0)
    return {
      kind: 'harms',
      text: `A new plan here costs ${amount} (${interval}) and ${tokens}: the old one was better.${few}`,
    };
  const sentence = `What a new plan is worth here cannot be told apart from zero with ${forks} pairs of forks`;
  const range = `${signed(advantage.mean)} reward over ${horizon} steps, 95 % interval ${signed(low)} to ${signed(high)}`;
  return { kind: 'undecided', text: `${sentence}: ${range}, for ${tokens}.${few}` };
}

/** `+0.42`, `−0.10`. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  if (text === '0.00') return '0.00';
  return `${value < 0 ? '−' : '+'}${text}`;
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
