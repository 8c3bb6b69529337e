// `lab sweep`: configurations × seeds from a JSON file, every pair compared on the same worlds. With --out it is stored
// job by job in a folder, and a second call plays only what is missing.
//
//   { "name": "Goldilocks", "seeds": "100..199", "maxSteps": 2000, "configurations": [
//     { "agent": { "model": "pocket-crafter", "schedule": "every-4" } },
//     { "label": "coached", "agent": { "model": "pocket-crafter", "schedule": "human" }, "coach": "scripted" } ] }
//
// Instead of "configurations", a "grid" of every model under every schedule at every temperature; several models of one
// cell are trainings of one method and share a row:
//
//   "grid": { "models": ["a", "b"], "schedules": ["never", "dynamic"], "temperatures": [1, 0.5] }
//
// Left out: label = model and schedule, temperature 1, agent seed 0, maxSteps 2000, area 64 x 64. `model` may be the path of
// a model folder; `group` gives several trainings one row.

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { gateFor } from '../src/agents/gates.ts';
import { FolderJobStore } from '../src/experiments/job-store-node.ts';
import { type Report, reportOf } from '../src/experiments/report.ts';
import { formatEvaluationSeeds, parseEvaluationSeeds } from '../src/experiments/seeds.ts';
import { LabError } from '../src/lab-error.ts';
import { isRemoteModel } from '../src/language/remote/endpoint.ts';
import type { Arguments } from './arguments.ts';
import { endpointFor, openRemote, optionsOf, usageText } from './endpoint.ts';
import { tell, textOf, threadsOf } from './evaluate.ts';
import type { Command } from './main.ts';
import { playSweep, readySweep } from './play-sweep.ts';

const MAX_FILE_BYTES = 2 ** 20;

export const command: Command = {
  usage:
    'sweep FILE.json [--workers 1] [--lanes 16] [--out FOLDER] [--endpoint URL and its options, as for evaluate] [--json]',
  async run(args: Arguments) {
    const [file, ...more] = args.words;
    if (file === undefined || more.length > 0)
      throw new LabError('bad-argument', 'One file names the experiment.');
    const options = threadsOf(args);
    const out = args.text('out', '');
    const given = optionsOf(args);
    args.refuseUnknown();
    const ready = await readySweep(withDefaults(await readJson(file), basename(file, '.json')));
    const store = out === '' ? undefined : await FolderJobStore.open(out, ready.sweep);
    const remote = [...new Set(ready.names.filter(isRemoteModel))];
    const opened = new Map(remote.map((name) => [name, openRemote(endpointFor(name, given))]));
    if (remote.length > 0 && options.workers > 1)
      throw new LabError('bad-argument', 'A remote model does its work elsewhere: --workers is 1.');
    const jobs = await playSweep(ready, { ...options, store, onJob: tell, opened });
    for (const model of opened.values()) await model.dispose();
    const report = reportOf(ready.sweep, jobs);
    const { seeds, maxSteps } = ready.sweep;
    const rows = report.rows.map((row) => ({
      ...row,
      agents: row.configurations.map((i) => ready.sweep.configurations[i].agent),
    }));
    const usage = Object.fromEntries([...opened].map(([name, model]) => [name, model.usage]));
    const json = {
      ...report,
      seeds: formatEvaluationSeeds(seeds),
      maxSteps,
      rows,
      ...(remote.length > 0 && { usage }),
    };
    const told = [...opened].map(([name, model]) => `${usageText(model.usage)} (${name})`).join('');
    return { json, text: textOfReport(report) + told, ok: true };
  },
};

/** A file's JSON. @throws LabError bad-argument, too-large */
async function readJson(file: string): Promise<unknown> {
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES)
      throw new LabError('too-large', `${file} is larger than an experiment can be.`);
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('bad-argument', `${file} cannot be read as JSON: ${LabError.from(error).message}.`);
  }
}

/** Fills in what a file may leave out; `checkSweep` comes after it. */
export function withDefaults(value: unknown, name: string): unknown {
  const { grid, ...file } = { name, maxSteps: 2000, area: [64, 64], ...(value as object) } as Record<
    string,
    unknown
  >;
  const { seeds, configurations = gridOf(grid) } = file;
  return {
    ...file,
    seeds: typeof seeds === 'string' ? parseEvaluationSeeds(seeds) : seeds,
    configurations: Array.isArray(configurations) ? configurations.map(configurationOf) : configurations,
  };
}

/** Every model under every schedule at every temperature. */
function gridOf(grid: unknown): unknown {
  if (typeof grid !== 'object' || grid === null) return undefined;
  const { models = [], schedules = ['dynamic'], temperatures = [1] } = grid as Record<string, unknown>;
  if (![models, schedules, temperatures].every(Array.isArray))
    throw new LabError('bad-argument', 'A grid has lists: "models", "schedules", "temperatures".');
  const [named, planned, heated] = [models, schedules, temperatures] as unknown[][];
  return planned.flatMap((schedule) =>
    heated.flatMap((temperature) => {
      const cell = heated.length > 1 ? `${schedule}, T = ${temperature}` : `${schedule}`;
      return named.map((model) => ({
        ...(named.length > 1 && { group: cell, label: `${cell}, ${basename(String(model))}` }),
        ...(named.length === 1 && { label: cell }),
        agent: { model, schedule, temperature },
      }));
    }),
  );
}

function configurationOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { agent, coach, ...rest } = value as { agent?: Record<string, unknown>; coach?: unknown };
  const { model = '', schedule = '' } = agent ?? {};
  const label = `${basename(String(model))} ${schedule}${coach === undefined ? '' : ` with ${coach}`}`;
  return {
    label,
    ...rest,
    ...(coach !== undefined && { coach }),
    agent: { weights: '', temperature: 1, seed: 0, ...gateFor(String(schedule)), ...agent },
  };
}

function textOfReport({ rows }: Report): string {
  return rows
    .flatMap((row) => [
      `${row.label}: ${textOf(row)}`,
      ...row.comparisons.map(({ verdict }) => `  ${verdict}`),
    ])
    .join('\n');
}
