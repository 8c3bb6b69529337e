// The form of a training, made from the tables in tables.ts. The few knobs that matter are always seen, every other dial stands
// under "More" with its default and source.

import { html, nothing } from 'lit';
import type { StoredTraining } from '../../services/learner-service.ts';
import { icon } from '../icons.ts';
import { modelList } from '../kept-models.ts';
import type { KnobTable } from '../knobs.ts';
import { count, plural } from '../labels.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import type { ChoiceKnob } from '../settings.ts';
import { INITIAL_TRAIN, isStartFor, keysOf, switched, type TrainValues, tableOf } from './setup.ts';
import { startLabel } from './tables.ts';

export class TrainForm extends KnobForm {
  static override properties = { ...KnobForm.properties, checkpoints: plain };

  override setup: TrainValues = INITIAL_TRAIN;
  /** Stored trainings that another may start from. */
  checkpoints: readonly StoredTraining[] = [];
  protected override readonly idPrefix = 'train';

  protected override get table(): KnobTable {
    const table = tableOf(this.setup);
    const { trains } = this.setup;
    const models = modelList.choices.filter(([id]) => id !== 'teacher' && isStartFor(trains, id));
    const labelled = models.map(([id]) => [id, startLabel(id)] as const);
    const choices = [...labelled, ...this.#checkpoints()];
    return { ...table, start: { ...(table.start as ChoiceKnob), choices } };
  }

  /** A gate starts from a model alone; an adapter goes on as one, and all weights as all weights. */
  #checkpoints(): (readonly [id: string, label: string])[] {
    const { trains } = this.setup;
    const suits = ({ setup }: StoredTraining) =>
      setup.kind === 'policy' && trains === (setup.plan.hyper.rank > 0 ? 'adapter' : 'weights');
    return this.checkpoints.filter(suits).map(({ id, setup }) => [id, `Checkpoint: ${setup.name}`]);
  }

  protected override render() {
    const { first, more } = keysOf(this.setup);
    return html`<form class="setup" aria-label="Set up a training" @submit=${this.onSubmit}>
      ${first.map((key) => this.knob(key))}
      <details class="more-knobs"><summary>More: every dial of the learner</summary>
        <div class="setup">${more.map((key) => this.knob(key))}</div></details>
      <p class="muted" role="status">${this.#sumText()}</p>
      <div class="buttons"><button type="submit" class="primary" ?disabled=${this.busy}>${icon('play')} Start training</button>
        <button type="button" @click=${() => this.send('copy-setup')}>${icon('share')} Copy link</button></div>
      ${this.busy ? html`<p class="muted">Stop the training that goes on first; it stays stored.</p>` : nothing}
    </form>`;
  }

  /** Another thing to train has other dials, with problems of their own. */
  protected override set(key: string, text: string): void {
    if (key !== 'trains') {
      super.set(key, text);
      return;
    }
    this.problems = {};
    this.send('setup', switched(this.setup, text));
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
