// A domain that nobody drew: its goals as a list that fills, what the last step made true and false, and how much else holds.

import { html, nothing } from 'lit';
import type { Fact } from '../../../worlds/strips/problem.ts';
import { plural } from '../../labels.ts';
import type { PlanFilm } from '../plan-film.ts';
import type { Scene } from './scene.ts';

/** Facts of one list that are shown; a file may hold thousands. */
const MOST_SHOWN = 60;

export function factsScene({ problem, frames }: PlanFilm): Scene {
  const holds = (now: ReadonlySet<Fact>, fact: Fact) => now.has(fact) || problem.statics.has(fact);
  return {
    draw: (frame) => {
      const before = new Set(frames[Math.max(0, frame - 1)].facts);
      const now = new Set(frames[frame].facts);
      const made = [...now].filter((fact) => !before.has(fact));
      const unmade = [...before].filter((fact) => !now.has(fact));
      return html`<div class="facts-scene">
        <div><h4>Goals</h4><ul class="scene-goals">${problem.goal.slice(0, MOST_SHOWN).map((fact) => goal(fact, holds(now, fact)))}</ul></div>
        <div><h4>Facts that hold</h4><ul class="scene-facts">${[
          ...made,
          ...[...now].filter((fact) => before.has(fact)),
        ]
          .slice(0, MOST_SHOWN)
          .map((fact) => html`<li class=${before.has(fact) ? '' : 'made'}>${fact}</li>`)}</ul>
          ${now.size > MOST_SHOWN ? html`<p class="muted">… and ${plural(now.size - MOST_SHOWN, 'more fact')}.</p>` : nothing}
          ${unmade.length > 0 ? html`<p class="muted">No longer: ${unmade.slice(0, MOST_SHOWN).join(' ')}</p>` : nothing}</div>
      </div>`;
    },
    tell: (frame) => {
      const now = new Set(frames[frame].facts);
      const reached = problem.goal.filter((fact) => holds(now, fact)).length;
      return `${reached} of ${plural(problem.goal.length, 'goal')} reached. True now: ${plural(now.size, 'fact')}.`;
    },
  };
}

function goal(fact: Fact, isDone: boolean) {
  return html`<li class=${isDone ? 'done' : ''}><span aria-hidden="true">${isDone ? '✓' : '○'}</span> <code>${fact}</code>${isDone ? html`<span class="sr-only"> (reached)</span>` : nothing}</li>`;
}
