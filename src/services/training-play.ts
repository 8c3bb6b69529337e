// What trainings of every kind play beside learning: worlds that they never learn from, and sample episodes; and learning itself,
// on a device that may be lost meanwhile.

import type { AgentConfig } from '../agents/agent.ts';
import { Lane, playEpisodes } from '../agents/lanes.ts';
import { evaluation } from '../experiments/evaluate.ts';
import { runSweep } from '../experiments/run-sweep.ts';
import { jobsOf, type Sweep } from '../experiments/sweep.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { type LearnerDevice, learnerError } from '../learning/page-device.ts';
import type { RunRecord } from '../records/record.ts';
import { VALIDATION_SEEDS } from '../training/rl/rl-plan.ts';
import type { Score } from '../training/rl/rl-run.ts';
import type { SampleOrder, TrainAround } from './trainer.ts';

/** Worlds of an evaluation side by side. */
const LANES = 32;
/** A GPU's loss may be told a moment after the failure it brought, in ms. */
const LOSS_MS = 500;

/**
 * Learns until it is done, its signal aborts, or the device says that it cannot.
 * @param work ends early when its signal aborts
 * @throws LabError device-lost, out-of-memory, and what the work throws
 */
export async function onDevice<Result>(
  device: LearnerDevice,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { trouble, kind } = device;
  const ended = new AbortController();
  try {
    return await Promise.race([work(AbortSignal.any([stop, ended.signal])), trouble]);
  } catch (error) {
    const late = new Promise((resolve) => setTimeout(resolve, LOSS_MS));
    if (!(error instanceof LabError) && kind === 'webgpu') await Promise.race([trouble, late]);
    throw learnerError(error);
  } finally {
    ended.abort();
  }
}

export interface ValidationOrder {
  readonly model: LanguageModel;
  readonly agent: AgentConfig;
  /** Number of worlds. */
  readonly worlds: number;
  /** Steps of an episode at most. */
  readonly maxSteps: number;
  readonly signal: AbortSignal;
  readonly onStage: TrainAround['onStage'];
}

/** Progress on the validation worlds. */
export async function playValidation({
  model,
  agent: config,
  worlds,
  maxSteps,
  signal,
  onStage,
}: ValidationOrder): Promise<Score> {
  const lanes: Lane[] = [];
  const steps = () => lanes.reduce((sum, lane) => sum + lane.steps, 0);
  const most = () => lanes.reduce((sum, lane) => sum + (lane.over ? lane.steps : maxSteps), 0);
  await playEpisodes({
    lanes: Math.min(worlds, LANES),
    signal,
    next: () => {
      if (lanes.length === worlds) return null;
      lanes.push(new Lane({ config, model, seed: VALIDATION_SEEDS.first + lanes.length, maxSteps }));
      return lanes[lanes.length - 1];
    },
    onRound: () => {
      const waiting = (worlds - lanes.length) * maxSteps;
      return onStage({ stage: 'evaluating', done: steps(), total: most() + waiting });
    },
  });
  const { progress } = evaluation(lanes.map((lane) => lane.summary()));
  const ci95 = progress.ci95 && ([progress.ci95[0], progress.ci95[1]] as const);
  return { mean: progress.mean, ci95, episodes: lanes.length };
}

/** One episode as a record. @param agent as the record shall name it */
export async function playSample(
  model: LanguageModel,
  agent: AgentConfig,
  { seed, steps, signal, onStage }: SampleOrder,
): Promise<RunRecord> {
  const sweep: Sweep = {
    name: 'sample',
    configurations: [{ label: 'sample', agent }],
    seeds: [seed],
    maxSteps: steps,
    area: [64, 64],
  };
  const { promise, resolve } = Promise.withResolvers<RunRecord>();
  await runSweep({
    sweep,
    jobs: jobsOf(sweep),
    players: [{ model }],
    lanes: 1,
    signal,
    onRound: (playing) => onStage({ stage: 'sampling', done: playing().get(0) ?? steps, total: steps }),
    onJob: ({ record }) => resolve(record),
  });
  return promise;
}
