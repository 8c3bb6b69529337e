// A whole experiment as a file: a line an episode for a spreadsheet, or everything for a program.

import type { Report } from '../../experiments/report.ts';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import { csvOf } from '../charts/data-table.ts';
import { saveBlob } from '../hand-over.ts';
import { episodesTable, exportJson } from './tables.ts';

export function saveEpisodes(sweep: Sweep, jobs: readonly JobFigures[]): void {
  const csv = csvOf(episodesTable(sweep, jobs));
  saveBlob(new Blob([csv], { type: 'text/csv;charset=utf-8' }), 'goldilocks-episodes.csv');
}

export function saveSweep(sweep: Sweep, report: Report, jobs: readonly JobFigures[]): void {
  const json = exportJson(sweep, report, jobs);
  saveBlob(new Blob([json], { type: 'application/json' }), 'goldilocks-sweep.json');
}
