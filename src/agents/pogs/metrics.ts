// Figures of POGS episodes, as plain values per episode: statistics (mean, interval) are the experiments' business.

import { expertAccuracy, hardExpertAccuracy, type PogsMetrics, scoreOf } from '../../worlds/pogs/metrics.ts';
import type { Schedule } from '../agent.ts';

export interface PogsEpisode {
  readonly schedule: Schedule;
  readonly metrics: PogsMetrics;
  /** Plans made, and tokens generated for them. */
  readonly plans: number;
  readonly planTokens: number;
}

/** Every figure of an episode: its sentence for a table's head, and its value. */
export const POGS_FIGURES = {
  success: { about: 'The target was reached, 0 or 1.', of: ({ metrics }) => Number(metrics.success) },
  score: { about: 'Return over 100, never below 0.', of: ({ metrics }) => scoreOf(metrics) },
  steps: { about: 'Steps taken.', of: ({ metrics }) => metrics.steps },
  backtracks: { about: 'Times it turned back to visited nodes.', of: ({ metrics }) => metrics.backtracks },
  revisits: { about: 'Moves to a visited node.', of: ({ metrics }) => metrics.revisits },
  refused: { about: 'Actions that named no neighbour.', of: ({ metrics }) => metrics.refused },
  deadEnds: { about: 'Dead ends found.', of: ({ metrics }) => metrics.deadEnds },
  targetSeen: {
    about: 'The target came in sight, 0 or 1.',
    of: ({ metrics }) => Number(metrics.targetSeen !== null),
  },
  expertAccuracy: {
    about: 'Share of its steps that the oracle accepts.',
    of: ({ metrics }) => expertAccuracy(metrics),
  },
  hardAccuracy: {
    about: 'The same just after a discovery.',
    of: ({ metrics }) => hardExpertAccuracy(metrics),
  },
  plans: { about: 'Plans made.', of: ({ plans }) => plans },
  planTokens: { about: 'Tokens of its plans.', of: ({ planTokens }) => planTokens },
} as const satisfies Record<string, { about: string; of: (episode: PogsEpisode) => number }>;

export type PogsFigure = keyof typeof POGS_FIGURES;

/** Values of every figure, one an episode. */
export type PogsFigures = { readonly [figure in PogsFigure]: readonly number[] };

export function pogsFigures(episodes: readonly PogsEpisode[]): PogsFigures {
  const columns = Object.entries(POGS_FIGURES).map(([figure, { of }]) => [figure, episodes.map(of)]);
  return Object.fromEntries(columns) as PogsFigures;
}
