// Keeps the last study of this tab over a reload: a study of all settings takes minutes to play and a few kilobytes to keep.

import * as z from 'zod/mini';
import type { StudyRow } from '../../experiments/speculation-table.ts';
import { checkSetup, type SpeculationSetup } from '../../speculation/setup.ts';
import { rememberedInTab, rememberInTab } from '../session-memory.ts';

const KEY = 'goldilocks-study';
/** Another build may have other rows. */
const FORMAT = 1;

export interface KeptStudy {
  readonly setup: SpeculationSetup;
  readonly rows: readonly StudyRow[];
}

export function keepStudy({ setup, rows }: KeptStudy): void {
  // Own tasks may be a megabyte; what the figures say of them is their number.
  const { lines: _, ...rest } = setup;
  rememberInTab(KEY, JSON.stringify({ format: FORMAT, setup: rest, rows }));
}

const RATIO = z.nullable(
  z.object({ ratio: z.number(), ci95: z.nullable(z.tuple([z.number(), z.number()])) }),
);
const RELATIVE = z.object({ T: RATIO, P: RATIO, G: RATIO, Cost: RATIO });
const SHARES = z.object({ prompt: z.number(), generated: z.number() });
const KEPT = z.object({
  format: z.literal(FORMAT),
  setup: z.unknown(),
  rows: z.array(
    z.object({
      setting: z.string(),
      tasks: z.number(),
      toFixed2: z.nullable(RELATIVE),
      toAlone: RELATIVE,
      MC: z.number(),
      K: z.number(),
      waste: z.object({ A: SHARES, T: SHARES }),
      accuracy: z.nullable(z.number()),
      valueError: z.nullable(z.number()),
      lossless: z.number(),
    }),
  ),
});

/** null without one, or where what is kept is of another build. */
export function keptStudy(): KeptStudy | null {
  try {
    const kept = KEPT.safeParse(JSON.parse(rememberedInTab(KEY) || 'null'));
    if (!kept.success) return null;
    return { setup: checkSetup(kept.data.setup), rows: kept.data.rows as unknown as StudyRow[] };
  } catch {
    return null;
  }
}
