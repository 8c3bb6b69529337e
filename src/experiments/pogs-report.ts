// POGS under several schedules, as a table: every figure with its interval, and each schedule against the first on the same trees.

import type { Schedule } from '../agents/agent.ts';
import { type PogsEpisode, type PogsFigure, type PogsFigures, pogsFigures } from '../agents/pogs/metrics.ts';
import { LabError } from '../lab-error.ts';
import { type Summary, summarise } from './statistics.ts';

/** A mean over episodes with its standard error and its 95 % bootstrap interval; null for one episode. */
export type PogsSummary = Pick<Summary, 'mean' | 'se' | 'ci95'>;

export interface PogsRow {
  readonly schedule: Schedule;
  readonly episodes: number;
  readonly figures: Readonly<Record<PogsFigure, PogsSummary>>;
  /** This schedule's figure minus the first one's, over pairs of episodes on the same tree; null for the first itself. */
  readonly overFirst: { readonly success: PogsSummary; readonly backtracks: PogsSummary } | null;
}

/**
 * @param episodes by schedule, each schedule on the same trees in the same order
 * @throws LabError bad-argument for schedules that have not played the same number of trees
 */
export function pogsReport(episodes: ReadonlyMap<Schedule, readonly PogsEpisode[]>): PogsRow[] {
  const columns = [...episodes].map(([schedule, played]) => ({ schedule, figures: pogsFigures(played) }));
  const first = columns[0]?.figures;
  return columns.map(({ schedule, figures }, i) => ({
    schedule,
    episodes: figures.success.length,
    figures: summaries(figures),
    overFirst: i === 0 ? null : overFirst(figures, first),
  }));
}

function summaries(figures: PogsFigures): PogsRow['figures'] {
  const entries = Object.entries(figures).map(([figure, values]) => [figure, summary(values)]);
  return Object.fromEntries(entries) as PogsRow['figures'];
}

function overFirst(figures: PogsFigures, first: PogsFigures): PogsRow['overFirst'] {
  if (figures.success.length !== first.success.length)
    throw new LabError('bad-argument', 'Schedules are compared on the same trees.');
  const difference = (figure: PogsFigure) =>
    summary(figures[figure].map((value, i) => value - first[figure][i]));
  return { success: difference('success'), backtracks: difference('backtracks') };
}

function summary(values: readonly number[]): PogsSummary {
  const { mean, se, ci95 } = summarise(values);
  return { mean, se, ci95 };
}
