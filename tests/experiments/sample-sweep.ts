// A small sweep for tests, played by a tiny model or the teacher.

import type { AgentConfig, Schedule } from '../../src/agents/agent.ts';
import type { EpisodeMetrics } from '../../src/experiments/metrics.ts';
import { runSweep } from '../../src/experiments/run-sweep.ts';
import {
  type Job,
  type JobFigures,
  type JobResult,
  jobsOf,
  type Sweep,
} from '../../src/experiments/sweep.ts';
import type { LanguageModel } from '../../src/language/language-model.ts';
import { ACHIEVEMENTS } from '../../src/worlds/crafter/names.ts';
import { UniformModel } from '../agents/uniform-model.ts';

export function agent(schedule: Schedule, model = 'uniform'): AgentConfig {
  return { model, weights: '', schedule, temperature: 1, seed: 5 };
}

export const SWEEP: Sweep = {
  name: 'a test',
  configurations: [
    { label: 'never', agent: agent('never') },
    { label: 'every 3', agent: agent('every-3') },
  ],
  seeds: [7, 8, 9],
  maxSteps: 40,
  area: [64, 64],
};

/** Plays jobs; results come in the order in which they end. */
export async function played(
  sweep: Sweep,
  {
    lanes = 4,
    jobs = jobsOf(sweep),
    model = new UniformModel() as LanguageModel,
    signal,
  }: PlayedOptions = {},
): Promise<JobResult[]> {
  const results: JobResult[] = [];
  await runSweep({
    sweep,
    jobs,
    players: sweep.configurations.map((one) => ({ model: one.agent.model === 'teacher' ? null : model })),
    lanes,
    signal,
    onJob: (result) => void results.push(result),
  });
  return results;
}

interface PlayedOptions {
  readonly lanes?: number;
  readonly jobs?: readonly Job[];
  readonly model?: LanguageModel;
  readonly signal?: AbortSignal;
}

/** Figures as if a job had come out with that many achievements. */
export function figuresWith(job: Job, achievements: number, steps = 100): JobFigures {
  const metrics: EpisodeMetrics = {
    seed: job.seed,
    steps,
    unlocked: ACHIEVEMENTS.slice(0, achievements),
    episodeReturn: achievements,
    plans: 10,
    planTokens: 40,
    tokens: 140,
    terminated: true,
    progress: (100 * achievements) / ACHIEVEMENTS.length,
    plansPer100: 1000 / steps,
    tokensPerAchievement: achievements === 0 ? null : 140 / achievements,
    backtracks: 5,
    backtracksPer100: 500 / steps,
    planAge: 10,
    drift: 0.25,
    judged: 0.5,
    depth: Math.min(achievements, 8),
  };
  return { job, metrics };
}
