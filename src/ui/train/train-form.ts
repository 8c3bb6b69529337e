// The form of a training, made from the table in setup.ts. The few knobs that matter are always seen, every other dial stands
// under "More" with its default and source.

import { html, nothing } from 'lit';
import type { StoredTraining } from '../../services/learner-service.ts';
import { icon } from '../icons.ts';
import type { KnobTable } from '../knobs.ts';
import { count, plural } from '../labels.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import { FIRST_KEYS, INITIAL_TRAIN, MORE_KEYS, TRAIN_KNOBS, type TrainValues } from './setup.ts';

export class TrainForm extends KnobForm {
  static override properties = { ...KnobForm.properties, checkpoints: plain };

  override setup: TrainValues = INITIAL_TRAIN;
  /** Stored trainings that another may start from. */
  checkpoints: readonly StoredTraining[] = [];
  protected override readonly idPrefix = 'train';

  protected override get table(): KnobTable {
    const own = this.checkpoints.map(({ id, setup }) => [id, `Checkpoint: ${setup.name}`] as const);
    const start = { ...TRAIN_KNOBS.start, choices: [...TRAIN_KNOBS.start.choices, ...own] };
    return { ...TRAIN_KNOBS, start };
  }

  protected override render() {
    return html`<form class="setup" aria-label="Set up a training" @submit=${this.onSubmit}>
      ${FIRST_KEYS.map((key) => this.knob(key))}
      <details class="more-knobs"><summary>More: every dial of the learner</summary>
        <div class="setup">${MORE_KEYS.map((key) => this.knob(key))}</div></details>
      <p class="muted" role="status">${this.#sumText()}</p>
      <div class="buttons"><button type="submit" class="primary" ?disabled=${this.busy}>${icon('play')} Start training</button>
        <button type="button" @click=${() => this.send('copy-setup')}>${icon('share')} Copy link</button></div>
      ${this.busy ? html`<p class="muted">Stop the training that goes on first; it stays stored.</p>` : nothing}
    </form>`;
  }

  #sumText(): string {
    const { lanes, horizon, steps, evaluateEvery } = this.setup;
    const decisions = lanes * horizon;
    const updates = Math.ceil(steps / decisions);
    const evaluations = evaluateEvery > 0 ? Math.floor(updates / evaluateEvery) : 0;
    return `${plural(updates, 'update')} of ${count(decisions)} decisions each, ${plural(evaluations, 'evaluation')}.`;
  }
}

customElements.define('train-form', TrainForm);
