// After a reload: the run that was interrupted, and the choice to continue it exactly where it stopped or to begin anew.

import { html, nothing } from 'lit';
import type { StoredRun } from '../../records/store/run-store.ts';
import { icon } from '../icons.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

export class ResumeOffer extends LabElement {
  static override properties = { stored: plain };

  stored: StoredRun | null = null;

  protected override render() {
    const { stored } = this;
    if (!stored) return nothing;
    const achievements = Object.keys(stored.outcome.achievements).length;
    return html`<section class="card resume" aria-labelledby="resume-title">
      <h2 id="resume-title">Your last run is waiting</h2>
      <p>“${stored.name}” stopped after ${plural(stored.steps, 'step')} with ${plural(achievements, 'achievement')}.</p>
      <div class="buttons">
        <button type="button" class="primary" @click=${() => this.send('continue-run', stored.id)}>${icon('play')} Continue it</button>
        <button type="button" @click=${() => this.send('command', 'restart')}>${icon('restart')} Start a new run</button>
      </div>
    </section>`;
  }
}

customElements.define('resume-offer', ResumeOffer);
