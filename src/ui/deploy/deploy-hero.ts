// The Deploy page before there is a deployment: what happens here in three lines, and one button that needs no reading.

import { html } from 'lit';
import { icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

export class DeployHero extends LabElement {
  static override properties = { busy: plain };

  busy = false;

  protected override render() {
    return html`<section class="card plan-hero" aria-labelledby="deploy-title">
      <h1 id="deploy-title">Deploy, keep what works, retrain, go further</h1>
      <ol class="lessons">
        <li>A small model writes plans for problems that it can only partly solve; a validator tries every step of each.</li>
        <li>What works is kept, by the validator, by a rule, or by you, and teaches the next generation from the same base.</li>
        <li>Later generations solve longer problems than any before, though nobody wrote a reward: curation is one.</li>
      </ol>
      <button type="button" class="primary big" ?disabled=${this.busy} @click=${() => this.send('run-example')}>${icon('play')} <span>Run the example (3 generations, a few minutes)</span></button>
      <p class="muted">Blocksworld with 5 to 14 blocks, 200 tasks; every stage is kept in this browser, and nothing leaves this machine.
        Source of the method: Iterative Deployment Improves Planning Skills in LLMs, Corrêa et al., arXiv 2512.24940.</p>
    </section>`;
  }
}

customElements.define('deploy-hero', DeployHero);
