// The form of a deployment, made from the table in knobs.ts. Sends `curator` (a name) beside what every knob form sends.

import { html, nothing } from 'lit';
import { GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import { icon } from '../icons.ts';
import type { KnobTable } from '../knobs.ts';
import { count, plural } from '../labels.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import { curatorField } from './curator-field.ts';
import { DEPLOY_KNOBS } from './knobs.ts';
import { NO_FILES, type OwnFiles } from './own-files.ts';
import { INITIAL_DEPLOY, keysOf } from './setup.ts';
import './own-problems-card.ts';

export class DeployForm extends KnobForm {
  static override properties = { ...KnobForm.properties, curator: plain, own: plain };

  override setup = INITIAL_DEPLOY;
  /** Name of the person who curates. */
  curator = '';
  /** Their own domain and problems. */
  own: OwnFiles = NO_FILES;
  protected override readonly idPrefix = 'deploy';

  protected override get table(): KnobTable {
    return DEPLOY_KNOBS;
  }

  protected override render() {
    const { first, more, dials } = keysOf(this.setup);
    const isOwn = this.setup.domain === GIVEN_WORLD;
    return html`<form class="setup" aria-label="Set up a deployment" @submit=${this.onSubmit}>
      ${first.map((key) => html`${this.knob(key)}${key === 'domain' && isOwn ? html`<own-problems-card .own=${this.own}></own-problems-card>` : nothing}`)}
      ${this.setup.curation === 'person' ? curatorField(this.curator, (name) => this.send('curator', name)) : nothing}
      <details class="more-knobs"><summary>More: samples, dice, device</summary><div class="setup">${more.map((key) => this.knob(key))}</div></details>
      <details class="more-knobs"><summary>Every dial of the retraining</summary><div class="setup">${dials.map((key) => this.knob(key))}</div></details>
      <p class="muted" role="status">${this.#sumText()}</p>
      <div class="buttons"><button type="submit" class="primary" ?disabled=${this.busy}>${icon('play')} Start</button>
        <button type="button" @click=${() => this.send('copy-setup')}>${icon('share')} Copy link</button></div>
      ${this.busy ? html`<p class="muted">Stop the deployment that goes on first; it stays stored.</p>` : nothing}
    </form>`;
  }

  #sumText(): string {
    const { samples, runs, generations } = this.setup;
    const { tasks, heldOut } = this.#counts();
    const attempts = (generations + 1) * (tasks * samples + heldOut * Math.min(runs, samples));
    return `${count(attempts)} attempts by ${plural(generations + 1, 'model')}, the base included.`;
  }

  #counts(): { readonly tasks: number; readonly heldOut: number } {
    const { domain, ownHeldOut } = this.setup;
    if (domain !== GIVEN_WORLD) return this.setup;
    const all = this.own.read?.problems.length ?? 0;
    const heldOut = Math.min(all, ownHeldOut);
    return { tasks: all - heldOut, heldOut };
  }
}

customElements.define('deploy-form', DeployForm);
