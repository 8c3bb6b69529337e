// How a domain's states are drawn: one picture a frame, and the same in words.

import type { TemplateResult } from 'lit';
import type { DrawnWorldId } from '../../../worlds/strips/strips.ts';
import type { PlanFilm } from '../plan-film.ts';
import { blocksScene } from './blocks.ts';
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

export function sceneOf(world: DrawnWorldId, film: PlanFilm): Scene {
  return SCENES[world](film);
}
