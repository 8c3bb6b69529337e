// A walk and a comparison as files: a line a step or an episode for a spreadsheet, or everything for a program.

import { POGS_FIGURES } from '../../agents/pogs/metrics.ts';
import type { PogsComparison } from '../../services/pogs-service.ts';
import type { PogsSetup } from '../../services/pogs-setup.ts';
import { csvOf, type TableData } from '../charts/data-table.ts';
import { saveBlob } from '../hand-over.ts';
import { figureName } from './curve.ts';
import type { PogsFilm } from './pogs-film.ts';
import { stepTable } from './step-table.ts';

export function saveWalkCsv(film: PogsFilm): void {
  saveCsv(stepTable(film), 'goldilocks-walk.csv');
}

export function saveWalkJson(film: PogsFilm, setup: PogsSetup, graph: number): void {
  saveJson(walkJson(film, setup, graph), 'goldilocks-walk.json');
}

export function saveEpisodesCsv(comparison: PogsComparison): void {
  saveCsv(episodesTable(comparison), 'goldilocks-graphs.csv');
}

export function saveComparisonJson(comparison: PogsComparison): void {
  saveJson(comparisonJson(comparison), 'goldilocks-graphs.json');
}

/** A walk as a program reads it: the set-up, the tree, every prompt and reply. */
export function walkJson({ states, steps, last }: PogsFilm, setup: PogsSetup, graph: number): string {
  const { puzzle, metrics } = states[last];
  return textOf({ format: 'goldilocks-pogs-walk-1', setup, graph, puzzle, metrics, steps });
}

export function comparisonJson(comparison: PogsComparison): string {
  return textOf({ format: 'goldilocks-pogs-comparison-1', ...comparison });
}

/** A row an episode, with every figure. */
export function episodesTable({ episodes }: PogsComparison): TableData {
  const figures = Object.entries(POGS_FIGURES);
  return {
    caption: 'Episodes',
    columns: ['Graph', 'Schedule', ...figures.map(([figure]) => figureName(figure))],
    rows: episodes.map((episode) => [
      String(episode.seed),
      episode.schedule,
      ...figures.map(([, { of }]) => of(episode)),
    ]),
  };
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function saveCsv(table: TableData, name: string): void {
  saveBlob(new Blob([csvOf(table)], { type: 'text/csv;charset=utf-8' }), name);
}

function saveJson(text: string, name: string): void {
  saveBlob(new Blob([text], { type: 'application/json' }), name);
}
