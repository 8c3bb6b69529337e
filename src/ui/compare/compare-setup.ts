// What both runs begin with, and who steers the right one. The knobs and their limits are those of the Play page.

import { html } from 'lit';
import { PLAN_LIBRARY } from '../../agents/coach/plan-library.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { INITIAL_SETTINGS, type KnobKey, type Settings } from '../settings.ts';
import '../play/settings-form.ts';

/** Knobs that stay as they came: two runs are told apart by their plans alone. */
const LEFT_OUT: readonly KnobKey[] = ['size', 'temperature', 'luck', 'runtime'];

/** Sends `set-up` ({ settings, steer }) when both runs are to start again. */
export class CompareSetup extends LabElement {
  static override properties = {
    settings: plain,
    steer: plain,
    script: plain,
    changed: { state: true },
  };

  settings: Settings = INITIAL_SETTINGS;
  /** '' for a person, `script`, or a coach's name. */
  steer = '';
  /** There is an earlier run whose steering can be repeated. */
  script = false;
  changed = false;

  protected override willUpdate(properties: Map<string, unknown>): void {
    if (properties.has('settings') && !properties.has('changed')) this.changed = false;
  }

  protected override render() {
    return html`<details class="compare-setup" @settings=${this.#onSettings} @command=${this.#onCommand}>
      <summary>Set up both runs: seed, agent, who steers the right one</summary>
      <div class="set-up">
      <section class="card"><label for="steer">Who steers the right run</label>
        <select id="steer" @change=${this.#onSteer}>
          ${this.#option('', 'I write the plans')}
          ${this.#option('scripted', 'A coach (script) writes plans from what it sees')}
          ${this.script ? this.#option('script', 'As in the run I came from') : ''}
          <optgroup label="One written plan at the start">
            ${PLAN_LIBRARY.map(({ id, title, text }) => this.#option(`library:${id}`, `${title}: ${text}`))}
          </optgroup>
        </select>
        <p class="muted">Both runs have the same world, agent and dice; they differ only in the plans that are written on the right.</p></section>
      <settings-form .settings=${this.settings} .hiddenKnobs=${LEFT_OUT} .stale=${this.changed}></settings-form>
      </div></details>`;
  }

  #option(value: string, label: string) {
    return html`<option value=${value} .selected=${value === this.steer}>${label}</option>`;
  }

  readonly #onSteer = (event: Event) => {
    this.steer = (event.target as HTMLSelectElement).value;
    this.changed = true;
  };

  readonly #onSettings = (event: Event) => {
    event.stopPropagation();
    this.settings = (event as CustomEvent<Settings>).detail;
    this.changed = true;
  };

  /** The form's button asks for a restart: here of both runs. */
  readonly #onCommand = (event: Event) => {
    event.stopPropagation();
    this.changed = false;
    this.send('set-up', { settings: this.settings, steer: this.steer });
  };
}

customElements.define('compare-setup', CompareSetup);
