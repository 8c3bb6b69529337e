// The form of an episode, made from the table in knobs.ts. A change opens the new graph at once: to look at one costs nothing.

import { html, nothing } from 'lit';
import type { KnobTable } from '../knobs.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { POGS_KNOBS, type PogsKnobValues } from './knobs.ts';
import { INITIAL_POGS } from './setup.ts';

export class PogsForm extends KnobForm {
  override setup: PogsKnobValues = INITIAL_POGS;
  protected override readonly idPrefix = 'pogs';

  protected override get table(): KnobTable {
    return POGS_KNOBS;
  }

  protected override render() {
    const knobs = (keys: readonly string[]) => keys.map((key) => this.knob(key));
    const { world, schedule } = this.setup;
    return html`<form class="setup" aria-label="Set up a walk" @submit=${this.onSubmit}>
      ${knobs(['schedule'])}${schedule === 'every' ? this.knob('k') : nothing}${knobs(['recall', 'world', 'graph'])}
      <details class="more-knobs"><summary>Size of the graph, sight, limits</summary><div class="setup">${knobs(['nodes', 'radius', 'length'])}
        ${world === 'HardPOGS-v0' ? this.knob('backtracks') : nothing}${this.knob('penalty')}</div></details>
      <details class="more-knobs"><summary>Model, dice, device</summary><div class="setup">${knobs(['model', 'temperature', 'luck', 'runtime'])}</div></details>
      <p class="muted">Every change starts the graph anew; its address says all of it.</p>
    </form>`;
  }
}

customElements.define('pogs-form', PogsForm);
