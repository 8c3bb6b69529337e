// Points with 95 % whiskers, a line with its band through those that belong together, names beside the marks. Colours are
// classes (`tone-plan` …), so that the theme reaches them and an export can read them off.

import { html, nothing, svg } from 'lit';
import { plain } from '../parts/lab-element.ts';
import { ChartElement, type Mark } from './chart-element.ts';
import { shapePath } from './shapes.ts';
import { drawAxes, drawLines, legend, RADIUS } from './xy-drawing.ts';
import { layoutXY, type PlacedPoint, type XYLayout, type XYSpec } from './xy-layout.ts';

const EMPTY: XYSpec = { summary: '', x: { label: '' }, y: { label: '' }, series: [] };
/** Half the width of a whisker's end. */
const CAP = 4;

export class XYChart extends ChartElement {
  static override properties = { ...ChartElement.properties, spec: plain, idle: plain };

  spec: XYSpec = EMPTY;
  /** What the line below says while nothing is pointed at. */
  idle = '';

  protected marks: readonly Mark[] = [];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('spec')) this.marks = this.spec.series.flatMap(({ points }) => points);
  }

  protected override render() {
    const width = this.width || 640;
    const height = Math.round(Math.min(400, Math.max(250, width * 0.52)));
    const layout = layoutXY(this.spec, width, height);
    return html`<svg class="chart" role="group" aria-label=${this.spec.summary} viewBox="0 0 ${width} ${height}" width=${width} height=${height}
        @pointerover=${this.onPoint} @pointerleave=${this.onLeave} @focusin=${this.onPoint} @focusout=${this.onLeave}
        @click=${this.onChoose} @keydown=${this.onKey}>
        ${drawAxes(this.spec, layout)}${this.#diagonal(layout)}
        ${layout.front === '' ? nothing : svg`<path class="chart-level tone-muted" d=${layout.front} />`}
        ${drawLines(layout)}
        ${layout.points.map((point, i) => this.#point(point, i))}
        ${layout.points.map(({ label }) => (label ? svg`<text class="chart-label" aria-hidden="true" x=${label.x} y=${label.y} text-anchor=${label.anchor}>${label.text}</text>` : nothing))}
      </svg>${legend(this.spec.series)}${this.note(this.idle)}`;
  }

  #diagonal({ x, y }: XYLayout) {
    if (!this.spec.diagonal) return nothing;
    const low = Math.max(x.domain[0], y.domain[0]);
    const high = Math.min(x.domain[1], y.domain[1]);
    return svg`<path class="chart-level tone-muted" d="M${x.at(low)} ${y.at(low)}L${x.at(high)} ${y.at(high)}" />`;
  }

  #point({ point, series, x, y, whisker, across }: PlacedPoint, index: number) {
    const radius = Math.min(16, RADIUS * Math.sqrt(point.count ?? 1));
    return svg`<g class="chart-mark tone-${series.tone}" data-mark=${index} tabindex=${this.tabIndexOf(index)} role="button" aria-label=${point.title}>
      <title>${point.title}</title>
      ${whisker ? svg`<path class="chart-whisker" d=${whiskerPath(x, whisker)} />` : nothing}
      ${across ? svg`<path class="chart-whisker" d="M${across[0].toFixed(1)} ${y.toFixed(1)}H${across[1].toFixed(1)}" />` : nothing}
      <circle class="chart-halo" cx=${x} cy=${y} r="14" />
      <path class="chart-shape" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})" d=${shapePath(series.shape, radius)} />
    </g>`;
  }
}

function whiskerPath(x: number, [top, bottom]: readonly [number, number]): string {
  const [t, b] = [top.toFixed(1), bottom.toFixed(1)];
  const [left, middle] = [(x - CAP).toFixed(1), x.toFixed(1)];
  return `M${middle} ${t}V${b}M${left} ${t}h${2 * CAP}M${left} ${b}h${2 * CAP}`;
}

customElements.define('xy-chart', XYChart);
