// What can become of a call, in words and in looks. Colour is never the only sign: every fate has a letter or sign of its own, and
// those that were waste a pattern of lines.

import type { BarFate } from './task-log.ts';

export type Hatch = 'none' | 'falling' | 'rising' | 'crossed';

interface FateLook {
  /** In the legend and the table. */
  readonly name: string;
  /** In a sentence, after the call. */
  readonly sentence: string;
  readonly sign: string;
  readonly hatch: Hatch;
}

/** In the legend's order. */
export const FATES: Readonly<Record<BarFate, FateLook>> = {
  accepted: { name: 'A was right', sentence: 'T says the same, so it is accepted', sign: '✓', hatch: 'none' },
  verified: { name: 'T confirms', sentence: 'it confirms A’s guess', sign: '=', hatch: 'none' },
  corrected: { name: 'T’s own step', sentence: 'it is taken as T’s own step', sign: 'T', hatch: 'none' },
  wrong: {
    name: 'A was wrong',
    sentence: 'T says something else, so it is wrong',
    sign: '✗',
    hatch: 'falling',
  },
  void: {
    name: 'in vain: behind a wrong guess',
    sentence: 'in vain, behind a wrong guess',
    sign: '○',
    hatch: 'rising',
  },
  cancelled: { name: 'cancelled', sentence: 'cancelled before it was done', sign: '–', hatch: 'none' },
  failed: { name: 'failed', sentence: 'it failed', sign: '!', hatch: 'crossed' },
  answered: {
    name: 'answered, not settled',
    sentence: 'answered; its segment goes on',
    sign: '?',
    hatch: 'none',
  },
  running: { name: 'under way', sentence: 'still under way', sign: '…', hatch: 'none' },
};

/** Pixels from line to line. */
const SPACING = 6;

/** SVG path data of slanted lines that end at the box's edges. A path, not a pattern: an exported picture keeps it. */
export function hatchPath(hatch: Hatch, x: number, y: number, width: number, height: number): string {
  if (hatch === 'none') return '';
  const line = (from: number, rising: boolean) => {
    const start = Math.max(0, from);
    const end = Math.min(width, from + height);
    if (start >= end) return '';
    const down = (at: number) => (rising ? height - (at - from) : at - from);
    const point = (at: number) => `${(x + at).toFixed(1)} ${(y + down(at)).toFixed(1)}`;
    return `M${point(start)}L${point(end)}`;
  };
  const lines: string[] = [];
  for (let from = SPACING - height; from < width; from += SPACING) {
    if (hatch !== 'rising') lines.push(line(from, false));
    if (hatch !== 'falling') lines.push(line(from, true));
  }
  return lines.join('');
}
