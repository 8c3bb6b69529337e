// `lab advantage --study`: plays runs, draws steps from them, measures each. Workers share the seeds; with --out every row
// is kept as it comes, and the same command goes on where it was stopped.

import { Worker } from 'node:worker_threads';
import {
  type CurvePoint,
  type Figure,
  type StudyReport,
  studyReport,
} from '../src/experiments/advantage-curves.ts';
import { studyHeader } from '../src/experiments/advantage-file.ts';
import type { ForkOptions } from '../src/experiments/advantage-forks.ts';
import {
  DEFAULT_STUDY_OPTIONS,
  type StudyOptions,
  type StudyRow,
  studyRows,
} from '../src/experiments/advantage-study.ts';
import { runSweep } from '../src/experiments/run-sweep.ts';
import type { Interval } from '../src/experiments/statistics.ts';
import { checkSweep, jobsOf, type Sweep } from '../src/experiments/sweep.ts';
import { LabError, type LabErrorData } from '../src/lab-error.ts';
import type { RunRecord } from '../src/records/record.ts';
import { agentOf, identify, openNamed } from './agents.ts';
import type { Arguments } from './arguments.ts';
import type { CommandResult } from './main.ts';
import { StudyFile } from './study-file.ts';

/** What a worker does: plays its sweep (one configuration) and measures steps of its runs. */
export interface StudyTask {
  readonly sweep: Sweep;
  /** The model as the command line names it. */
  readonly name: string;
  readonly options: StudyOptions & ForkOptions;
  readonly known: readonly StudyRow[];
  /** WASM threads of the model. */
  readonly threads?: number;
}
export type StudyMessage = { readonly row: StudyRow } | { readonly error: LabErrorData };

const LANES = 48;

/** @throws LabError bad-argument, model-missing, bad-model */
export async function study(args: Arguments, forks: ForkOptions): Promise<CommandResult> {
  const asked = agentOf(args);
  const seeds = args.seeds('seeds');
  const maxSteps = args.integer('max-steps', 500);
  const options = {
    ...forks,
    byChance: args.integer('steps-per-run', DEFAULT_STUDY_OPTIONS.byChance),
    perEvent: args.integer('per-event', DEFAULT_STUDY_OPTIONS.perEvent),
  };
  const workers = args.integer('workers', 1);
  if (workers < 1 || workers > 64) throw new LabError('bad-argument', '--workers is 1 to 64.');
  const out = args.text('out', '');
  args.refuseUnknown();
  if (asked.model === 'teacher')
    throw new LabError('bad-argument', 'The teacher has no fresh plans to draw: name a language model.');
  if (options.horizon > maxSteps)
    throw new LabError(
      'bad-argument',
      `A horizon of ${options.horizon} does not fit into ${maxSteps} steps.`,
    );
  const { id, weights } = await identify(asked.model);
  const agent = { ...asked, model: id, weights };
  const sweep = checkSweep({
    name: 'advantage',
    configurations: [{ label: agent.schedule, agent }],
    seeds,
    maxSteps,
    area: [64, 64],
  });
  const { lanes: _, ...measured } = options;
  const file = out === '' ? null : await StudyFile.open(out, studyHeader({ agent, maxSteps, ...measured }));
  const known = (file?.rows ?? []).filter((row) => seeds.includes(row.seed));
  const rows = await measureAll({ sweep, name: asked.model, options, known }, workers, file);
  const report = studyReport(rows);
  const json = { agent, seeds: args.text('seeds'), maxSteps, ...measured, ...report, rows };
  return { json, text: textOf(rows, report), ok: true };
}

/** All rows, by seed and step, however many workers measured them. */
async function measureAll(task: StudyTask, workers: number, file: StudyFile | null): Promise<StudyRow[]> {
  const rows: StudyRow[] = [];
  let kept: Promise<unknown> = Promise.resolve();
  const hear = (row: StudyRow) => {
    rows.push(row);
    const { seed, step, advantage } = row;
    process.stderr.write(`${rows.length}: seed ${seed}, step ${step}: ${advantage.mean.toFixed(2)}\n`);
    kept = kept.then(() => file?.add(row));
  };
  if (workers === 1) await playStudy(task, hear);
  else await Promise.all(shares(task, workers).map((share) => inWorker(share, hear)));
  await kept;
  return rows.sort((a, b) => a.seed - b.seed || a.step - b.step);
}

/** Plays the runs and measures them; the worker's half too. */
export async function playStudy(
  { sweep, name, options, known, threads }: StudyTask,
  hear: (row: StudyRow) => void,
): Promise<void> {
  const { model } = await openNamed(name, threads);
  const records: RunRecord[] = [];
  try {
    await runSweep({
      sweep,
      jobs: jobsOf(sweep),
      players: [{ model }],
      lanes: LANES,
      onJob: ({ record }) => {
        records.push(record);
      },
    });
    records.sort((a, b) => a.config.seed - b.config.seed);
    for await (const row of studyRows({ runs: records, model: model!, options, known })) hear(row);
  } finally {
    await model?.dispose();
  }
}

function shares(task: StudyTask, workers: number): StudyTask[] {
  const { sweep } = task;
  return Array.from({ length: workers }, (_, i) => {
    const seeds = sweep.seeds.filter((_, at) => at % workers === i);
    return { ...task, sweep: { ...sweep, seeds }, threads: 1 };
  }).filter(({ sweep: { seeds } }) => seeds.length > 0);
}

function inWorker(task: StudyTask, hear: (row: StudyRow) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./advantage-worker.ts', import.meta.url), { workerData: task });
    worker.on('message', (message: StudyMessage) => {
      if ('error' in message) reject(LabError.from(message.error));
      else hear(message.row);
    });
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}

const range = (ci95: Interval | null) =>
  ci95 === null ? 'no interval' : `${ci95[0].toFixed(2)} to ${ci95[1].toFixed(2)}`;

function textOf(rows: readonly StudyRow[], { byAge, byEvent, policy, weakness }: StudyReport): string {
  const line = (what: string, { label, rows: n, mean, ci95 }: CurvePoint) =>
    `${what} ${label}: ${mean?.toFixed(3) ?? '–'} (${range(ci95)}, n = ${n})`;
  const figure = (name: string, { value, ci95 }: Figure) =>
    `${name}: ${value?.toFixed(3) ?? '–'} (${range(ci95)})`;
  const calibration = policy && [
    ...policy.bins.map((point) => line('P(plan)', point)),
    figure('rank correlation of P(plan) and A_plan', policy.rankCorrelation),
    `noise leaves room for ${policy.ceiling.toFixed(2)}`,
    figure('A_plan at chosen moments', policy.chosen),
    figure('A_plan at any moment', policy.random),
    policy.verdict,
  ];
  return [
    `A_plan over ${rows.length} steps`,
    ...byAge.map((point) => line('plan age', point)),
    ...byEvent.map((point) => line('after', point)),
    ...(calibration ?? []),
    ...(weakness === '' ? [] : [weakness]),
  ].join('\n');
}
