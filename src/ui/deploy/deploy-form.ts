// The form of a deployment, made from the table in knobs.ts. Sends `curator` (a name) beside what every knob form sends.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import type { KnobTable } from '../knobs.ts';
import { count, plural } from '../labels.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import type { ChoiceKnob } from '../settings.ts';
import { DEPLOY_KNOBS } from './knobs.ts';
import { INITIAL_DEPLOY, keysOf, plannedWorlds } from './setup.ts';

const MAX_CURATOR = 60;

export class DeployForm extends KnobForm {
  static override properties = { ...KnobForm.properties, curator: plain };

  override setup = INITIAL_DEPLOY;
  /** Name of the person who curates. */
  curator = '';
  protected override readonly idPrefix = 'deploy';

  protected override get table(): KnobTable {
    return DEPLOY_KNOBS;
  }

  protected override render() {
    const { first, more, dials } = keysOf(this.setup);
    return html`<form class="setup" aria-label="Set up a deployment" @submit=${this.onSubmit}>
      ${first.map((key) => (key === 'domain' ? this.knob(key, this.#domain()) : this.knob(key)))}
      ${this.setup.curation === 'person' ? this.#curator() : nothing}
      <details class="more-knobs"><summary>More: samples, dice, device</summary><div class="setup">${more.map((key) => this.knob(key))}</div></details>
      <details class="more-knobs"><summary>Every dial of the retraining</summary><div class="setup">${dials.map((key) => this.knob(key))}</div></details>
      <p class="muted" role="status">${this.#sumText()}</p>
      <div class="buttons"><button type="submit" class="primary" ?disabled=${this.busy}>${icon('play')} Start</button>
        <button type="button" @click=${() => this.send('copy-setup')}>${icon('share')} Copy link</button></div>
      ${this.busy ? html`<p class="muted">Stop the deployment that goes on first; it stays stored.</p>` : nothing}
    </form>`;
  }

  /** Domains that no planner ships for are named as such, not hidden: a link may ask for one. */
  #domain(): ChoiceKnob {
    const known = plannedWorlds() as readonly string[];
    const { choices } = DEPLOY_KNOBS.domain;
    const named = choices.map(
      ([id, label]) => [id, known.includes(id) ? label : `${label} (no planner here)`] as const,
    );
    return { ...DEPLOY_KNOBS.domain, choices: named } as unknown as ChoiceKnob;
  }

  #curator() {
    const change = (event: Event) => this.send('curator', (event.target as HTMLInputElement).value);
    return html`<div class="knob"><label for="deploy-curator">Your name, for the pool’s lineage</label>
      <div class="control"><input type="text" id="deploy-curator" autocomplete="off" maxlength=${MAX_CURATOR} .value=${this.curator} aria-describedby="deploy-about-curator" @change=${change} /></div>
      <p class="muted knob-note" id="deploy-about-curator">It goes along when the pool is exported; leave it empty to stay “a person”.</p></div>`;
  }

  #sumText(): string {
    const { tasks, samples, heldOut, runs, generations } = this.setup;
    const attempts = (generations + 1) * (tasks * samples + heldOut * Math.min(runs, samples));
    return `${count(attempts)} attempts by ${plural(generations + 1, 'model')}, the base included.`;
  }
}

customElements.define('deploy-form', DeployForm);
