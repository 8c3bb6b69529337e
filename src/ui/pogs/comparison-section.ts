// The comparison: the same graphs under every chosen schedule, as the Goldilocks curve and what stands beside it. Sends `setup` for
// the choice, `start-setup`, `stop-comparison`, `open-graph` (a seed), and the names of the files to save.

import { html, nothing } from 'lit';
import type { PogsComparison } from '../../services/pogs-service.ts';
import { chartCard } from '../charts/chart-card.ts';
import { icon } from '../icons.ts';
import type { KnobTable } from '../knobs.ts';
import { bytes, count, modelName, plural, timeLeftText } from '../labels.ts';
import { KnobForm } from '../parts/knob-form.ts';
import { plain } from '../parts/lab-element.ts';
import { costSpec, figuresTable, graphsTable, readingOf, rhythmSpec } from './curve.ts';
import { POGS_KNOBS, type PogsKnobValues } from './knobs.ts';
import type { PogsRun } from './pogs-run.ts';
import { INITIAL_POGS } from './setup.ts';
import '../charts/xy-chart.ts';

/** Below this many graphs the page warns of wide intervals. */
const FEW = 200;

export class ComparisonSection extends KnobForm {
  static override properties = { ...KnobForm.properties, run: plain, version: plain };

  override setup: PogsKnobValues = INITIAL_POGS;
  run!: PogsRun;
  /** Raised by the page whenever the run changed. */
  version = 0;
  protected override readonly idPrefix = 'compare';

  protected override get table(): KnobTable {
    return POGS_KNOBS;
  }

  /** What was drawn last: the walk above changes with every step, the curves do not. */
  #drawn: readonly unknown[] = [];

  protected override shouldUpdate(changed: Map<string, unknown>): boolean {
    const { comparison, comparing, loading } = this.run;
    const { schedules, graphs, first } = this.setup;
    const drawn = [comparison, comparing, comparing && loading, String(schedules), graphs, first];
    const isNew = drawn.some((each, i) => each !== this.#drawn[i]);
    this.#drawn = drawn;
    return isNew || !(changed.has('version') || changed.has('setup'));
  }

  protected override render() {
    const { comparison } = this.run;
    return html`<section class="card study-card" aria-labelledby="comparison-title"><h2 id="comparison-title">How often should it plan?</h2>
        <p>The same graphs under each schedule, with this model and these dice: too few plans miss what they could work out, too many cost
          tokens and may change their mind. Where the best place lies, the curve says, or that it cannot be told yet.</p>
        <form class="setup" aria-label="Set up a comparison" @submit=${this.onSubmit}>${this.knob('schedules')}
          <div class="pogs-counts">${this.knob('graphs')}${this.knob('first')}</div></form>
        ${this.#progress()}
        <div class="buttons">${this.#buttons()}</div></section>
      ${comparison ? this.#results(comparison) : nothing}`;
  }

  #buttons() {
    const { comparing, comparison } = this.run;
    const { schedules, graphs } = this.setup;
    const sum = `${plural(graphs, 'graph')} × ${plural(schedules.length, 'schedule')}`;
    const file = (name: string, label: string) =>
      html`<button type="button" @click=${() => this.send(name)}>${icon('save')} ${label}</button>`;
    return html`${
      comparing
        ? html`<button type="button" @click=${() => this.send('stop-comparison')}>${icon('pause')} Cancel</button>`
        : html`<button type="button" class="primary" ?disabled=${schedules.length === 0} @click=${this.onSubmit}>${icon('play')} Play ${sum}</button>`
    }
    ${comparison ? html`${file('save-comparison-json', 'Comparison, JSON')}${file('save-episodes-csv', 'Episodes, CSV')}` : nothing}`;
  }

  #progress() {
    const { comparing, loading } = this.run;
    if (!comparing)
      return html`<p class="muted" role="status">${this.setup.schedules.length === 0 ? 'Choose at least one schedule.' : ''}</p>`;
    const { done, total, elapsed } = comparing;
    const left = done > 0 ? ((total - done) * elapsed) / done : null;
    const what =
      total === 0
        ? `The model is being prepared${loading ? `: ${bytes(loading.loaded)} of ${bytes(loading.total)}` : ''}.`
        : `${count(done)} of ${plural(total, 'episode')}, ${timeLeftText(left)}`;
    const told =
      total === 0 ? 'The comparison begins.' : `${10 * Math.floor((10 * done) / total)} % is played.`;
    return html`<progress max=${Math.max(1, total)} value=${done} aria-label="Part of the comparison that is played"></progress>
      <p class="progress-line">${what}</p><p class="sr-only" role="status">${told}</p>`;
  }

  #results(comparison: PogsComparison) {
    const { rows, setup, seeds } = comparison;
    const n = `n = ${plural(seeds.length, 'graph')} each`;
    const idle = 'Point at a schedule to read it.';
    return html`<div class="results">${chartCard({
      id: 'pogs-curve',
      heading: 'The Goldilocks curve',
      about: `Goals reached against how often it plans; whiskers are 95 % intervals over graphs. ${setup.world}, ${modelName(setup.model)}, told ${setup.recall ? 'all that was seen' : 'the latest view alone'}, temperature ${setup.temperature}.`,
      n,
      extra: seeds.length < FEW ? html`<p class="weak-n">${weakText(seeds.length)}</p>` : nothing,
      chart: html`<xy-chart .spec=${rhythmSpec(rows, 'success')} .idle=${idle}></xy-chart>`,
      reading: readingOf(rows).map((sentence) => html`<p>${sentence}</p>`),
      table: figuresTable(rows),
    })}
    ${chartCard({
      id: 'pogs-backtracks',
      heading: 'Backtracks',
      about: 'Times it turned back to visited nodes, per graph. Some are needed: the oracle turns back, too.',
      n,
      chart: html`<xy-chart .spec=${rhythmSpec(rows, 'backtracks')} .idle=${idle}></xy-chart>`,
      table: figuresTable(rows, ['backtracks', 'revisits', 'deadEnds']),
    })}
    ${chartCard({
      id: 'pogs-steps',
      heading: 'Steps',
      about: 'Steps per graph, up to the limit where the goal was not reached.',
      n,
      chart: html`<xy-chart .spec=${rhythmSpec(rows, 'steps')} .idle=${idle}></xy-chart>`,
      table: figuresTable(rows, ['steps', 'refused', 'targetSeen']),
    })}
    ${chartCard({
      id: 'pogs-cost',
      heading: 'What planning costs',
      about: 'Goals reached against the tokens of its plans.',
      n,
      chart: html`<xy-chart .spec=${costSpec(rows)} .idle=${idle}></xy-chart>`,
      table: figuresTable(rows, ['success', 'plans', 'planTokens']),
    })}
    ${chartCard({
      id: 'pogs-graphs',
      heading: 'Graph by graph',
      about: 'Choose a graph to see it played above, with the schedule that is set there.',
      n,
      table: graphsTable(comparison),
      onRow: (row) => this.send('open-graph', seeds[row]),
    })}</div>`;
  }
}

function weakText(graphs: number): string {
  if (graphs === 1) return 'n = 1: one graph is an anecdote and gives no interval.';
  return `n = ${graphs}: enough to see the intervals, too few for a claim. 400 or more tell schedules apart by some points.`;
}

customElements.define('comparison-section', ComparisonSection);
