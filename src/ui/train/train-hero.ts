// The Train page before there is a training: what happens here in three lines, and one button that needs no reading.

import { html } from 'lit';
import { icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

export class TrainHero extends LabElement {
  static override properties = { quick: plain };

  /** The form asks for updates as small as its defaults do. */
  quick = true;

  protected override render() {
    return html`<section class="card plan-hero" aria-labelledby="train-title">
      <h1 id="train-title">Teach a model when planning pays</h1>
      <ol class="lessons">
        <li>The model plays many worlds side by side; reward makes what worked likelier, plan and action together.</li>
        <li>Every token of a plan costs a price that you set: free plans come often, dear ones die out.</li>
        <li>Curves, checkpoints and sample episodes stay in this browser; close the tab, and it goes on where it was.</li>
      </ol>
      <button type="button" class="primary big" @click=${() => this.send('submit-setup')}>${icon('play')} <span>Start training${this.quick ? ' (first point in about 20 s)' : ''}</span></button>
      <p class="muted">It takes what the form on this page says; nothing is installed, and nothing leaves this machine.</p>
    </section>`;
  }
}

customElements.define('train-hero', TrainHero);
