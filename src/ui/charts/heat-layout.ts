// A heat map laid out as numbers: a row per name, a column per case, a share 0..1 in every cell (or null, unknown).

import type { Box } from './label-placement.ts';

export interface HeatSpec {
  /** What it shows, in a sentence or two, for who does not see it. */
  readonly summary: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `cells[row][column]`, 0..1. */
  readonly cells: readonly (readonly (number | null)[])[];
}

export interface HeatCell {
  readonly row: number;
  readonly column: number;
  readonly box: Box;
  readonly share: number | null;
}

export interface HeatLayout {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly HeatCell[];
  /** Right end of the rows' names, and the baseline of the columns' names. */
  readonly nameRight: number;
  readonly nameBottom: number;
  /** Column names stand upright where they would not fit side by side. */
  readonly slanted: boolean;
}

const ROW = 24;
const NARROWEST = 34;
const LETTER = 6.6;

/** @param width there is; the map is wider where its columns would become too narrow for their numbers */
export function layoutHeat({ rows, columns, cells }: HeatSpec, width: number): HeatLayout {
  const nameRight = Math.ceil(longest(rows) * LETTER) + 10;
  const cellWidth = Math.max(NARROWEST, Math.min(96, (width - nameRight - 2) / Math.max(1, columns.length)));
  const slanted = longest(columns) * LETTER + 6 > cellWidth;
  const nameBottom = slanted ? Math.ceil(longest(columns) * LETTER * 0.72) + 14 : 20;
  return {
    width: Math.ceil(
      nameRight + cellWidth * columns.length + (slanted ? longest(columns) * LETTER * 0.35 : 2),
    ),
    height: nameBottom + 6 + ROW * rows.length,
    nameRight,
    nameBottom,
    slanted,
    cells: cells.flatMap((shares, row) =>
      shares.map((share, column) => {
        const left = nameRight + column * cellWidth;
        const top = nameBottom + 6 + row * ROW;
        return { row, column, share, box: { left, top, right: left + cellWidth, bottom: top + ROW } };
      }),
    ),
  };
}

/** One of six shades, so that a legend can name them: 0 for none, then up to a fifth, … up to all. */
export function shadeOf(share: number | null): number {
  return share === null ? 0 : Math.min(5, Math.max(0, Math.ceil(share * 5 - 1e-9)));
}

function longest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length));
}
