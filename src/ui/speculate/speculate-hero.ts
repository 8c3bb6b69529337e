// The Speculate page before anything was played: what happens here in three sentences, and one button that needs no reading.

import { html } from 'lit';
import { icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

export class SpeculateHero extends LabElement {
  static override properties = { busy: plain };

  busy = false;

  protected override render() {
    return html`<section class="card plan-hero" aria-labelledby="speculate-title">
      <h1 id="speculate-title">Guess ahead, check beside it, lose nothing</h1>
      <p>A quick agent A guesses the next steps of a task, while a slow, trusted agent T checks every guess at the same time. Where T
        agrees, the steps are there sooner; where it does not, T’s own step is taken and what was built on the wrong guess is thrown
        away, so the result is exactly what T alone would have done. How far to run ahead is learned on the way: further is faster and
        dearer, and you choose.</p>
      <button type="button" class="primary big" ?disabled=${this.busy} @click=${() => this.send('run-example')}>${icon('play')} <span>Run the example (20 tasks, τ = 0.9)</span></button>
      <p class="muted">It takes a few seconds; nothing is installed, and nothing leaves this machine. Source of the method: Dynamic
        Speculative Agent Planning, Guan et al., arXiv 2509.01920.</p>
    </section>`;
  }
}

customElements.define('speculate-hero', SpeculateHero);
