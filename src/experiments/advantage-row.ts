// A measured planning advantage as plain data, the dials of a measurement, and what may be said of a result. Apart from the
// measuring itself (`advantage.ts`), so that a page can show results without loading agents and worlds.

/** What can have just happened at a decision. */
export const PLAN_EVENTS = {
  'item-gained': {
    label: 'an item was gained',
    sentence: 'The last step added something to the inventory.',
  },
  'damage-taken': { label: 'damage was taken', sentence: 'The last step cost health.' },
  'night-falls': { label: 'night fell', sentence: 'It became dark within the last 10 steps.' },
  'goal-reached': {
    label: 'the plan’s goals were reached',
    sentence: 'Nothing that the plan in force asks for is left to do, as the plan language reads it.',
  },
} as const;

export type PlanEvent = keyof typeof PLAN_EVENTS;
export const PLAN_EVENT_NAMES = Object.keys(PLAN_EVENTS) as PlanEvent[];

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
