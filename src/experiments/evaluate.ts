// One configuration over many seeds, as figures: what `lab evaluate` prints and sweeps put side by side.

import type { EpisodeSummary } from '../agents/lanes.ts';
import { ACHIEVEMENTS } from '../worlds/crafter/names.ts';
import { crafterScore, mean, type Summary, summarise } from './statistics.ts';

export interface Evaluation {
  readonly episodes: number;
  /** Share of the 22 achievements, in %. */
  readonly progress: Summary;
  /** Crafter score, in %. */
  readonly score: number;
  /** Mean undiscounted return. */
  readonly return: number;
  /** Mean steps of an episode. */
  readonly steps: number;
  readonly plansPer100: number;
  /** Mean per episode. */
  readonly planTokens: number;
  readonly tokens: number;
  /** Success rate per achievement, 0..1. */
  readonly achievements: Readonly<Record<string, number>>;
}

/** Figures over finished episodes. @throws LabError bad-argument for none */
export function evaluation(episodes: readonly EpisodeSummary[]): Evaluation {
  const progress = summarise(
    episodes.map((episode) => (100 * episode.unlocked.length) / ACHIEVEMENTS.length),
  );
  const rates = ACHIEVEMENTS.map((name) =>
    mean(episodes.map((episode) => (episode.unlocked.includes(name) ? 1 : 0))),
  );
  const steps = mean(episodes.map((episode) => episode.steps));
  return {
    episodes: episodes.length,
    progress,
    score: crafterScore(rates.map((rate) => 100 * rate)),
    return: mean(episodes.map((episode) => episode.episodeReturn)),
    steps,
    plansPer100: (100 * mean(episodes.map((episode) => episode.plans))) / steps,
    planTokens: mean(episodes.map((episode) => episode.planTokens)),
    tokens: mean(episodes.map((episode) => episode.tokens)),
    achievements: Object.fromEntries(ACHIEVEMENTS.map((name, i) => [name, rates[i]])),
  };
}
