// Several curves with one x axis below each other, so that what happens at the same time stands in one column: a training's
// return, plans and price. The arrow keys go from column to column, and the line below says all their values in words.

import { html, svg } from 'lit';
import { plain } from '../parts/lab-element.ts';
import { ChartElement, type Mark } from './chart-element.ts';
import { shapePath } from './shapes.ts';
import { drawAxes, drawLines, legend } from './xy-drawing.ts';
import { layoutXY, type Margin, type XYLayout, type XYSpec } from './xy-layout.ts';

/** One curve; its spec's x axis is that of all. */
export interface Panel {
  readonly title: string;
  readonly spec: XYSpec;
}

/** What an x stands for, in a sentence. */
export interface Column extends Mark {
  readonly x: number;
}

export interface PanelsSpec {
  /** What the chart shows, for who does not see it. */
  readonly summary: string;
  readonly panels: readonly Panel[];
  /** Places that can be pointed at, from left to right. */
  readonly columns: readonly Column[];
}

const HEIGHT = 132;
const MARGIN: Margin = { left: 50, right: 14, top: 26, bottom: 12 };
/** Room below the last panel for the x axis' numbers and name. */
const FOOT = 34;
/** Marks become small where there are many. */
const MANY = 24;
/** Narrowest column that can be pointed at, in pixels. */
const NARROWEST = 6;

export class PanelsChart extends ChartElement {
  static override properties = { ...ChartElement.properties, spec: plain, idle: plain };

  spec: PanelsSpec = { summary: '', panels: [], columns: [] };
  /** What the line below says while nothing is pointed at. */
  idle = '';

  protected marks: readonly Mark[] = [];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('spec')) this.marks = this.spec.columns;
  }

  protected override render() {
    const { summary, panels, columns } = this.spec;
    const width = this.width || 640;
    const height = panels.length * HEIGHT + FOOT;
    const layouts = panels.map(({ spec }) => layoutXY(spec, width, HEIGHT, MARGIN));
    const [first] = layouts;
    return html`<svg class="chart" role="group" aria-label=${summary} viewBox="0 0 ${width} ${height}" width=${width} height=${height}
        @pointerover=${this.onPoint} @pointerleave=${this.onLeave} @focusin=${this.onPoint} @focusout=${this.onLeave} @keydown=${this.onKey}>
        ${first ? columns.map((column, i) => this.#column(column, i, first, panels.length)) : ''}
        ${layouts.map((layout, i) => this.#panel(layout, i))}
      </svg>${legend(this.#legendSeries())}${this.note(this.idle)}`;
  }

  #panel(layout: XYLayout, i: number) {
    const { panels } = this.spec;
    const { title, spec } = panels[i];
    const isLast = i === panels.length - 1;
    const radius = layout.points.length > MANY ? 2 : 3.5;
    return svg`<g transform="translate(0 ${i * HEIGHT})" pointer-events="none">
      <text class="chart-label" aria-hidden="true" x=${layout.plot.left} y="16">${title}</text>
      ${drawAxes(spec, layout, isLast)}${drawLines(layout)}
      ${layout.points.map(({ x, y, series }) => svg`<path class="chart-shape tone-${series.tone}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})" d=${shapePath(series.shape, radius)} />`)}
    </g>`;
  }

  /** A band over all panels, half way to its neighbours on both sides. */
  #column({ x, title }: Column, i: number, { x: scale, plot }: XYLayout, panels: number) {
    const { columns } = this.spec;
    const at = scale.at(x);
    const before = i > 0 ? scale.at(columns[i - 1].x) : at - 2 * NARROWEST;
    const after = i < columns.length - 1 ? scale.at(columns[i + 1].x) : at + 2 * NARROWEST;
    const left = Math.max(plot.left, Math.min(at - NARROWEST / 2, (before + at) / 2));
    const right = Math.min(plot.right + NARROWEST, Math.max(at + NARROWEST / 2, (after + at) / 2));
    return svg`<g class="chart-column" data-mark=${i} tabindex=${this.tabIndexOf(i)} role="img" aria-label=${title}>
      <rect class="chart-column-ground" x=${left.toFixed(1)} y=${plot.top} width=${(right - left).toFixed(1)} height=${panels * HEIGHT - MARGIN.top - MARGIN.bottom} />
    </g>`;
  }

  /** Every name once, whichever panel has it. */
  #legendSeries() {
    const all = this.spec.panels.flatMap(({ spec }) => spec.series);
    return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i);
  }
}

customElements.define('panels-chart', PanelsChart);
