// What the forms of all deployments have in common. Sends `curator` (a name) beside what every knob form sends.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import { curatorField } from './curator-field.ts';

export abstract class DeploymentForm extends KnobForm {
  static override properties = { ...KnobForm.properties, curator: plain };

  /** Name of the person who curates. */
  curator = '';
  protected override readonly idPrefix = 'deploy';
  /** For screen readers. */
  protected abstract readonly label: string;
  /** What is behind `More`, in a few words. */
  protected abstract get moreText(): string;

  /** Keys of the table, by where they stand; no dials where nothing is trained. */
  protected abstract get keys(): Readonly<Record<'first' | 'more' | 'dials', readonly string[]>>;
  /** What all of it comes to, as a sentence. */
  protected abstract get sumText(): string;

  protected override render() {
    const { first, more, dials } = this.keys;
    return html`<form class="setup" aria-label=${this.label} @submit=${this.onSubmit}>
      ${first.map((key) => this.firstKnob(key))}
      ${this.setup.curation === 'person' ? curatorField(this.curator, (name) => this.send('curator', name)) : nothing}
      <details class="more-knobs"><summary>More: ${this.moreText}</summary><div class="setup">${more.map((key) => this.knob(key))}</div></details>
      ${dials.length > 0 ? html`<details class="more-knobs"><summary>Every dial of the retraining</summary><div class="setup">${dials.map((key) => this.knob(key))}</div></details>` : nothing}
      <p class="muted" role="status">${this.sumText}</p>
      <div class="buttons"><button type="submit" class="primary" ?disabled=${this.busy}>${icon('play')} Start</button>
        <button type="button" @click=${() => this.send('copy-setup')}>${icon('share')} Copy link</button></div>
      ${this.busy ? html`<p class="muted">Stop the deployment that goes on first; it stays stored.</p>` : nothing}
    </form>`;
  }

  /** One of those that are always open. */
  protected firstKnob(key: string) {
    return this.knob(key);
  }
}
