// An experiment's figures: the curve first, then its cost, what was reached, a comparison world by world, every metric. It
// draws whatever is there already and never jumps while more arrives.

import { html, nothing } from 'lit';
import type { Comparison, Report, ReportRow } from '../../experiments/report.ts';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import { chartCard } from '../charts/chart-card.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { configurationOf, costSpec, goldilocksSpec } from './curves.ts';
import type { WatchRequest } from './episodes-dialog.ts';
import { firstPair, manyPairs, type Pair, pairedWorlds, pairSentence, pairSpec, pairTable } from './pairs.ts';
import { achievementOrder, costTable, curveTable, heatSpec, heatTable, metricsTable } from './tables.ts';
import '../charts/heat-map.ts';
import '../charts/xy-chart.ts';

/** Below so many worlds a finding is said with its doubt beside it. */
const LEAST_PAIRS = 10;
const WATCH = 'Choose a mark to watch one of its episodes.';

export class SweepResults extends LabElement {
  static override properties = { sweep: plain, report: plain, jobs: plain, chosen: { state: true } };

  sweep: Sweep | null = null;
  report: Report | null = null;
  jobs: readonly JobFigures[] = [];
  /** The pair that a viewer chose; null for the first that makes sense. */
  chosen: Pair | null = null;

  protected override render() {
    const { sweep, report } = this;
    if (!sweep) return nothing;
    if (!report) return html`<div class="results">${this.#curve(sweep, [])}</div>`;
    const { rows } = report;
    return html`<div class="results" @choose-mark=${this.#onMark}>
      ${this.#curve(sweep, rows)}${this.#cost(sweep, rows)}${this.#pair(sweep, rows)}${this.#heat(sweep, rows)}${this.#metrics(rows)}
    </div>`;
  }

  #curve(sweep: Sweep, rows: readonly ReportRow[]) {
    return chartCard({
      id: 'curve',
      heading: 'The Goldilocks curve',
      about: 'Left it never plans, right it plans at every step. Whiskers are 95 % intervals.',
      n: nText(rows),
      extra: warningOf(rows),
      chart: html`<xy-chart .spec=${goldilocksSpec(sweep, rows)} .idle=${rows.length > 0 ? WATCH : 'The first episodes are being played; marks appear as they end.'}></xy-chart>`,
      reading: readingOf(sweep, rows),
      table: curveTable(rows),
      tableOpen: true,
      onRow: (row) => this.#watch({ label: rows[row].label }),
    });
  }

  /** Scripts write no tokens: there is then no cost to draw. */
  #cost(sweep: Sweep, rows: readonly ReportRow[]) {
    if (rows.every(({ tokens }) => tokens === 0)) return nothing;
    return chartCard({
      id: 'cost',
      heading: 'What planning costs',
      about: 'The same progress against the tokens an episode took: up and to the left is better.',
      n: nText(rows),
      chart: html`<xy-chart .spec=${costSpec(sweep, rows)} .idle=${WATCH}></xy-chart>`,
      table: costTable(rows),
      onRow: (row) => this.#watch({ label: rows[row].label }),
    });
  }

  #heat(sweep: Sweep, rows: readonly ReportRow[]) {
    const spec = heatSpec(sweep, rows);
    return chartCard({
      id: 'achievements',
      heading: 'What was reached',
      about: 'Episodes in which each achievement was unlocked, in %.',
      n: nText(rows),
      chart: html`<heat-map .spec=${spec} .idle=${'Choose a cell to watch an episode in which it was reached.'}></heat-map>`,
      table: heatTable(spec, rows),
    });
  }

  #pair(sweep: Sweep, rows: readonly ReportRow[]) {
    const pair = this.#validPair(rows) ?? firstPair(sweep, rows);
    if (!pair) return nothing;
    const worlds = pairedWorlds(rows, this.jobs, pair);
    const comparison = rows.find(({ label }) => label === pair.a)?.comparisons.find(({ b }) => b === pair.b);
    return chartCard({
      id: 'pair',
      heading: 'World by world',
      about: 'Each mark is a world that both played; above the dashed line the first did better.',
      n: `n = ${plural(worlds.length, 'world')}`,
      extra: html`<div class="pair-choice">${this.#select('a', pair, rows)}<span>against</span>${this.#select('b', pair, rows)}</div>`,
      chart: html`<xy-chart .spec=${pairSpec(worlds, pair)}></xy-chart>`,
      reading: html`<p>${pairSentence(worlds, pair, comparison)} ${manyPairs(rows.length)}</p>`,
      table: pairTable(worlds, pair),
      onRow: (row) => this.#watch({ seed: worlds[row].seed }),
    });
  }

  #select(side: keyof Pair, pair: Pair, rows: readonly ReportRow[]) {
    const other = pair[side === 'a' ? 'b' : 'a'];
    return html`<label><span class="sr-only">${side === 'a' ? 'Configuration' : 'Against'}</span><select
      @change=${(event: Event) => {
        this.chosen = { ...pair, [side]: (event.target as HTMLSelectElement).value };
      }}>${rows.map(({ label }) => html`<option value=${label} ?disabled=${label === other} .selected=${label === pair[side]}>${label}</option>`)}</select></label>`;
  }

  #validPair(rows: readonly ReportRow[]): Pair | null {
    const has = (wanted: string) => rows.some(({ label }) => label === wanted);
    return this.chosen && has(this.chosen.a) && has(this.chosen.b) ? this.chosen : null;
  }

  #metrics(rows: readonly ReportRow[]) {
    return chartCard({
      id: 'metrics',
      heading: 'Every figure',
      about: 'Means over the episodes, with 95 % intervals.',
      n: nText(rows),
      table: metricsTable(rows),
    });
  }

  /** A mark of a curve is a configuration, of the comparison a world, of the heat map an achievement and a configuration. */
  readonly #onMark = (event: CustomEvent<string>) => {
    const card = (event.target as Element).closest('.chart-card')?.id;
    if (card === 'card-pair') this.#watch({ seed: Number(event.detail) });
    else if (card === 'card-achievements') this.#watchCell(event.detail);
    else this.#watch({ label: event.detail });
  };

  #watchCell(mark: string): void {
    const rows = this.report?.rows ?? [];
    const [row, column] = mark.split(',').map(Number);
    this.#watch({ label: rows[column]?.label, achievement: achievementOrder(rows)[row] });
  }

  #watch(wanted: WatchRequest): void {
    this.send('watch', wanted);
  }
}

/** `n = 8 worlds each`, or the range while they differ. */
export function nText(rows: readonly ReportRow[]): string {
  if (rows.length === 0) return 'n = 0';
  const counts = rows.map(({ episodes }) => episodes);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `n = ${plural(least, 'episode')} each` : `n = ${least} to ${most} episodes each`;
}

/** What the smallest n is too small for. */
function warningOf(rows: readonly ReportRow[]) {
  const [weakest] = rows.toSorted((a, b) => a.episodes - b.episodes);
  return weakest?.warning ? html`<p class="weak-n" role="status">${weakest.warning}</p>` : nothing;
}

/** The best schedule against both ends, in words; nothing before there are two rows. */
function readingOf(sweep: Sweep, rows: readonly ReportRow[]) {
  if (rows.length < 2) return undefined;
  const best = rows.reduce((a, b) => (b.progress.mean > a.progress.mean ? b : a));
  const { model } = configurationOf(sweep, best).agent;
  const ends = rows.filter((row) => {
    const { agent } = configurationOf(sweep, row);
    return (
      row !== best && agent.model === model && (agent.schedule === 'never' || agent.schedule === 'always')
    );
  });
  const said = ends
    .map(({ label }) => best.comparisons.find(({ b }) => b === label))
    .filter((comparison): comparison is Comparison => comparison !== undefined);
  return html`<p>The highest is <strong>${best.label}</strong> with ${best.progress.mean.toFixed(1)} %. It was chosen for being the
      highest of ${rows.length}, so expect a little less from it next time.</p>
    ${said.map(({ finding, pairs }) => html`<p>${pairs < LEAST_PAIRS ? `${finding} With n = ${pairs} this may still turn round.` : finding}</p>`)}`;
}

customElements.define('sweep-results', SweepResults);
