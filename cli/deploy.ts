// `lab deploy`: iterative deployment of a planner. Its tasks are drawn from seeds, the validator judges, what is kept teaches the
// fixed base, and so on for some generations. A stopped run goes on from its working folder.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  beginDeployment,
  type DeploymentState,
  type Generation,
  runDeployment,
} from '../src/deployment/deployment-run.ts';
import { mergePools, type Pool } from '../src/deployment/pool.ts';
import { writePool } from '../src/deployment/pool-file.ts';
import { readState, writeState } from '../src/deployment/state-file.ts';
import { installThreads } from '../src/learning/node-threads.ts';
import { replaceFile } from '../src/learning/train-in-node.ts';
import { deployEpisodes, EPISODES_USAGE } from './deploy-episodes.ts';
import { stageReporter } from './deploy-log.ts';
import { openBase } from './deploy-models.ts';
import { type Asked, askedFor } from './deploy-options.ts';
import { TASKS_USAGE } from './deploy-tasks.ts';
import { ENDPOINT_USAGE } from './endpoint.ts';
import type { Command } from './main.ts';
import { log } from './rl-log.ts';

const STATE_FILE = 'state.json';

export const command: Command = {
  usage:
    `deploy ${TASKS_USAGE} [--model ID or FOLDER] [--generations 5]` +
    ' [--runs 3] [--samples RUNS] [--temperature 0.6] [--curation valid | none | rule:FEATURE<=N | person:FILE]' +
    ` [--stop-at-fault] [--pool FILE,FILE…] [--export FILE] [--workers 1] [--learning-rate 0.006] … [--seed 1] [--work FOLDER] ${ENDPOINT_USAGE} [--json]\nor ${EPISODES_USAGE}`,
  async run(args) {
    if (args.text('domain', '') === 'Crafter-v1') return deployEpisodes(args);
    const asked = await askedFor(args);
    args.refuseUnknown();
    installThreads();
    const started = performance.now();
    const state = await deployFrom(asked);
    if (asked.exported !== '') await writeFile(asked.exported, writePool(state.pool));
    const seconds = (performance.now() - started) / 1000;
    const generations = state.generations.map(rowOf);
    const { seeds, heldOut, source, hyper, curation, ...plan } = asked.plan;
    const tasks = {
      domain: source.world,
      ...('sizes' in source && { sizes: source.sizes }),
      collecting: seeds.length,
      heldOut: heldOut.length,
    };
    const json = { ...plan, ...tasks, curation: curation.by, hyper, seconds, generations };
    return { json, text: `${tableOf(state.generations)}\n${seconds.toFixed(0)} s`, ok: true };
  },
};

async function deployFrom({ plan, from, pools, work, workers }: Asked): Promise<DeploymentState> {
  await mkdir(work, { recursive: true });
  const path = join(work, STATE_FILE);
  const begun = existsSync(path)
    ? readState(await readFile(path), plan)
    : withPools(beginDeployment(plan), pools);
  const open = await openBase(plan, from, workers);
  try {
    return await runDeployment(begun, {
      ...open.around,
      onProgress: stageReporter(),
      save: async (state) => {
        await replaceFile(path, writeState(state));
        if (state.stage === 'fine-tune' || state.stage === 'done') log(lineOf(state.generations.at(-1)!));
      },
    });
  } finally {
    await open.dispose();
  }
}

function withPools(state: DeploymentState, pools: readonly Pool[]): DeploymentState {
  return { ...state, pool: mergePools([state.pool, ...pools]) };
}

/** A generation as the table of commands has it, with all there is to know behind. */
function rowOf(generation: Generation) {
  const { n, collecting, heldOut, kept, ...rest } = generation;
  return {
    n,
    solved: collecting.solved,
    unanimous3: collecting.unanimous,
    heldout: heldOut?.solved ?? null,
    longestPlan: collecting.longestPlan,
    kept,
    ...rest,
    collecting,
    heldOut,
  };
}

function tableOf(generations: readonly Generation[]): string {
  return generations.map(lineOf).join('\n');
}

function lineOf({ n, collecting, heldOut, kept, pool }: Generation): string {
  const percent = (share: number) => `${share.toFixed(1)} %`;
  const { solved, ci95, unanimous, longestPlan } = collecting;
  return [
    `generation ${n}: solved ${percent(solved)}${ci95 ? ` (${ci95.map((end) => end.toFixed(1)).join(' to ')})` : ''}`,
    `unanimous ${percent(unanimous)}`,
    ...(heldOut
      ? [`held out ${percent(heldOut.solved)}`, `unanimous there ${percent(heldOut.unanimous)}`]
      : []),
    `longest plan ${longestPlan}`,
    `kept ${kept}`,
    `pool ${pool}`,
  ].join(', ');
}
