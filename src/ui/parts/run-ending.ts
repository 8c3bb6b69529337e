// One line when a run is over: how it ended, and what can be done now.

import { html, nothing } from 'lit';
import type { Outcome } from '../../records/record.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from './lab-element.ts';

export class RunEnding extends LabElement {
  static override properties = { outcome: plain };

  outcome: Outcome | null = null;

  protected override render() {
    const { outcome } = this;
    if (!outcome) return nothing;
    const how = outcome.terminated ? 'The player died' : 'The step limit was reached';
    const reached = plural(Object.keys(outcome.achievements).length, 'achievement');
    return html`<p class="ending" role="status"><strong>${how} at step ${outcome.steps}.</strong>
      ${reached}. Share the run, or start again.</p>`;
  }
}

customElements.define('run-ending', RunEnding);
