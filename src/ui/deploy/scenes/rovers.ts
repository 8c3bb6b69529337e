// Rovers drawn: waypoints on a ring, lines where something can drive, thin ones where one only sees; rovers, samples and the
// lander at their waypoints, and the goals as a list that fills.

import { html, svg } from 'lit';
import { type Fact, type Problem, wordsOf } from '../../../worlds/strips/problem.ts';
import type { PlanFilm } from '../plan-film.ts';
import type { Scene } from './scene.ts';

const SIZE = 360;
const RING = 138;
const TONES = ['person', 'plan', 'goal', 'bad'] as const;

type Point = readonly [x: number, y: number];

export function roversScene({ problem, frames }: PlanFilm): Scene {
  const ofType = (type: string) =>
    [...problem.objects].filter(([, own]) => own === type).map(([name]) => name);
  const waypoints = ofType('waypoint');
  const rovers = ofType('rover');
  const points = new Map(waypoints.map((name, i) => [name, onRing(i, waypoints.length)]));
  const lander = words(problem.statics).find(([name]) => name === 'at_lander')?.[2] ?? '';
  return {
    draw: (frame) => {
      const { facts } = frames[frame];
      const at = roverPlaces(facts);
      return html`<div class="rovers-scene"><svg class="scene rovers" viewBox="0 0 ${SIZE} ${SIZE}" width=${SIZE} height=${SIZE} aria-hidden="true">
          ${edges(problem).map(([a, b, drives]) => line(points.get(a), points.get(b), drives))}
          ${waypoints.map((name) => waypoint(name, points.get(name)!, name === lander, samplesAt(name, facts)))}
          ${rovers.map((name, i) => rover(name, i, points.get(at.get(name) ?? '')))}
        </svg>${goalList(problem, facts)}</div>`;
    },
    tell: (frame) => {
      const { facts } = frames[frame];
      const done = problem.goal.filter((goal) => facts.includes(goal)).length;
      const where = [...roverPlaces(facts)].map(([name, place]) => `${name} at ${place}`).join(', ');
      return `${where}; lander at ${lander}. ${done} of ${problem.goal.length} goals are reached.`;
    },
  };
}

function words(facts: Iterable<Fact>): string[][] {
  return [...facts].map(wordsOf);
}

export function roverPlaces(facts: readonly Fact[]): Map<string, string> {
  return new Map(
    words(facts).flatMap(([name, who, where]) => (name === 'at' ? [[who, where] as const] : [])),
  );
}

function onRing(i: number, count: number): Point {
  const angle = (2 * Math.PI * i) / count - Math.PI / 2;
  return [SIZE / 2 + RING * Math.cos(angle), SIZE / 2 + RING * Math.sin(angle)];
}

/** Each pair of waypoints once, and whether some rover drives there. */
function edges({ statics }: Problem): (readonly [string, string, boolean])[] {
  const found = new Map<string, readonly [string, string, boolean]>();
  const pairs = words(statics).flatMap(([name, ...args]): [string, string, boolean][] => {
    if (name === 'visible') return [[args[0], args[1], false]];
    return name === 'can_traverse' ? [[args[1], args[2], true]] : [];
  });
  for (const [a, b, drives] of pairs) {
    const key = [a, b].sort().join(' ');
    found.set(key, [a, b, drives || (found.get(key)?.[2] ?? false)]);
  }
  return [...found.values()];
}

function line(a: Point | undefined, b: Point | undefined, drives: boolean) {
  if (!a || !b) return '';
  return svg`<path class=${drives ? 'scene-line' : 'scene-sight'} d="M${a[0].toFixed(1)} ${a[1].toFixed(1)}L${b[0].toFixed(1)} ${b[1].toFixed(1)}" />`;
}

function waypoint(name: string, [x, y]: Point, isLander: boolean, samples: string) {
  const outward = y < SIZE / 2 ? -18 : 28;
  return svg`<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"><circle class="waypoint ${isLander ? 'lander' : ''}" r="12" />
    <text y="4" text-anchor="middle">${name.replace(/^\D+/, '')}</text>
    <text class="scene-note" y=${outward} text-anchor="middle">${[isLander ? 'lander' : '', samples].filter((text) => text !== '').join(', ')}</text></g>`;
}

/** Rovers at one waypoint stand beside each other. */
function rover(name: string, i: number, point: Point | undefined) {
  if (!point) return '';
  const [x, y] = [point[0] + 13 * (i % 2 === 0 ? -1 : 1), point[1] + (i < 2 ? 15 : -15)];
  return svg`<g class="scene-moves rover tone-${TONES[i % TONES.length]}" style="transform: translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)">
    <rect x="-9" y="-8" width="18" height="16" rx="4" /><text y="4" text-anchor="middle">${name.replace(/^\D+/, '')}</text></g>`;
}

function samplesAt(place: string, facts: readonly Fact[]): string {
  const has = (kind: string) => facts.includes(`(at_${kind}_sample ${place})`);
  return ['soil', 'rock'].filter(has).join(', ');
}

function goalList({ goal }: Problem, facts: readonly Fact[]) {
  return html`<ul class="scene-goals">${goal.map((fact) => {
    const isDone = facts.includes(fact);
    return html`<li class=${isDone ? 'done' : ''}><span aria-hidden="true">${isDone ? '✓' : '○'}</span> ${goalText(fact)}${isDone ? html`<span class="sr-only"> (reached)</span>` : ''}</li>`;
  })}</ul>`;
}

/** `(communicated_image_data objective1 colour)` → `image of objective1, colour`. */
function goalText(fact: Fact): string {
  const [name, ...args] = wordsOf(fact);
  const what = name.replace('communicated_', '').replace('_data', '');
  return `${what} of ${args.join(', ')}`;
}
