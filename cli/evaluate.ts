// `lab evaluate`: one configuration over many seeds, with its uncertainty.

import { type ReportRow, reportOf } from '../src/experiments/report.ts';
import { formatEvaluationSeeds, parseEvaluationSeeds } from '../src/experiments/seeds.ts';
import type { JobFigures } from '../src/experiments/sweep.ts';
import type { SweepProgress } from '../src/experiments/sweep-progress.ts';
import { LabError } from '../src/lab-error.ts';
import { MAX_RECORD_STEPS } from '../src/records/record.ts';
import { isPogsId } from '../src/worlds/pogs/pogs.ts';
import { agentOf } from './agents.ts';
import type { Arguments } from './arguments.ts';
import { ENDPOINT_USAGE, endpointOf, openRemote, usageText } from './endpoint.ts';
import { BALROG_USAGE, evaluateBalrog } from './evaluate-balrog.ts';
import { evaluatePogs, POGS_USAGE } from './evaluate-pogs.ts';
import type { Command } from './main.ts';
import { playSweep, readySweep } from './play-sweep.ts';

/** On WASM a batch saves little, and a large one falls out of the cache: 8 to 32 lanes are the fastest. */
const DEFAULT_LANES = 16;
const MAX_LANES = 64;
const MAX_WORKERS = 64;

export const command: Command = {
  usage:
    'evaluate --seeds 100..299 [--model pocket-crafter|teacher|FOLDER] [--schedule dynamic] [--gate FILE] [--max-steps 2000]' +
    ` [--temperature 1] [--agent-seed 0] [--coach scripted] [--workers 1] [--lanes 16] ${ENDPOINT_USAGE} [--json]\n` +
    '(--seeds 200 are 200 worlds that no model was trained on, 100..299; one seed alone is written 7..7)\n' +
    `${POGS_USAGE}\n${BALROG_USAGE}`,
  async run(args: Arguments) {
    const world = args.text('world', 'Crafter-v1');
    if (isPogsId(world)) return evaluatePogs(world, args);
    if (world !== 'Crafter-v1')
      throw new LabError('bad-argument', `Nothing is evaluated in a world "${world}".`);
    const protocol = args.text('protocol', '');
    if (protocol === 'balrog') return evaluateBalrog(args);
    if (protocol !== '') throw new LabError('bad-argument', '--protocol is balrog, or left out.');
    const agent = agentOf(args);
    const endpoint = endpointOf(args, agent.model);
    const seeds = args.seeds('seeds', undefined, parseEvaluationSeeds);
    const maxSteps = args.integer('max-steps', 2000);
    if (maxSteps < 1 || maxSteps > MAX_RECORD_STEPS)
      throw new LabError('bad-argument', '--max-steps is 1 to 10000.');
    const coach = args.text('coach', '');
    const options = threadsOf(args, endpoint?.concurrency);
    args.refuseUnknown();
    if (endpoint && options.workers > 1)
      throw new LabError('bad-argument', 'A remote model does its work elsewhere: --workers is 1.');
    const label = coach === '' ? agent.schedule : `${agent.schedule} with the coach ${coach}`;
    const configuration = { label, agent, ...(coach !== '' && { coach }) };
    const area = [64, 64];
    const ready = await readySweep({
      name: 'evaluate',
      configurations: [configuration],
      seeds,
      maxSteps,
      area,
    });
    const remote = endpoint && openRemote(endpoint);
    const opened = new Map(remote ? [[agent.model, remote]] : []);
    const jobs = await playSweep(ready, { ...options, onJob: tell, opened });
    await remote?.dispose();
    const usage = remote?.usage;
    const { comparisons: _, configurations: __, ...row } = reportOf(ready.sweep, jobs).rows[0];
    const json = {
      seeds: formatEvaluationSeeds(seeds),
      maxSteps,
      ...ready.sweep.configurations[0],
      ...row,
      ...(usage && { usage }),
    };
    return { json, text: textOf(row) + usageText(usage), ok: true };
  },
};

/**
 * `--workers` and `--lanes`.
 * @param usual lanes where nothing is said
 * @throws LabError bad-argument
 */
export function threadsOf(args: Arguments, usual = DEFAULT_LANES): { workers: number; lanes: number } {
  const lanes = args.integer('lanes', Math.min(usual, MAX_LANES));
  const workers = args.integer('workers', 1);
  if (lanes < 1 || lanes > MAX_LANES) throw new LabError('bad-argument', `--lanes is 1 to ${MAX_LANES}.`);
  if (workers < 1 || workers > MAX_WORKERS)
    throw new LabError('bad-argument', `--workers is 1 to ${MAX_WORKERS}.`);
  return { workers, lanes };
}

/** A line on stderr for a job that is done. */
export function tell({ job, metrics }: JobFigures, { done, total, msLeft }: SweepProgress): void {
  const left = msLeft === null ? '' : `, about ${Math.ceil(msLeft / 1000)} s left`;
  process.stderr.write(
    `${done}/${total}: seed ${job.seed}, ${metrics.unlocked.length} achievements, ${metrics.steps} steps${left}\n`,
  );
}

/** A row's main figures, for people. */
export function textOf(row: Omit<ReportRow, 'comparisons' | 'configurations'>): string {
  const { episodes, progress, score, plansPer100, tokens, warning } = row;
  const interval = progress.ci95?.map((bound) => bound.toFixed(1)).join(' to ') ?? 'none';
  return (
    `progress ${progress.mean.toFixed(1)} ± ${progress.se?.toFixed(1) ?? '?'} % (95 % interval ${interval}, ` +
    `IQM ${progress.iqm.toFixed(1)}, n = ${episodes}), score ${score.toFixed(1)} %, ` +
    `${plansPer100.toFixed(1)} plans per 100 steps, ${tokens.toFixed(0)} tokens an episode` +
    (warning === null ? '' : `\n${warning}`)
  );
}
