// What an agent remembers of a POGS episode: every view so far put together, the latest one by itself, and where it came from.
// It is fed with observations alone and forgotten with the episode.

import { KnownGraph } from '../../worlds/pogs/known-graph.ts';
import type { PogsObservation } from '../../worlds/pogs/view.ts';

export interface PogsMemory {
  readonly known: KnownGraph;
  /** The latest view. */
  readonly observation: PogsObservation;
  /** The node before the current one; null at the start. */
  readonly from: number | null;
}

/** The memory after one more observation. @param memory null at the start of an episode */
export function remember(memory: PogsMemory | null, observation: PogsObservation): PogsMemory {
  if (memory === null) return { known: KnownGraph.of(observation), observation, from: null };
  const stayed = observation.current === memory.observation.current;
  return {
    known: memory.known.with(observation),
    observation,
    from: stayed ? memory.from : memory.observation.current,
  };
}
