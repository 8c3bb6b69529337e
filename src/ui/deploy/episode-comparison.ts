// Two deployments on worlds side by side: what was set differently, and what came of it. Worlds differ more than models do, so where
// both played the same ones they are compared world by world.

import type { EpisodeMetrics } from '../../deployment/crafter/episode-metrics.ts';
import type { EpisodePlan } from '../../deployment/crafter/episode-run.ts';
import type { TableData } from '../charts/data-table.ts';
import { modelName, plural, scheduleLabel } from '../labels.ts';
import type { BesideTables } from './beside-card.ts';
import { apartText, differencesOf, sideBySideOf, wordsOf } from './comparison.ts';
import { type DrawnEpisodes, gainText, isSure, progressText } from './episode-figures.ts';
import { CURATIONS } from './episode-setup.ts';

/** A deployment on worlds, and what it was asked to be. */
export interface PlannedEpisodes extends DrawnEpisodes {
  readonly plan: EpisodePlan;
}

export function episodesBeside(a: PlannedEpisodes, b: PlannedEpisodes): BesideTables {
  return {
    differences: differencesOf([a.name, episodeWords(a.plan)], [b.name, episodeWords(b.plan)]),
    sideBySide: sideBySideTable(a, b),
    reading: episodeComparison(a, b),
    n: `${a.generations.length} and ${plural(b.generations.length, 'generation')}`,
  };
}

/** A plan in words, one entry for everything that can be set. */
export function episodeWords(plan: EpisodePlan): Readonly<Record<string, string>> {
  const { model, weights, source, seeds, heldOut, curation, hyper, ...numbers } = plan;
  const least = curation.by === 'progress' ? `: ${curation.least} %` : '';
  return {
    Model: `${modelName(model)} (${weights})`,
    Worlds: worldsText(seeds),
    'Held-out worlds': worldsText(heldOut),
    Planning: scheduleLabel(source.schedule),
    'Steps of an episode': String(source.maxSteps),
    Curation: `${CURATIONS[curation.by]}${least}`,
    ...wordsOf(numbers),
    ...wordsOf(hyper),
  };
}

/** Generation by generation. */
function sideBySideTable(a: DrawnEpisodes, b: DrawnEpisodes): TableData {
  return sideBySideOf(
    [a, b],
    ['progress, %', 'held out, %', 'best, %', 'kept'],
    ({ collecting, heldOut, kept }) => [
      progressText(collecting),
      heldOut && progressText(heldOut),
      collecting.best.toFixed(1),
      kept,
    ],
  );
}

/** Who is ahead at the last generation that both have. */
export function episodeComparison(a: PlannedEpisodes, b: PlannedEpisodes): string {
  const n = Math.min(a.generations.length, b.generations.length) - 1;
  if (n < 0) return '';
  const [x, y] = [a.generations[n], b.generations[n]];
  const sets = [
    aheadText(x.collecting, y.collecting, areSame(a.plan.seeds, b.plan.seeds), 'worlds'),
    x.heldOut &&
      y.heldOut &&
      aheadText(x.heldOut, y.heldOut, areSame(a.plan.heldOut, b.plan.heldOut), 'held-out worlds'),
  ].filter((text) => text !== null);
  return `At generation ${n} “${a.name}” against “${b.name}”: ${sets.join('; ')}.`;
}

/** `+4.5 (1.2 to 7.9) points in the same worlds`. */
function aheadText(a: EpisodeMetrics, b: EpisodeMetrics, isPaired: boolean, worlds: string): string {
  if (isPaired) {
    const chance = isSure(b, a) ? '' : ', which may be chance';
    return `${gainText(b, a)} points in the same ${worlds}${chance}`;
  }
  const mean = a.progress - b.progress;
  return `${mean > 0 ? '+' : ''}${mean.toFixed(1)} points in other ${worlds}; ${apartText(a, b)}`;
}

function areSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((seed, i) => seed === b[i]);
}

function worldsText(seeds: readonly number[]): string {
  return seeds.length === 0 ? 'none' : `${seeds.length}, from ${seeds[0]}`;
}
