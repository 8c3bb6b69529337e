// The Plan page before there is an experiment: what it is about, and one large button that needs no reading. The other
// presets stand below it, each with what it can and cannot show.

import { html, nothing } from 'lit';
import { type Preset, presets } from '../../experiments/presets.ts';
import { shippedFor } from '../../language/pocket/shipped.ts';
import { icon } from '../icons.ts';
import { LabElement } from '../parts/lab-element.ts';

const MINUTE = 60_000;

export class PlanHero extends LabElement {
  /** The first is the large button. */
  readonly #presets = presets(shippedFor('Crafter-v1'));

  protected override render() {
    const [first, ...others] = this.#presets;
    return html`<section class="card plan-hero" aria-labelledby="plan-title">
      <h1 id="plan-title">How often should an agent stop and plan?</h1>
      <p>Every plan costs tokens, and a plan that changes at each step leads nowhere; without any it is easy to get lost. Is there a
        just right in between? Let the model in this browser play the same worlds under several schedules, and see.</p>
      ${first ? this.#large(first) : nothing}
      ${others.length > 0 ? html`<h2>Other questions</h2><ul class="presets">${others.map(this.#small)}</ul>` : nothing}
    </section>`;
  }

  #large(preset: Preset) {
    return html`<button type="button" class="primary big" @click=${() => this.send('start-preset', preset)}>
        ${icon('play')} <span>Show me the Goldilocks curve (${timeText(preset)})</span></button>
      <dl class="can-show"><div><dt>It can show</dt><dd>${preset.canShow}</dd></div><div><dt>It cannot show</dt><dd>${preset.cannotShow}</dd></div></dl>`;
  }

  readonly #small = (preset: Preset) => html`<li class="preset"><h3>${preset.label}</h3>
    <p>${preset.question}</p>
    <details><summary class="muted">What it can and cannot show</summary><p>${preset.canShow}</p><p>Not: ${preset.cannotShow}</p></details>
    <button type="button" @click=${() => this.send('start-preset', preset)}>${icon('play')} Start<span class="sr-only"> ${preset.label}</span>
      <span class="figure">${timeText(preset)}</span></button></li>`;
}

/** `about 3 min`; what has no limit says so. */
export function timeText({ maxMs }: Pick<Preset, 'maxMs'>): string {
  return maxMs === 0 ? 'hours' : `about ${Math.ceil(maxMs / MINUTE)} min`;
}

customElements.define('plan-hero', PlanHero);
