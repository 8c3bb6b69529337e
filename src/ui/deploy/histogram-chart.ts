// Lengths of the valid plans, one row of bars a generation, all over one axis: what moves to the right found longer plans.

import { html, svg } from 'lit';
import type { Generation } from '../../deployment/deployment-run.ts';
import { ChartElement, type Mark } from '../charts/chart-element.ts';
import type { TableData } from '../charts/data-table.ts';
import { niceTicks } from '../charts/scale.ts';
import { plain } from '../parts/lab-element.ts';
import { generationName } from './generations.ts';

const ROW = 74;
const LEFT = 14;
const RIGHT = 14;
const FOOT = 40;
const NAME = 20;
/** Most bars that are drawn; the last one takes what is longer. */
const MOST_BARS = 60;

export interface HistogramBar {
  readonly generation: number;
  /** Steps, both included. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Bars of all generations, by generation. */
export function barsOf(generations: readonly Generation[]): HistogramBar[] {
  return generations.flatMap(({ n, collecting: { planLengths } }) =>
    planLengths.counts.slice(0, MOST_BARS).map((count, bar) => ({
      generation: n,
      from: bar * planLengths.width,
      to: (bar + 1) * planLengths.width - 1,
      count,
    })),
  );
}

export function histogramTable(generations: readonly Generation[]): TableData {
  const longest = Math.max(0, ...generations.map(({ collecting }) => collecting.planLengths.counts.length));
  const width = generations[0]?.collecting.planLengths.width ?? 1;
  return {
    caption: 'Valid plans by their length',
    columns: ['Steps', ...generations.map(({ n }) => generationName(n))],
    rows: Array.from({ length: longest }, (_, bar) => [
      `${bar * width} to ${(bar + 1) * width - 1}`,
      ...generations.map(({ collecting }) => collecting.planLengths.counts[bar] ?? 0),
    ]),
  };
}

export class HistogramChart extends ChartElement {
  static override properties = { ...ChartElement.properties, generations: plain };

  generations: readonly Generation[] = [];
  protected marks: readonly Mark[] = [];
  #bars: readonly HistogramBar[] = [];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('generations')) return;
    this.#bars = barsOf(this.generations).filter(({ count }) => count > 0);
    this.marks = this.#bars.map((bar) => ({ id: `${bar.generation} ${bar.from}`, title: titleOf(bar) }));
  }

  protected override render() {
    const { generations } = this;
    const width = this.width || 640;
    const height = generations.length * ROW + FOOT;
    const far = Math.max(10, ...this.#bars.map(({ to }) => to + 1));
    const most = Math.max(1, ...this.#bars.map(({ count }) => count));
    const x = (steps: number) => LEFT + ((width - LEFT - RIGHT) * steps) / far;
    return html`<svg class="chart" role="group" aria-label="Valid plans by their length, one row a generation" viewBox="0 0 ${width} ${height}" width=${width} height=${height}
        @pointerover=${this.onPoint} @pointerleave=${this.onLeave} @focusin=${this.onPoint} @focusout=${this.onLeave} @keydown=${this.onKey}>
        ${generations.map((generation, row) => this.#row(generation, row, width, x))}
        ${this.#bars.map((bar, i) => this.#bar(bar, i, x, most))}
        ${niceTicks([0, far], Math.floor(width / 70)).map((tick) => svg`<text class="chart-tick" aria-hidden="true" x=${x(tick)} y=${generations.length * ROW + 16} text-anchor="middle">${tick}</text>`)}
        <text class="chart-title" aria-hidden="true" x=${width / 2} y=${height - 5} text-anchor="middle">steps of a valid plan</text>
      </svg>${this.note('Point at a bar to read it; the line marks the longest plan.')}`;
  }

  #row(
    { n, collecting: { longestPlan } }: Generation,
    row: number,
    width: number,
    x: (steps: number) => number,
  ) {
    const bottom = (row + 1) * ROW;
    return svg`<g aria-hidden="true"><path class="chart-axis" d="M${LEFT} ${bottom}H${width - RIGHT}" />
      <text class="chart-label" x=${LEFT} y=${row * ROW + 15}>${generationName(n)}</text>
      ${longestPlan > 0 ? svg`<path class="chart-level tone-person" d="M${x(longestPlan).toFixed(1)} ${bottom}v${-(ROW - NAME)}" />` : ''}</g>`;
  }

  #bar(bar: HistogramBar, i: number, x: (steps: number) => number, most: number) {
    const row = this.generations.findIndex(({ n }) => n === bar.generation);
    const height = Math.max(1.5, ((ROW - NAME - 6) * bar.count) / most);
    const [left, right] = [x(bar.from) + 1, x(bar.to + 1) - 1];
    return svg`<g class="chart-mark bar tone-goal" data-mark=${i} tabindex=${this.tabIndexOf(i)} role="img" aria-label=${titleOf(bar)}><title>${titleOf(bar)}</title>
      <rect class="chart-shape" x=${left.toFixed(1)} y=${((row + 1) * ROW - height).toFixed(1)} width=${Math.max(1, right - left).toFixed(1)} height=${height.toFixed(1)} /></g>`;
  }
}

function titleOf({ generation, from, to, count }: HistogramBar): string {
  return `${generationName(generation)}: ${count} valid plan${count === 1 ? '' : 's'} of ${from} to ${to} steps.`;
}

customElements.define('histogram-chart', HistogramChart);
