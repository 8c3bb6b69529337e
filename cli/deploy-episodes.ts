// `lab deploy --domain Crafter-v1`: iterative deployment on worlds. A model plays them, what is kept by progress or by a person's
// thumb teaches the fixed base, and so on for some generations. A stopped run goes on from its working folder.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  readEpisodeState,
  writeEpisodePool,
  writeEpisodeState,
} from '../src/deployment/crafter/episode-files.ts';
import { gainOver } from '../src/deployment/crafter/episode-metrics.ts';
import { mergeEpisodePools } from '../src/deployment/crafter/episode-pool.ts';
import {
  beginEpisodes,
  type EpisodeGeneration,
  type EpisodeState,
  runEpisodes,
} from '../src/deployment/crafter/episode-run.ts';
import { pocketEpisodes } from '../src/deployment/crafter/episode-surroundings.ts';
import { recordOf } from '../src/deployment/crafter/episodes.ts';
import type { Interval } from '../src/experiments/statistics.ts';
import { LabError } from '../src/lab-error.ts';
import { hasNativeOrt } from '../src/language/pocket/ort-node.ts';
import { installThreads } from '../src/learning/node-threads.ts';
import { nativeKernels, replaceFile } from '../src/learning/train-in-node.ts';
import { encodeFile, FILE_EXTENSION, MAX_FILE_RECORDS } from '../src/records/file.ts';
import type { Arguments } from './arguments.ts';
import { type AskedEpisodes, askedEpisodes, keptIn } from './deploy-episodes-options.ts';
import { playTeam } from './deploy-episodes-team.ts';
import { stageReporter } from './deploy-log.ts';
import type { CommandResult } from './main.ts';
import { CRAFTER_KIND, openModel } from './prime-model.ts';
import { log } from './rl-log.ts';

const STATE_FILE = 'state.json';
/** What waits for a person: a list to choose from, and the runs to look at. */
const WAITING_LIST = 'episodes.json';
const WAITING_RUNS = `episodes${FILE_EXTENSION}`;

export const EPISODES_USAGE =
  'deploy --domain Crafter-v1 [--model pocket-crafter] [--schedule dynamic] [--max-steps 500] [--generations 3] [--tasks 64] [--first-task 600000]' +
  ' [--held-out 64] [--runs 1] [--samples 2] [--temperature 0.6] [--curation progress:>=P | best | person:FILE | none]' +
  ' [--pool FILE,FILE…] [--export FILE] [--lanes 16] [--workers 1] [--learning-rate 0.002] … [--seed 1] [--work FOLDER] [--json]';

export async function deployEpisodes(args: Arguments): Promise<CommandResult> {
  const asked = await askedEpisodes(args);
  args.refuseUnknown();
  installThreads();
  const started = performance.now();
  const state = await playFrom(asked);
  if (asked.exported !== '') await writeFile(asked.exported, writeEpisodePool(state.pool));
  const seconds = (performance.now() - started) / 1000;
  const { seeds, heldOut, source, hyper, curation, ...plan } = asked.plan;
  const { world: domain, ...play } = source;
  const tasks = { domain, ...play, collecting: seeds.length, heldOut: heldOut.length };
  const waits = state.stage === 'curate' ? state.attempts.length : 0;
  const rows = state.generations.map((generation) => rowOf(generation, state.generations[0]));
  const json = { ...plan, ...tasks, curation, hyper, seconds, waits, generations: rows };
  const lines = [...state.generations.map(lineOf), ...(waits > 0 ? [waitingText(asked, waits)] : [])];
  return { json, text: `${lines.join('\n')}\n${seconds.toFixed(0)} s`, ok: true };
}

async function playFrom(asked: AskedEpisodes): Promise<EpisodeState> {
  const { plan, name, files, work, lanes, workers } = asked;
  await mkdir(work, { recursive: true });
  const path = join(work, STATE_FILE);
  const begun = await begin(asked, path);
  const model = await openModel(files, CRAFTER_KIND);
  try {
    const compiler = hasNativeOrt() ? await nativeKernels() : undefined;
    const around = {
      ...pocketEpisodes({ plan, files, model, compiler, lanes }),
      ...(workers > 1 && { attempt: playTeam({ name, plan, workers, lanes }) }),
      onProgress: stageReporter(),
      save: async (state: EpisodeState) => {
        await replaceFile(path, writeEpisodeState(state));
        if (state.stage === 'fine-tune' || state.stage === 'done') log(lineOf(state.generations.at(-1)!));
      },
    };
    const byPerson = plan.curation.by === 'person';
    const state = await runEpisodes(begun, around, byPerson ? { pauseBefore: 'curate' } : {});
    if (state.stage === 'curate') await handOut(state, work);
    return state;
  } finally {
    await model.dispose();
  }
}

/** A new deployment, or the one in the folder with what a person decided meanwhile. */
async function begin({ plan, pools, thumbs }: AskedEpisodes, path: string): Promise<EpisodeState> {
  if (!existsSync(path)) {
    const state = beginEpisodes(plan);
    return { ...state, pool: mergeEpisodePools([state.pool, ...pools]) };
  }
  const state = readEpisodeState(await readFile(path), plan);
  const { curation } = state.plan;
  if (state.stage !== 'curate' || curation.by !== 'person') return state;
  const kept = [...new Set([...curation.kept, ...(await keptIn(thumbs))])];
  return { ...state, plan: { ...state.plan, curation: { ...curation, kept } } };
}

/** The episodes that a person is to look at: on the Runs page, say. */
async function handOut({ attempts }: EpisodeState, work: string): Promise<void> {
  const rows = attempts.map(({ record: _, ...row }) => row);
  await writeFile(join(work, WAITING_LIST), `${JSON.stringify(rows, null, 1)}\n`);
  const runs = attempts.slice(0, MAX_FILE_RECORDS).map(recordOf);
  await writeFile(join(work, WAITING_RUNS), encodeFile(runs)).catch((error: unknown) => {
    // More runs than a file takes: the list has them all.
    if (LabError.from(error).code !== 'too-large') throw error;
  });
}

function waitingText({ work, thumbs }: AskedEpisodes, episodes: number): string {
  return (
    `${episodes} episodes wait for a thumb: see ${join(work, WAITING_LIST)} (and the runs in ${WAITING_RUNS}), ` +
    `write the keys to keep as a JSON list into ${thumbs}, and give the same command again`
  );
}

/** A generation as the table of commands has it, with all there is to know behind. */
function rowOf(generation: EpisodeGeneration, base: EpisodeGeneration) {
  const { n, collecting, heldOut, kept, pool, ...rest } = generation;
  const gain = (set: 'collecting' | 'heldOut') =>
    n > 0 && base[set] && generation[set] ? gainOver(base[set], generation[set]) : null;
  return {
    n,
    progress: collecting.progress,
    heldout: heldOut?.progress ?? null,
    /** Over the base in the same worlds, in points. */
    gain: gain('collecting'),
    heldoutGain: gain('heldOut'),
    planTokens: collecting.planTokens,
    best: collecting.best,
    longest: collecting.longest,
    kept,
    pool,
    ...rest,
    collecting,
    heldOut,
  };
}

function lineOf({ n, collecting, heldOut, kept, pool }: EpisodeGeneration): string {
  const progress = ({ progress, ci95 }: { progress: number; ci95: Interval | null }) =>
    `${progress.toFixed(1)} %${ci95 ? ` (${ci95.map((end) => end.toFixed(1)).join(' to ')})` : ''}`;
  const { steps, plansPer100, planTokens, best, longest } = collecting;
  return [
    `generation ${n}: progress ${progress(collecting)}`,
    ...(heldOut ? [`held out ${progress(heldOut)}`] : []),
    `best ${best.toFixed(1)} %`,
    `${steps.toFixed(0)} steps (longest ${longest})`,
    `${plansPer100.toFixed(1)} plans per 100 steps`,
    `${planTokens.toFixed(0)} plan tokens`,
    `kept ${kept}`,
    `pool ${pool}`,
  ].join(', ');
}
