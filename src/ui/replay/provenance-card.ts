// Where a run comes from: everything its record says about world and agent, its digest, and what verifying it gave.

import { html, nothing } from 'lit';
import type { RunRecord } from '../../records/record.ts';
import type { Verification } from '../../records/replay.ts';
import { count, modelName, plural, scheduleLabel } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

export interface VerifiedIn {
  readonly result: Verification;
  readonly ms: number;
}

export class ProvenanceCard extends LabElement {
  static override properties = { record: plain, verified: plain };

  record: RunRecord | null = null;
  verified: VerifiedIn | null = null;

  protected override render() {
    const { record } = this;
    if (!record) return nothing;
    const { config, outcome } = record;
    const rows: [string, string][] = [
      ['World', `${config.world.id}, ${config.world.area.join(' × ')}`],
      ['World seed', String(config.seed)],
      ['Agent', modelName(config.agent.model)],
      ['Weights', config.agent.weights || 'none'],
      ['Planning', scheduleLabel(config.agent.schedule)],
      ['Temperature', String(config.agent.temperature)],
      ['Agent seed', String(config.agent.seed)],
      ['Steps', `${count(outcome.steps)} of ${count(config.world.length)} at most`],
      ['Ended by', outcome.terminated ? 'death' : outcome.truncated ? 'the step limit' : 'not ended'],
    ];
    return html`<section class="card telemetry" aria-labelledby="provenance-title">
      <h2 id="provenance-title">Where it comes from</h2>
      ${this.verified ? verdict(this.verified) : nothing}
      <dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <p class="digest"><span>Digest</span> <code>${record.digest}</code></p>
    </section>`;
  }
}

function verdict({ result, ms }: VerifiedIn) {
  const took = `${plural(result.steps, 'step')} replayed in ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (result.equal) {
    return html`<p class="verdict good" role="status"><strong>Equal.</strong> ${took}; every state, achievement and the digest agree.</p>`;
  }
  const { firstDifference } = result;
  return html`<p class="verdict bad" role="status"><strong>Not equal</strong> at step ${firstDifference?.step ?? result.steps}:
    ${firstDifference?.message} ${took}.</p>`;
}

customElements.define('provenance-card', ProvenanceCard);
