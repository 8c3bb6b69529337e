// Many episodes of POGS side by side through batched model calls. A finished episode's lane takes the next one, so the batch
// stays full; what comes out does not depend on the batching, because each episode's chance is keyed by its own seed.

import type { LanguageModel } from '../../language/language-model.ts';
import { type PogsOptions, pogsConfig } from '../../worlds/pogs/options.ts';
import type { PogsId } from '../../worlds/pogs/pogs.ts';
import type { PogsAgentConfig } from './agent.ts';
import { PogsPlay } from './episode.ts';
import type { PogsEpisode } from './metrics.ts';

export interface PogsLanesOptions {
  readonly model: LanguageModel;
  readonly world: PogsId;
  /** The world's options; those of the published runs by default. */
  readonly options?: PogsOptions;
  /** The tree's seed is added to its seed, so that episodes sample independently. */
  readonly agent: PogsAgentConfig;
  /** 0 = greedy. */
  readonly temperature: number;
  readonly seeds: readonly number[];
  /** Episodes played side by side. */
  readonly lanes: number;
  readonly onEpisode?: (episode: PogsEpisode) => void;
  readonly signal?: AbortSignal;
}

/** Plays all seeds to their ends; episodes come in the order of `seeds`. @throws LabError bad-seed, bad-argument, what the model throws */
export async function playPogsLanes(options: PogsLanesOptions): Promise<PogsEpisode[]> {
  const { seeds, model, temperature, signal, world, agent } = options;
  const config = pogsConfig(options.options);
  const lanes: PogsPlay[] = [];
  const active = new Set<PogsPlay>();
  for (;;) {
    while (active.size < options.lanes && lanes.length < seeds.length) {
      const lane = new PogsPlay(world, seeds[lanes.length], config, agent);
      lanes.push(lane);
      active.add(lane);
    }
    if (active.size === 0) return lanes.map((lane) => lane.episode);
    signal?.throwIfAborted();
    const asked = [...active];
    const completions = await model.complete(
      asked.map((lane) => lane.prepare()),
      { temperature },
      signal,
    );
    for (const [i, lane] of asked.entries()) {
      lane.conclude(completions[i]);
      if (lane.over && active.delete(lane)) options.onEpisode?.(lane.episode);
    }
  }
}
