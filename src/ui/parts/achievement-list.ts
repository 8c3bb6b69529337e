// The 22 achievements, unlocked ones with the step they came at. What comes later in a replay stays faint until then.

import { html } from 'lit';
import { ACHIEVEMENTS } from '../../worlds/crafter/names.ts';
import { ACHIEVEMENT_COUNT, achievementLabel } from '../labels.ts';
import { emptyView, type RunView } from '../run-view.ts';
import { always, LabElement, plain } from './lab-element.ts';

export class AchievementList extends LabElement {
  static override properties = { view: always, step: plain };

  view: RunView = emptyView();
  step = 0;

  protected override render() {
    const steps = new Map(this.view.achievements.map(({ name, step }) => [name, step]));
    const reached = this.view.achievements.filter(({ step }) => step <= this.step).length;
    return html`<section class="card achievements" aria-labelledby="achievements-title">
      <h2 id="achievements-title">Achievements <span class="figure">${reached} of ${ACHIEVEMENT_COUNT}</span></h2>
      <ul>${ACHIEVEMENTS.map((name) => this.#row(name, steps.get(name)))}</ul>
    </section>`;
  }

  #row(name: string, step: number | undefined) {
    const unlocked = step !== undefined && step <= this.step;
    const fresh = unlocked && this.step - step < 12;
    return html`<li class=${unlocked ? `unlocked${fresh ? ' fresh' : ''}` : ''}>
      <span class="mark" aria-hidden="true"></span>
      <span>${achievementLabel(name)}</span>
      ${unlocked ? html`<span class="at"><span class="sr-only">unlocked at step </span>${step}</span>` : html`<span class="sr-only">not yet</span>`}
    </li>`;
  }
}

customElements.define('achievement-list', AchievementList);
