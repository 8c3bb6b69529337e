// A study: all tasks under every chosen setting over the simulated clock, as the time–money plane and as the paper's table, ours
// beside the published one. Sends `setup` for the choice, `start-study`, `stop`, `save-study-csv` and `save-study-json`.

import { html, nothing } from 'lit';
import { chartCard } from '../charts/chart-card.ts';
import { icon } from '../icons.ts';
import { count, plural, timeLeftText } from '../labels.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import type { SpeculateValues } from './knobs.ts';
import type { KeptStudy } from './last-study.ts';
import { settingLabel } from './names.ts';
import { frontOf, planeSpec, planeTable } from './plane.ts';
import { PUBLISHED_OF } from './published.ts';
import { settingOf } from './setting-knobs.ts';
import { INITIAL_PAGE, tableOf } from './setup.ts';
import type { SpeculationRun } from './speculation-run.ts';
import { comparisonTable, studiedText, wasteTable } from './study-tables.ts';
import '../charts/xy-chart.ts';

export class StudySection extends KnobForm {
  static override properties = { ...KnobForm.properties, run: plain, version: plain, tasks: plain };

  override setup: SpeculateValues = INITIAL_PAGE.values;
  run!: SpeculationRun;
  /** Raised by the page whenever the run changed. */
  version = 0;
  /** Tasks that the set-up plays. */
  tasks = 0;
  protected override readonly idPrefix = 'study';

  protected override get table() {
    return tableOf(this.setup);
  }

  protected override render() {
    const { study } = this.run;
    return html`<section class="card study-card" aria-labelledby="study-title"><h2 id="study-title">Study: what does running ahead cost, what does it save?</h2>
        <p>Plays the same tasks under each setting over the simulated clock, with the same latencies, and compares them as the paper does.</p>
        <details class="study-choice" ?open=${study === null}><summary>Settings: ${this.setup.settings.length} chosen</summary>
          <form class="setup" aria-label="Set up a study" @submit=${this.onSubmit}>${this.knob('settings')}${this.#addButton()}</form></details>
        ${this.#progress()}
        <div class="buttons">${this.#buttons()}</div></section>
      ${study ? this.#results(study) : nothing}`;
  }

  /** The setting of the form above, where the study lacks it. */
  #addButton() {
    const word = settingOf(this.setup);
    if (this.setup.settings.includes(word)) return nothing;
    return html`<button type="button" @click=${() => this.set('settings', [...this.setup.settings, word].join(','))}>Add ${settingLabel(word)}</button>`;
  }

  #buttons() {
    const { busy, studying, study } = this.run;
    const { settings } = this.setup;
    const sum = `${plural(this.tasks, 'task')} × ${plural(settings.length, 'setting')}`;
    return html`${
      studying
        ? html`<button type="button" @click=${() => this.send('stop')}>${icon('pause')} Cancel the study</button>`
        : html`<button type="button" class="primary" ?disabled=${busy || settings.length === 0} @click=${() => this.send('start-study')}>${icon('play')} Run the study: ${sum}</button>`
    }
    ${study ? html`<button type="button" @click=${() => this.send('save-study-json')}>${icon('save')} Study, JSON</button>` : nothing}`;
  }

  #progress() {
    const { studying, loading } = this.run;
    if (!studying) return html`<p class="muted" role="status">${this.#idleText()}</p>`;
    const { done, total, elapsed } = studying;
    const left = done > 0 ? ((total - done) * elapsed) / done : null;
    const what =
      total === 0
        ? `The models are being prepared${loading ? `: ${loading.what}` : ''}.`
        : `${count(done)} of ${plural(total, 'task')}, ${timeLeftText(left)}`;
    const told =
      total === 0 ? 'The study begins.' : `${10 * Math.floor((10 * done) / total)} % of the study is played.`;
    return html`<progress max=${Math.max(1, total)} value=${done} aria-label="Part of the study that is played"></progress>
      <p class="progress-line">${what}</p><p class="sr-only" role="status">${told}</p>`;
  }

  #idleText(): string {
    const { settings } = this.setup;
    if (settings.length === 0) return 'Choose at least one setting.';
    if (!settings.includes('fixed-2'))
      return 'Without fixed 2 all figures are relative to T alone, and the published table has nothing to stand beside.';
    return this.tasks < 2 ? 'n = 1: one task is an anecdote and gives no interval.' : '';
  }

  #results(study: KeptStudy) {
    const { rows, setup } = study;
    if (rows.length === 0) return nothing;
    const n = studiedText(setup, rows);
    return html`<div class="results">${chartCard({
      id: 'plane',
      heading: 'Time against money',
      about:
        'Left is faster, below is cheaper; whiskers are 95 % intervals over tasks. The dashed line joins what no other setting beats in both.',
      n,
      chart: html`<xy-chart .spec=${planeSpec(rows)} .idle=${'Point at a setting to read it.'}></xy-chart>`,
      reading: html`<p>Not beaten in both by any other: ${frontOf(rows)
        .map(({ setting }) => settingLabel(setting))
        .join('; ')}.</p>`,
      table: planeTable(rows),
    })}
    ${chartCard({
      id: 'paper',
      heading: 'The paper’s table, ours beside the published one',
      about: `T latency, P prompt tokens, G generated tokens, Cost money, MC calls at once at most, K steps ahead. “Paper” is ${PUBLISHED_OF[setup.pair]} on OpenAGI. Theirs is another system: GPT models over wall clock, so look at which way things go, not at the digits.`,
      n,
      table: comparisonTable(study),
    })}
    ${chartCard({
      id: 'waste',
      heading: 'What was in vain, and what was kept',
      about:
        'Tokens of calls that made no step, as shares of all tokens of their kind. Lossless: tasks whose steps are exactly those of T alone.',
      n,
      table: wasteTable(rows),
    })}</div>`;
  }
}

customElements.define('study-section', StudySection);
