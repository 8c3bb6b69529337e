// Plays a sweep: jobs seed by seed, many lanes through each model's calls, every finished job handed on at once. Each job
// is a pure function of its configuration and seed, so one that was stored before is skipped and one that was cut short
// is simply played again. Models, storage, clocks and threads are the caller's.

import type { AgentConfig } from '../agents/agent.ts';
import type { Coach } from '../agents/coach/coach.ts';
import { Lane, type LaneStep, playEpisodes } from '../agents/lanes.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import type { StepRecord } from '../records/record.ts';
import { RunRecorder } from '../records/recorder.ts';
import { metricsOf } from './metrics.ts';
import { type Job, type JobResult, runConfigOf, type Sweep } from './sweep.ts';

/** What plays a configuration. */
export interface Player {
  /** null: the scripted teacher. */
  readonly model: LanguageModel | null;
  /** A new coach for each episode; absent: the agent plays alone. */
  readonly newCoach?: () => Coach;
}

export interface SweepRunOptions {
  /** With exact weights, see `withWeights`. */
  readonly sweep: Sweep;
  /** Those to play, in order. */
  readonly jobs: readonly Job[];
  /** In the order of the sweep's configurations. */
  readonly players: readonly Player[];
  /** Episodes side by side for each model. */
  readonly lanes: number;
  /** A job is done; the next ones wait until it is kept. */
  readonly onJob: (result: JobResult) => void | Promise<void>;
  /**
   * A step was taken in every episode in play; the next ones wait.
   * @param playing gives the steps so far, by the job's index
   */
  readonly onRound?: (playing: () => ReadonlyMap<number, number>) => void | Promise<void>;
  /** Asked before each seed but the first: false ends the sweep when the seeds that were begun are done. */
  readonly mayBeginSeed?: () => boolean;
  readonly signal?: AbortSignal;
}

/** @throws LabError what a model throws; the signal's reason. Jobs that were done stay done. */
export async function runSweep(options: SweepRunOptions): Promise<void> {
  const { sweep, jobs, players, onJob, onRound, signal } = options;
  const playing = new Map<Lane, Episode>();
  const waiting = jobs.values();
  let seed: number | undefined;
  await playEpisodes({
    lanes: options.lanes * Math.max(1, new Set(players.map(({ model }) => model)).size),
    signal,
    next() {
      const job = waiting.next().value;
      const isNewSeed = job?.seed !== seed && seed !== undefined;
      if (job === undefined || (isNewSeed && options.mayBeginSeed?.() === false)) {
        waiting.return?.();
        return null;
      }
      seed = job.seed;
      const episode = new Episode(sweep, job, players[job.configuration]);
      playing.set(episode.lane, episode);
      return episode.lane;
    },
    onStep: (lane, step) => playing.get(lane)!.take(step),
    async onEpisode(lane) {
      const episode = playing.get(lane)!;
      playing.delete(lane);
      await onJob(episode.result());
    },
    onRound: () =>
      onRound?.(() => new Map([...playing.values()].map(({ job, lane }) => [job.index, lane.steps]))),
  });
}

/**
 * The sweep with the weights its models really have.
 * @throws LabError wrong-version for one that names other weights
 */
export function withWeights(sweep: Sweep, weightsOf: (agent: AgentConfig) => string): Sweep {
  const configurations = sweep.configurations.map((configuration) => {
    const { agent, label } = configuration;
    const weights = weightsOf(agent);
    if (agent.weights !== '' && agent.weights !== weights)
      throw new LabError(
        'wrong-version',
        `"${label}" was set up with other weights of ${agent.model} (${agent.weights}) than are here (${weights || 'none'}).`,
        'Its runs cannot be continued with these; start the experiment anew.',
      );
    return { ...configuration, agent: { ...agent, weights } };
  });
  return { ...sweep, configurations };
}

/** One job in play, and its record. */
class Episode {
  readonly job: Job;
  readonly lane: Lane;
  readonly #recorder: RunRecorder;

  constructor(sweep: Sweep, job: Job, { model, newCoach }: Player) {
    const { agent: config } = sweep.configurations[job.configuration];
    const { maxSteps, area } = sweep;
    this.job = job;
    this.lane = new Lane({ config, model, seed: job.seed, maxSteps, area, coach: newCoach?.() });
    this.#recorder = new RunRecorder(runConfigOf(sweep, job), this.lane.world);
  }

  take({ decision, coachPlan, result }: LaneStep): void {
    const { action, plan, planTokens, tokens } = decision;
    this.#recorder.add({ action, by: 'agent', ...planOf(plan, coachPlan), planTokens, tokens }, result);
  }

  result(): JobResult {
    const record = this.#recorder.record();
    return { job: this.job, record, metrics: metricsOf(record) };
  }
}

/** An agent plans in a step of the coach's only where the coach has handed planning back: its plan is then in force. */
function planOf(own: string | undefined, coachs: string | undefined): Pick<StepRecord, 'plan' | 'planBy'> {
  if (own !== undefined) return { plan: own, planBy: 'agent' };
  return coachs === undefined ? {} : { plan: coachs, planBy: 'person' };
}
