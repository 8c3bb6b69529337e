// Keeps the last comparison of this tab over a reload: it takes a minute to play and some kilobytes to keep.

import * as z from 'zod/mini';
import { POGS_FIGURES } from '../../agents/pogs/metrics.ts';
import type { PogsComparison } from '../../services/pogs-service.ts';
import { checkPogsGraphs, checkPogsSetup } from '../../services/pogs-setup.ts';
import { rememberedInTab, rememberInTab } from '../session-memory.ts';

const KEY = 'goldilocks-pogs';
/** Another build may have other figures. */
const FORMAT = 1;

export function keepComparison(comparison: PogsComparison): void {
  rememberInTab(KEY, JSON.stringify({ format: FORMAT, ...comparison }));
}

const SUMMARY = z.object({
  mean: z.number(),
  se: z.nullable(z.number()),
  ci95: z.nullable(z.tuple([z.number(), z.number()])),
});
const FIGURES = z.object(Object.fromEntries(Object.keys(POGS_FIGURES).map((figure) => [figure, SUMMARY])));
const KEPT = z.object({
  format: z.literal(FORMAT),
  setup: z.unknown(),
  seeds: z.array(z.number()),
  weights: z.string(),
  rows: z.array(
    z.object({
      schedule: z.string(),
      episodes: z.number(),
      figures: FIGURES,
      overFirst: z.nullable(z.object({ success: SUMMARY, backtracks: SUMMARY })),
    }),
  ),
  episodes: z.array(
    z.object({
      seed: z.number(),
      schedule: z.string(),
      plans: z.number(),
      planTokens: z.number(),
      metrics: z.looseObject({ steps: z.number(), backtracks: z.number(), success: z.boolean() }),
    }),
  ),
});

/** null without one, or where what is kept is of another build. */
export function keptComparison(): PogsComparison | null {
  try {
    const kept = KEPT.safeParse(JSON.parse(rememberedInTab(KEY) || 'null'));
    if (!kept.success) return null;
    const { format: _, setup, ...rest } = kept.data;
    const { seeds } = checkPogsGraphs({
      seeds: rest.seeds,
      schedules: rest.rows.map(({ schedule }) => schedule),
    });
    return { ...rest, setup: checkPogsSetup(setup), seeds } as unknown as PogsComparison;
  } catch {
    return null;
  }
}
