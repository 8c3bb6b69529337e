// The form of a run, made from the table in knobs.ts: what is played and by whom, how far A runs ahead, the clock with its sliders,
// and own tasks from a file. Sends `own-tasks` (lines) beside what every knob form sends.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import type { KnobTable } from '../knobs.ts';
import { plural } from '../labels.ts';
import { takeFiles } from '../parts/chosen-files.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import { fail } from '../parts/notices.ts';
import { clockKeys } from './clock-knobs.ts';
import type { SpeculateValues } from './knobs.ts';
import { readTasksFile, tasksForLink } from './own-tasks.ts';
import { PREDICTOR_KEYS, settingKeys } from './setting-knobs.ts';
import { changed, INITIAL_PAGE, tableOf } from './setup.ts';

const PLAYERS = ['world', 'pair', 'modelA', 'modelT'];
const LATER = ['keep', 'temperature', 'seed', 'runtime'];

export class SpeculateForm extends KnobForm {
  static override properties = { ...KnobForm.properties, lines: plain };

  override setup: SpeculateValues = INITIAL_PAGE.values;
  /** Own tasks; empty for the world's. */
  lines: readonly string[] = [];
  protected override readonly idPrefix = 'speculate';

  protected override get table(): KnobTable {
    return tableOf(this.setup);
  }

  protected override render() {
    const { clock, kind } = this.setup;
    const knobs = (keys: readonly string[]) => keys.map((key) => this.knob(key));
    return html`<form class="setup" aria-label="Set up a run" @submit=${this.onSubmit}>
      ${knobs(settingKeys(this.setup.kind))}${knobs(this.#taskKeys())}${this.#ownTasks()}
      <details class="more-knobs"><summary>Who plays: world, agents, models</summary><div class="setup">${knobs(PLAYERS)}${knobs(['match'])}</div></details>
      <details class="more-knobs"><summary>Clock, latencies and prices</summary><div class="setup">${knobs(['clock', 'preset'])}
        ${this.#agentClock('A')}${this.#agentClock('T')}${clock === 'simulated' ? this.knob('predictor') : nothing}</div></details>
      <details class="more-knobs"><summary>More: predictor, dice, device</summary><div class="setup">${kind === 'dynamic' ? knobs(PREDICTOR_KEYS) : nothing}${knobs(LATER)}
        <button type="button" @click=${() => this.send('forget-predictors')}>${icon('trash')} Forget the kept predictors</button></div></details>
      ${this.#buttons()}
    </form>`;
  }

  #taskKeys(): string[] {
    if (this.setup.world === 'Crafter-v1') return ['tasks', 'first', 'steps'];
    return this.lines.length > 0 ? ['tasks'] : ['tasks', 'first'];
  }

  #agentClock(who: 'A' | 'T') {
    const { first, more } = clockKeys(who);
    const real = this.setup.clock === 'real';
    const shown = real ? first.filter((key) => key.endsWith('Price')) : first;
    return html`<fieldset class="field-box"><legend>${who === 'A' ? 'A, which guesses' : 'T, which decides'}</legend>
      <div class="setup">${shown.map((key) => this.knob(key))}</div>
      ${real ? nothing : html`<details class="more-knobs"><summary>Spread, late calls, token counts of ${who}</summary><div class="setup">${more.map((key) => this.knob(key))}</div></details>`}
    </fieldset>`;
  }

  #ownTasks() {
    if (this.setup.world !== 'Toolchain-v1') return nothing;
    const { lines } = this;
    const tooLong = lines.length > 0 && tasksForLink(lines) === null;
    return html`<div class="own-tasks"><label class="button import">${icon('open')} Own tasks from a file
        <input class="sr-only" type="file" accept=".txt,text/plain" @change=${this.#onFile} /></label>
      ${
        lines.length === 0
          ? html`<p class="muted knob-note">One task a line, as in: Given noisy image, how to return the caption in German step by step?</p>`
          : html`<p class="muted knob-note" role="status">${plural(lines.length, 'own task')}: “${lines[0]}”${lines.length > 1 ? ' …' : ''}${tooLong ? ' They are too long for a link.' : ''}</p>
            <button type="button" @click=${() => this.send('own-tasks', [])}>${icon('close')} Back to the world’s tasks</button>`
      }</div>`;
  }

  #buttons() {
    const { kind } = this.setup;
    const why =
      kind === 'oracle' ? 'The oracle can be studied below, but not run: it knows the tasks beforehand.' : '';
    return html`<div class="buttons"><button type="submit" class="primary" ?disabled=${this.busy || why !== ''}>${icon('play')} Run</button>
        <button type="button" @click=${() => this.send('copy-setup')}>${icon('share')} Copy link</button></div>
      ${this.busy ? html`<p class="muted">Stop what is played first.</p>` : nothing}
      ${why === '' ? nothing : html`<p class="muted">${why}</p>`}`;
  }

  /** Another world or preset has other defaults, and fields that were wrong for the old ones are gone. */
  protected override set(key: string, text: string): void {
    if (key !== 'world' && key !== 'preset') {
      super.set(key, text);
      return;
    }
    this.problems = {};
    this.send('setup', changed(this.setup, { ...this.setup, [key]: text }));
  }

  readonly #onFile = (event: Event) => {
    const [file] = takeFiles(event);
    if (file) readTasksFile(file).then((lines) => this.send('own-tasks', lines), fail);
  };
}

customElements.define('speculate-form', SpeculateForm);
