// Deploying a model on worlds: a TASK is the seed of a world, an ATTEMPT an episode in it, kept as its run record. Episodes are
// played side by side through batched calls; what an episode is depends on its task, its sample and the seed alone.

import type { AgentConfig, Schedule } from '../../agents/agent.ts';
import { Lane, type LaneStep, playEpisodes } from '../../agents/lanes.ts';
import type { LanguageModel } from '../../language/language-model.ts';
import { Random } from '../../random.ts';
import { decodeRecord, encodeRecord } from '../../records/codec.ts';
import type { RunRecord } from '../../records/record.ts';
import { RunRecorder } from '../../records/recorder.ts';
import { ACHIEVEMENTS, type AchievementName } from '../../worlds/crafter/names.ts';
import { fromBase64, toBase64 } from '../base64.ts';

/** How worlds are played; with a seed, one task. */
export interface EpisodeSource {
  readonly world: 'Crafter-v1';
  /** When the agent plans. */
  readonly schedule: Schedule;
  /** Steps of an episode at the most. */
  readonly maxSteps: number;
}

/** What a record says of its episode. */
export interface EpisodeFacts {
  /** Share of the 22 achievements, %. */
  readonly progress: number;
  readonly achievements: readonly AchievementName[];
  readonly steps: number;
  readonly plans: number;
  readonly planTokens: number;
  /** All that were generated. */
  readonly tokens: number;
  /** Died; the alternative is the limit of steps. */
  readonly died: boolean;
}

/** One episode. */
export interface EpisodeAttempt extends EpisodeFacts {
  /** Seed of the world. */
  readonly task: number;
  /** Which of the runs over all tasks it belongs to, from 0. */
  readonly sample: number;
  /** First 16 digits of the record's digest: no two episodes have the same. */
  readonly key: string;
  /** The record's canonical bytes in base64. */
  readonly record: string;
}

/** A model as records name it. */
export type Player = Pick<AgentConfig, 'model' | 'weights'>;

export interface PlayOptions {
  readonly source: EpisodeSource;
  readonly player: Player;
  readonly seeds: readonly number[];
  /** Episodes in each world. */
  readonly samples: number;
  readonly temperature: number;
  /** With the task and the sample it fixes every episode. */
  readonly seed: number;
  /** Episodes side by side; changes nothing but the time that it takes. */
  readonly lanes?: number;
  /** Told after every episode: episodes played of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Waited for after every step of all. */
  readonly onRound?: () => void | Promise<void>;
  readonly signal?: AbortSignal;
}

const LANES = 16;
const AREA = [64, 64] as const;
export const KEY_DIGITS = 16;

/** Episodes in the order of tasks, then samples. @throws LabError aborted; what the model throws */
export async function playTasks(model: LanguageModel, options: PlayOptions): Promise<EpisodeAttempt[]> {
  const { seeds, samples, lanes = LANES, onProgress, onRound, signal } = options;
  const asked = seeds.flatMap((task) => Array.from({ length: samples }, (_, sample) => ({ task, sample })));
  const playing = new Map<Lane, Playing>();
  const attempts = new Array<EpisodeAttempt>(asked.length);
  let begun = 0;
  let done = 0;
  await playEpisodes({
    lanes,
    signal,
    onRound,
    next() {
      if (begun === asked.length) return null;
      const episode = new Playing(model, options, asked[begun], begun++);
      playing.set(episode.lane, episode);
      return episode.lane;
    },
    onStep: (lane, step) => playing.get(lane)!.take(step),
    onEpisode(lane) {
      const episode = playing.get(lane)!;
      playing.delete(lane);
      attempts[episode.index] = attemptOf(episode.sample, episode.record());
      onProgress?.(++done, asked.length);
    },
  });
  return attempts;
}

/** An episode in play, and its record. */
class Playing {
  readonly lane: Lane;
  readonly index: number;
  readonly sample: number;
  readonly #recorder: RunRecorder;

  constructor(
    model: LanguageModel,
    { source, player, temperature, seed }: PlayOptions,
    { task, sample }: Pick<EpisodeAttempt, 'task' | 'sample'>,
    index: number,
  ) {
    this.index = index;
    this.sample = sample;
    const { world: id, schedule, maxSteps } = source;
    const config = { ...player, schedule, temperature, seed: new Random(seed, task, sample).nextUint32() };
    this.lane = new Lane({ config, model, seed: task, maxSteps, area: AREA });
    const world = { id, area: AREA, length: maxSteps };
    this.#recorder = new RunRecorder({ world, seed: task, agent: this.lane.config }, this.lane.world);
  }

  take({ decision: { action, plan, planTokens, tokens }, result }: LaneStep): void {
    const own = plan === undefined ? {} : ({ plan, planBy: 'agent' } as const);
    this.#recorder.add({ action, by: 'agent', ...own, planTokens, tokens }, result);
  }

  record(): RunRecord {
    return this.#recorder.record();
  }
}

/** An episode as an attempt. The record is believed: `verifyRecord` asks. @throws LabError for what no record can hold */
export function attemptOf(sample: number, record: RunRecord): EpisodeAttempt {
  return {
    task: record.config.seed,
    sample,
    key: record.digest.slice(0, KEY_DIGITS),
    ...factsOf(record),
    record: toBase64(encodeRecord(record)),
  };
}

export function factsOf({ outcome, steps }: RunRecord): EpisodeFacts {
  const achievements = ACHIEVEMENTS.filter((name) => Object.hasOwn(outcome.achievements, name));
  const sum = (count: (step: RunRecord['steps'][number]) => number) =>
    steps.reduce((total, step) => total + count(step), 0);
  return {
    progress: (100 * achievements.length) / ACHIEVEMENTS.length,
    achievements,
    steps: steps.length,
    plans: sum(({ plan }) => (plan ? 1 : 0)),
    planTokens: sum(({ planTokens }) => planTokens),
    tokens: sum(({ tokens }) => tokens),
    died: outcome.terminated,
  };
}

/** @throws LabError bad-record, bad-seed, wrong-version, too-large; DOMException for what is no base64 */
export function recordOf({ record }: Pick<EpisodeAttempt, 'record'>): RunRecord {
  return decodeRecord(fromBase64(record));
}
