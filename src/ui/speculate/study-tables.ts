// A study as tables: the paper's, ours beside the published figures, and what was wasted, guessed and kept.

import type { StudyRow } from '../../experiments/speculation-table.ts';
import type { SpeculationSetup } from '../../speculation/setup.ts';
import type { Cell, TableData } from '../charts/data-table.ts';
import type { KeptStudy } from './last-study.ts';
import { settingLabel } from './names.ts';
import { baseOf } from './plane.ts';
import { PUBLISHED, type PublishedRow } from './published.ts';

const MEASURES = ['T', 'P', 'G', 'Cost', 'MC', 'K'] as const;

/** Ours beside the published; whose figures are relative to T alone have nothing beside them. */
export function comparisonTable({ rows, setup }: KeptStudy): TableData {
  const base = baseOf(rows);
  const published = base.name === 'fixed 2' ? PUBLISHED[setup.pair] : {};
  return {
    caption: `Relative to ${base.name}; “paper” is the published figure of another system`,
    columns: ['Setting', ...MEASURES.flatMap((name) => [name, `${name}, paper`])],
    rows: rows.map((row) => {
      const theirs: PublishedRow | undefined = published[row.setting];
      return [
        settingLabel(row.setting),
        ...MEASURES.flatMap((name) => [ownFigure(row, name, base.of), theirs?.[name] ?? null]),
      ];
    }),
    decimals: [0, ...MEASURES.flatMap(() => [2, 2])],
  };
}

/** How much was in vain, how often A was right, how well that was foreseen, and whether the result is T's own. */
export function wasteTable(rows: readonly StudyRow[]): TableData {
  return {
    caption:
      'Shares of all tokens that made no step, in %; accuracy of A, the predictor’s error, tasks with T’s own steps',
    columns: [
      'Setting',
      'A prompt',
      'A generated',
      'T prompt',
      'T generated',
      'A was right, %',
      'Error of V',
      'Time of T alone saved, %',
      'Cost above T alone, %',
      'Lossless',
    ],
    rows: rows.map(({ setting, tasks, waste, accuracy, valueError, lossless, toAlone }): Cell[] => [
      settingLabel(setting),
      100 * waste.A.prompt,
      100 * waste.A.generated,
      100 * waste.T.prompt,
      100 * waste.T.generated,
      accuracy === null ? null : 100 * accuracy,
      valueError,
      100 * (1 - toAlone.T.ratio),
      toAlone.Cost === null ? null : 100 * (toAlone.Cost.ratio - 1),
      `${lossless}/${tasks}`,
    ]),
    decimals: [0, 1, 1, 1, 1, 1, 2, 1, 1],
  };
}

/** What a study exports for a program. */
export function studyJson({ setup, rows }: KeptStudy): string {
  return `${JSON.stringify({ format: 'goldilocks-speculation-1', setup, rows }, null, 1)}\n`;
}

/** What was studied, in a line. */
export function studiedText({ pair, match, world }: SpeculationSetup, rows: readonly StudyRow[]): string {
  const who = pair === 'direct-react' ? 'A at once, T a thought first' : 'A one thought, T a vote of five';
  const rule = match === 'exact' ? '' : ', fuzzy match';
  return `n = ${rows[0]?.tasks ?? 0} tasks each, ${world}, ${who}${rule}`;
}

function ownFigure(
  row: StudyRow,
  name: (typeof MEASURES)[number],
  relative: ReturnType<typeof baseOf>['of'],
): Cell {
  if (name === 'MC' || name === 'K') return row[name];
  return relative(row)[name]?.ratio ?? null;
}
