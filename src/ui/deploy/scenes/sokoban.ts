// Sokoban drawn: the cells where somebody can stand, boxes with their numbers, a ring where each must go.

import { html, svg } from 'lit';
import { type Fact, type Problem, wordsOf } from '../../../worlds/strips/problem.ts';
import type { PlanFilm } from '../plan-film.ts';
import type { Scene } from './scene.ts';

const CELL = 30;

interface Place {
  readonly row: number;
  readonly column: number;
}

export function sokobanScene({ problem, frames }: PlanFilm): Scene {
  const floor = floorOf(problem);
  const goals = placesOf(problem.goal);
  // The border of walls has no facts: it lies around the floor.
  const side = 2 + Math.max(1, ...floor.map(({ row, column }) => Math.max(row, column)));
  return {
    draw: (frame) => {
      const { robot, boxes } = boardOf(frames[frame].facts);
      return html`<svg class="scene sokoban" viewBox="0 0 ${side * CELL} ${side * CELL}" width=${side * CELL} height=${side * CELL} aria-hidden="true">
        <rect class="wall" width="100%" height="100%" rx="4" />
        ${floor.map((place) => svg`<rect class="floor" x=${left(place)} y=${top(place)} width=${CELL - 1} height=${CELL - 1} />`)}
        ${[...goals].map(([box, place]) => svg`<circle class="target" cx=${left(place) + CELL / 2} cy=${top(place) + CELL / 2} r="11" /><text class="target-name" x=${left(place) + CELL / 2} y=${top(place) + CELL / 2 + 4} text-anchor="middle">${numberOf(box)}</text>`)}
        ${[...boxes].map(
          ([
            box,
            place,
          ]) => svg`<g class="scene-moves box ${isSame(place, goals.get(box)) ? 'right' : ''}" style="transform: translate(${left(place)}px, ${top(place)}px)">
          <rect x="4" y="4" width=${CELL - 9} height=${CELL - 9} rx="3" /><text x=${CELL / 2} y=${CELL / 2 + 4} text-anchor="middle">${numberOf(box)}</text></g>`,
        )}
        ${robot ? svg`<g class="scene-moves robot" style="transform: translate(${left(robot)}px, ${top(robot)}px)"><circle cx=${CELL / 2} cy=${CELL / 2} r="9" /></g>` : ''}
      </svg>`;
    },
    tell: (frame) => {
      const { robot, boxes } = boardOf(frames[frame].facts);
      const told = [...boxes].map(
        ([box, place]) =>
          `${box} at ${placeText(place)}${isSame(place, goals.get(box)) ? ', where it must be' : `, must go to ${placeText(goals.get(box))}`}`,
      );
      return `The player is at ${placeText(robot)}; ${told.join('; ')}.`;
    },
  };
}

/** The player, and where each box stands. */
export function boardOf(facts: readonly Fact[]): {
  robot: Place | undefined;
  boxes: ReadonlyMap<string, Place>;
} {
  const robot = facts.map(wordsOf).find(([name]) => name === 'at-robot');
  return { robot: robot && placeOf(robot[1]), boxes: placesOf(facts) };
}

function placesOf(facts: readonly Fact[]): Map<string, Place> {
  return new Map(
    facts.map(wordsOf).flatMap(([name, box, cell]) => (name === 'at' ? [[box, placeOf(cell)] as const] : [])),
  );
}

function floorOf({ statics }: Problem): Place[] {
  const cells = [...statics]
    .map(wordsOf)
    .filter(([name]) => name === 'adjacent')
    .map(([, cell]) => cell);
  return [...new Set(cells)].map(placeOf);
}

/** `loc_3_4`: row 3, column 4, from 1. */
function placeOf(cell: string): Place {
  const [, row, column] = cell.split('_');
  return { row: Number(row) - 1, column: Number(column) - 1 };
}

function isSame(a: Place, b: Place | undefined): boolean {
  return a.row === b?.row && a.column === b.column;
}

function left({ column }: Place): number {
  return column * CELL;
}

function top({ row }: Place): number {
  return row * CELL;
}

function numberOf(box: string): string {
  return box.replace(/^\D+/, '');
}

function placeText(place: Place | undefined): string {
  return place ? `row ${place.row + 1}, column ${place.column + 1}` : 'nowhere';
}
