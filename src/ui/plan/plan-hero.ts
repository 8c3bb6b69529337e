// The Plan page before there is an experiment: what it is about, and one large button that needs no reading. The other
// presets stand below it, each with what it can and cannot show.

import { html, nothing } from 'lit';
import type { Sweep } from '../../experiments/sweep.ts';
import { icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

export interface PresetOffer {
  readonly id: string;
  readonly title: string;
  readonly shows: string;
  readonly limits: string;
  readonly minutes: number;
  readonly sweep: Sweep;
}

export class PlanHero extends LabElement {
  static override properties = { presets: plain };

  /** The first is the large button. */
  presets: readonly PresetOffer[] = [];

  protected override render() {
    const [first, ...others] = this.presets;
    return html`<section class="card plan-hero" aria-labelledby="plan-title">
      <h1 id="plan-title">How often should an agent stop and plan?</h1>
      <p>Planning at every step costs tokens and changes its mind too often; never planning loses the way. In between there may be
        a best: let the model in this browser play the same worlds under several schedules, and look.</p>
      ${
        first
          ? html`<button type="button" class="primary big" @click=${() => this.send('start-preset', first.sweep)}>
              ${icon('play')} Show me the Goldilocks curve (about ${first.minutes} min)</button>
            <p class="muted">${first.shows} ${first.limits}</p>`
          : nothing
      }
      ${others.length > 0 ? html`<h2>Other questions</h2><ul class="presets">${others.map(this.#preset)}</ul>` : nothing}
    </section>`;
  }

  readonly #preset = (preset: PresetOffer) => html`<li class="preset"><h3>${preset.title}</h3>
    <p>${preset.shows}</p><p class="muted">${preset.limits}</p>
    <button type="button" @click=${() => this.send('start-preset', preset.sweep)}>${icon('play')} Start<span class="sr-only"> ${preset.title}</span>
      <span class="figure">about ${preset.minutes} min</span></button></li>`;
}

customElements.define('plan-hero', PlanHero);
