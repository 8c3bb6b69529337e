// How a domain's states are drawn: one picture a frame, and the same in words.

import type { TemplateResult } from 'lit';
import { PLANNER_DOMAINS } from '../../../agents/planner/domains.ts';
import { checkReads, plannerWorldOf } from '../../../agents/planner/planner-for.ts';
import type { Problem } from '../../../worlds/strips/problem.ts';
import type { DrawnWorldId } from '../../../worlds/strips/strips.ts';
import type { PlanFilm } from '../plan-film.ts';
import { blocksScene } from './blocks.ts';
import { factsScene } from './facts.ts';
import { roversScene } from './rovers.ts';
import { sokobanScene } from './sokoban.ts';

/** A film made ready to be drawn. */
export interface Scene {
  /** The picture of a frame. */
  draw(frame: number): TemplateResult;
  /** The frame in a sentence or two. */
  tell(frame: number): string;
}

const SCENES: Readonly<Record<DrawnWorldId, (film: PlanFilm) => Scene>> = {
  'Blocksworld-v1': blocksScene,
  'Rovers-v1': roversScene,
  'Sokoban-v1': sokobanScene,
};

/** The picture of the film's domain; facts as a list for a domain, or a problem, that has none. */
export function sceneOf(film: PlanFilm): Scene {
  const world = plannerWorldOf(film.problem.domain);
  return world && isDrawable(world, film.problem) ? SCENES[world](film) : factsScene(film);
}

/** What a planner reads has the names and the sizes that a picture is made for. */
function isDrawable(world: DrawnWorldId, problem: Problem): boolean {
  try {
    checkReads(PLANNER_DOMAINS[world], problem);
    return true;
  } catch {
    return false;
  }
}
