// A run's calls and a study as files: a line a call for a spreadsheet, or everything for a program.

import type { SpeculationSetup, SpeculationWorld } from '../../speculation/setup.ts';
import { csvOf, type TableData } from '../charts/data-table.ts';
import { saveBlob } from '../hand-over.ts';
import { callCells, callsTable } from './gantt-spec.ts';
import type { KeptStudy } from './last-study.ts';
import type { SpeculationRun } from './speculation-run.ts';
import { studyJson } from './study-tables.ts';
import { recordsOf, type TaskLog } from './task-log.ts';

/** One row a call of every task that has its calls still. */
export function allCallsTable(logs: readonly TaskLog[], world: SpeculationWorld): TableData {
  const columns = logs[0] ? callsTable(logs[0], world).columns : [];
  return {
    caption: 'Calls',
    columns: ['Task', 'Title', ...columns],
    rows: logs.flatMap((log) =>
      recordsOf(log).map((record) => [log.task + 1, log.title, ...callCells(record, world)]),
    ),
  };
}

export function saveCallsCsv({ logs, setup }: SpeculationRun): void {
  if (!setup) return;
  const csv = csvOf(allCallsTable(logs, setup.world));
  saveBlob(new Blob([csv], { type: 'text/csv;charset=utf-8' }), 'goldilocks-calls.csv');
}

export function saveCallsJson({ logs, setup, setting, learned, checks }: SpeculationRun): void {
  if (!setup) return;
  saveJson(
    callsJson(setup, setting, { logs, learned, checks: [...checks.values()] }),
    'goldilocks-calls.json',
  );
}

export function saveStudyJson(study: KeptStudy): void {
  saveJson(studyJson(study), 'goldilocks-study.json');
}

/** A run as a program reads it: everything but the page's own state. */
export function callsJson(
  setup: SpeculationSetup,
  setting: string,
  {
    logs,
    learned,
    checks,
  }: { logs: readonly TaskLog[]; learned: readonly unknown[]; checks: readonly unknown[] },
): string {
  const tasks = logs.map((log) => ({
    task: log.task,
    title: log.title,
    result: log.result,
    segments: log.segments,
    steps: log.steps,
    calls: recordsOf(log),
  }));
  return `${JSON.stringify({ format: 'goldilocks-speculation-run-1', setup, setting, tasks, learned, checks }, null, 1)}\n`;
}

function saveJson(text: string, name: string): void {
  saveBlob(new Blob([text], { type: 'application/json' }), name);
}
