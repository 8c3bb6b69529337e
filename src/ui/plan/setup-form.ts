// The form of an experiment, made from the table in setup.ts, with what it comes to (configurations × worlds) said before
// it starts.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import { count, plural } from '../labels.ts';
import { KnobForm } from '../parts/knob-form.ts';
import {
  INITIAL_SETUP,
  problemOfSetup,
  SETUP_KEYS,
  SETUP_KNOBS,
  type Setup,
  type SetupKey,
  sweepOfSetup,
} from './setup.ts';

export class SetupForm extends KnobForm {
  override setup: Setup = INITIAL_SETUP;
  protected override readonly table = SETUP_KNOBS;

  protected override render() {
    return html`<form class="setup" aria-label="Set up an experiment" @submit=${this.onSubmit}>
      ${this.#keys.map((key) => this.knob(key))}
      <p class="muted" role="status">${this.#sumText()}</p>
      <button type="submit" ?disabled=${this.busy || problemOfSetup(this.setup) !== ''}>${icon('play')} Start this experiment</button>
      ${this.busy ? html`<p class="muted">Stop the experiment that plays first; it stays stored.</p>` : nothing}
    </form>`;
  }

  /** Which gate only counts where a gate decides. */
  get #keys(): readonly SetupKey[] {
    return SETUP_KEYS.filter((key) => key !== 'gate' || this.setup.schedules.includes('gate'));
  }

  #sumText(): string {
    const problem = problemOfSetup(this.setup);
    if (problem !== '') return problem;
    const { configurations, seeds, maxSteps } = sweepOfSetup(this.setup);
    const runs = configurations.length * seeds.length;
    const warning = seeds.length === 1 ? ' n = 1: one world is an anecdote and gives no interval.' : '';
    return `${plural(configurations.length, 'configuration')} × ${plural(seeds.length, 'world')} = ${plural(runs, 'run')}, ${count(runs * maxSteps)} steps at the most.${warning}`;
  }
}

customElements.define('setup-form', SetupForm);
