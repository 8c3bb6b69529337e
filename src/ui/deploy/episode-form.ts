// The form of a deployment on worlds, made from the table in episode-setup.ts. Sends `curator` (a name) beside what every knob form
// sends.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import type { KnobTable } from '../knobs.ts';
import { count, plural } from '../labels.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import { curatorField } from './curator-field.ts';
import { EPISODE_KNOBS, episodeKeys, INITIAL_EPISODES } from './episode-setup.ts';

export class EpisodeForm extends KnobForm {
  static override properties = { ...KnobForm.properties, curator: plain };

  override setup = INITIAL_EPISODES;
  /** Name of the person who curates. */
  curator = '';
  protected override readonly idPrefix = 'deploy';

  protected override get table(): KnobTable {
    return EPISODE_KNOBS;
  }

  protected override render() {
    const { first, more, dials } = episodeKeys(this.setup);
    return html`<form class="setup" aria-label="Set up a deployment on worlds" @submit=${this.onSubmit}>
      ${first.map((key) => this.knob(key))}
      ${this.setup.curation === 'person' ? curatorField(this.curator, (name) => this.send('curator', name)) : nothing}
      <details class="more-knobs"><summary>More: planning, samples, dice, device</summary><div class="setup">${more.map((key) => this.knob(key))}</div></details>
      <details class="more-knobs"><summary>Every dial of the retraining</summary><div class="setup">${dials.map((key) => this.knob(key))}</div></details>
      <p class="muted" role="status">${this.#sumText()}</p>
      <div class="buttons"><button type="submit" class="primary" ?disabled=${this.busy}>${icon('play')} Start</button>
        <button type="button" @click=${() => this.send('copy-setup')}>${icon('share')} Copy link</button></div>
      ${this.busy ? html`<p class="muted">Stop the deployment that goes on first; it stays stored.</p>` : nothing}
    </form>`;
  }

  #sumText(): string {
    const { tasks, heldOut, samples, runs, generations, maxSteps } = this.setup;
    const episodes = (generations + 1) * (tasks * samples + heldOut * Math.min(runs, samples));
    return `${count(episodes)} episodes of at most ${plural(maxSteps, 'step')} by ${plural(generations + 1, 'model')}, the base included.`;
  }
}

customElements.define('episode-form', EpisodeForm);
