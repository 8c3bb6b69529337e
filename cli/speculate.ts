// `lab speculate`: tasks of a world under many settings of speculation, as the paper's table. Over the simulated clock (the default)
// it is the same table on every machine; `--clock real` measures this device.

import { readFile } from 'node:fs/promises';
import { runStudy, type StudyResult, studyOf } from '../src/experiments/speculation-study.ts';
import { intervalText, type Relative, type StudyRow, tableOf } from '../src/experiments/speculation-table.ts';
import { LabError } from '../src/lab-error.ts';
import { BatchingModel } from '../src/language/batching.ts';
import type { LanguageModel } from '../src/language/language-model.ts';
import { isRemoteModel } from '../src/language/remote/endpoint.ts';
import { fieldOf, stageOf } from '../src/speculation/arena.ts';
import { CLOCK_PRESETS, type ClockPreset } from '../src/speculation/clock-model.ts';
import { parseSetting, type Setting, STANDARD_SETTINGS } from '../src/speculation/settings.ts';
import {
  checkSetup,
  DEFAULT_SETUP,
  SPECULATION_WORLDS,
  type SpeculationSetup,
  type SpeculationWorld,
  taskCount,
  USUAL_MODEL,
} from '../src/speculation/setup.ts';
import { parseTaskFile } from '../src/worlds/toolchain/task-parser.ts';
import { openNamed } from './agents.ts';
import type { Arguments } from './arguments.ts';
import { endpointFor, openRemote } from './endpoint.ts';
import type { Command } from './main.ts';

/** Tasks side by side. */
const LANES = 64;

export const command: Command = {
  usage:
    `speculate [--world ${SPECULATION_WORLDS.join(' | ')}] [--pair direct-react | thought-vote] [--model ID] [--approximation ID] [--target ID]` +
    ' [--model remote:NAME --endpoint URL, its key in GOLDILOCKS_API_KEY] [--tasks 312] [--first-task 0] [--file TASKS] [--setting fixed-2,tau-0.9,…] [--clock simulated | real]' +
    ` [--latencies ${Object.keys(CLOCK_PRESETS).join(' | ')}] [--match exact | fuzzy] [--max-steps 100] [--temperature 1] [--seed 1] [--json]`,
  async run(args) {
    const names = namesOf(args);
    const endpoint = args.text('endpoint', '');
    const asked = await setupOf(args);
    const settings = args.text('setting', STANDARD_SETTINGS.join(',')).split(',').map(parseSetting);
    args.refuseUnknown();
    const began = performance.now();
    const { models, ids } = await openModels(names, endpoint);
    const setup = checkSetup({ ...asked, models: ids });
    try {
      const result = await study(setup, settings, models);
      const rows = tableOf(result);
      const seconds = (performance.now() - began) / 1000;
      const json = { tasks: taskCount(setup), setup, seconds, rows: rows.map(flat) };
      return { json, text: `${textOf(rows)}\n${seconds.toFixed(0)} s`, ok: isSound(setup, rows) };
    } finally {
      await models.A.dispose();
      if (models.T !== models.A) await models.T.dispose();
    }
  },
};

/** Behind A and T; one and the same where both have one name. */
export type Models = Readonly<Record<'A' | 'T', LanguageModel>>;

/** Names of the models behind A and T: shipped ones, or folders. */
export function namesOf(args: Arguments): Record<'A' | 'T', string> {
  const world = args.text('world', DEFAULT_SETUP.world) as SpeculationWorld;
  // A world that there is none of has no model either: the set-up's check names it.
  const model = args.text('model', USUAL_MODEL[world] ?? DEFAULT_SETUP.models.T);
  return { A: args.text('approximation', model), T: args.text('target', model) };
}

export async function setupOf(args: Arguments): Promise<Omit<SpeculationSetup, 'models'>> {
  const { models, ...defaults } = DEFAULT_SETUP;
  const preset = args.text('latencies', 'remote');
  if (!Object.hasOwn(CLOCK_PRESETS, preset))
    throw new LabError('bad-argument', `--latencies is one of ${Object.keys(CLOCK_PRESETS).join(', ')}.`);
  const file = args.text('file', '');
  const lines = file === '' ? undefined : parseTaskFile(await readFile(file, 'utf8')).tasks;
  return checkSetup({
    models,
    world: args.text('world', defaults.world),
    pair: args.text('pair', defaults.pair),
    firstTask: args.integer('first-task', defaults.firstTask),
    tasks: args.integer('tasks', lines?.length ?? defaults.tasks),
    ...(lines && { lines }),
    maxSteps: args.integer('max-steps', defaults.maxSteps),
    temperature: args.number('temperature', defaults.temperature),
    seed: args.integer('seed', defaults.seed),
    match: args.text('match', defaults.match),
    clock: args.text('clock', defaults.clock),
    model: CLOCK_PRESETS[preset as ClockPreset],
  });
}

/** @param endpoint of models that are named `remote:NAME` @throws LabError bad-argument, and as `openNamed` */
export async function openModels(names: Record<'A' | 'T', string>, endpoint = '') {
  const open = async (name: string) => {
    if (isRemoteModel(name)) {
      const model = openRemote(endpointFor(name, { url: endpoint }), { logProbs: true });
      return { id: model.id, model };
    }
    const { id, model } = await openNamed(name);
    if (!model) throw new LabError('bad-argument', 'The teacher is a script: speculation needs a model.');
    return { id, model: new BatchingModel(model) };
  };
  const A = await open(names.A);
  const T = names.T === names.A ? A : await open(names.T);
  return { models: { A: A.model, T: T.model }, ids: { A: A.id, T: T.id } };
}

function study(setup: SpeculationSetup, settings: readonly Setting[], models: Models): Promise<StudyResult> {
  const field = fieldOf(setup);
  if (Object.values(setup.models).some(isRemoteModel) && !field.wording.chat)
    throw new LabError(
      'bad-argument',
      `${setup.world} has no words for chat models yet.`,
      'Take Toolchain-v1.',
    );
  const onTask = (done: number, total: number) => {
    if (done % 50 === 0 || done === total) process.stderr.write(`${done}/${total} tasks\n`);
  };
  return runStudy(studyOf(stageOf(setup, field, models, settings), settings, { lanes: LANES, onTask }));
}

/** Exact matching loses nothing; anything else is a defect, but of a server that over wall time gives another answer when asked again. */
function isSound({ match, clock, models }: SpeculationSetup, rows: readonly StudyRow[]): boolean {
  const mayDiffer = match !== 'exact' || (clock === 'real' && isRemoteModel(models.T));
  return mayDiffer || rows.every(({ tasks, lossless }) => lossless === tasks);
}

/** The paper's columns as plain numbers, relative to fixed k = 2 (to T alone where that was not played); intervals beside them. */
function flat({ toFixed2, toAlone, ...row }: StudyRow) {
  const relative = toFixed2 ?? toAlone;
  const ratios = (of: Relative) => ({
    T: of.T.ratio,
    P: of.P.ratio,
    G: of.G.ratio,
    Cost: of.Cost?.ratio ?? null,
  });
  const { T, P, G, Cost } = relative;
  return {
    ...row,
    relativeTo: toFixed2 ? 'fixed-2' : 'sequential',
    ...ratios(relative),
    ci95: { T: T.ci95, P: P.ci95, G: G.ci95, Cost: Cost?.ci95 ?? null },
    toAlone: ratios(toAlone),
  };
}

function textOf(rows: readonly StudyRow[]): string {
  const lines = rows.map((row) => {
    const { T, P, G, Cost } = row.toFixed2 ?? row.toAlone;
    const ratios = [T, P, G, Cost].map((ratio) => ratio?.ratio.toFixed(2) ?? '–').join('  ');
    return [
      row.setting.padEnd(16),
      ratios,
      row.MC.toFixed(2),
      row.K.toFixed(2),
      `T ${intervalText(T.ci95)}`,
      `Cost ${intervalText(Cost?.ci95 ?? null)}`,
      `A right ${row.accuracy === null ? '–' : (100 * row.accuracy).toFixed(0)} %`,
      `lossless ${row.lossless}/${row.tasks}`,
    ].join('  ');
  });
  return ['setting           T     P     G     Cost  MC    K', ...lines].join('\n');
}
