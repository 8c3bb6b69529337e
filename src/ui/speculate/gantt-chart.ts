// The calls of one task over time: A's lanes above T's, a bar a call, segments with the k they were given. One tab stop leads in;
// left and right go along time, up and down from lane to lane, and the line below says what a bar is.

import { html, nothing, svg } from 'lit';
import { ChartElement, type Mark } from '../charts/chart-element.ts';
import { plain } from '../parts/lab-element.ts';
import { FATES, hatchPath } from './fates.ts';
import {
  BAR_HEIGHT,
  barBeside,
  type GanttLayout,
  type GanttSpec,
  layoutGantt,
  type PlacedBar,
} from './gantt-layout.ts';
import { msText } from './names.ts';
import type { BarFate } from './task-log.ts';

const EMPTY: GanttSpec = { summary: '', bars: [], segments: [], end: 0, titles: [], names: [] };
/** Pixels of an average letter inside a bar, and of the narrowest bar that shows its sign. */
const LETTER = 6.9;
const LEAST_FOR_SIGN = 12;

export class GanttChart extends ChartElement {
  static override properties = { ...ChartElement.properties, spec: plain };

  spec: GanttSpec = EMPTY;
  protected marks: readonly Mark[] = [];
  #layout: GanttLayout = layoutGantt(EMPTY, 640);

  protected override willUpdate(): void {
    this.marks = this.spec.titles.map((title, i) => ({ id: String(i), title }));
    this.#layout = layoutGantt(this.spec, this.width || 640);
  }

  protected override markAfter(index: number, key: string): number | null {
    return barBeside(this.#layout, index, key);
  }

  protected override render() {
    const layout = this.#layout;
    const { width, height } = layout;
    return html`<div class="chart-scroll gantt-scroll"><svg class="chart gantt" role="group" aria-label=${this.spec.summary} viewBox="0 0 ${width} ${height}"
        width=${width} height=${height} @pointerover=${this.onPoint} @pointerleave=${this.onLeave}
        @focusin=${this.onPoint} @focusout=${this.onLeave} @keydown=${this.onKey}>
        ${this.#ground(layout)}${this.#axis(layout)}
        ${layout.bars.map((bar) => this.#bar(bar))}
      </svg></div>${fateLegend(this.#fates)}${this.note('Point at a bar, or go from bar to bar with the arrow keys.')}`;
  }

  /** Those that there are, in the legend's order. */
  get #fates(): BarFate[] {
    const seen = new Set(this.spec.bars.map(({ fate }) => fate));
    return (Object.keys(FATES) as BarFate[]).filter((fate) => seen.has(fate));
  }

  /** Segments as columns, and a line between the agents. */
  #ground({ segments, agents, bottom, left, right }: GanttLayout) {
    return svg`<g aria-hidden="true">
      ${segments.map(
        (
          { x, width, label },
          i,
        ) => svg`<rect class=${i % 2 === 0 ? 'gantt-segment' : 'gantt-segment odd'} x=${x.toFixed(1)} y="2" width=${Math.max(0, width).toFixed(1)} height=${bottom - 2} />
        ${label === '' ? nothing : svg`<text class="chart-tick" x=${x + width / 2} y="17" text-anchor="middle">${label}</text>`}`,
      )}
      ${agents.map(({ who, middle }) => svg`<text class="chart-label" x="10" y=${middle + 4}>${who}</text>`)}
      <path class="chart-grid" d="M${left} ${agents[0].bottom}H${right}" />
    </g>`;
  }

  #axis({ x, bottom, left, right }: GanttLayout) {
    return svg`<g aria-hidden="true"><path class="chart-axis" d="M${left} ${bottom}H${right}" />
      ${x.ticks.map(
        (tick) => svg`<path class="chart-axis" d="M${x.at(tick).toFixed(1)} ${bottom}v5" />
        <text class="chart-tick" x=${x.at(tick)} y=${bottom + 18} text-anchor="middle">${msText(tick)}</text>`,
      )}
      <text class="chart-title" x=${left} y=${bottom + 37}>time of the run’s clock</text>
      <text class="chart-title in-files" x=${left + 170} y=${bottom + 37}>${keyText(this.#fates)}</text></g>`;
  }

  #bar({ bar, index, x, y, width }: PlacedBar) {
    const { sign, hatch } = FATES[bar.fate];
    const title = this.spec.titles[index];
    const text = barText(sign, this.spec.names[index], width);
    return svg`<g class="gantt-bar ${bar.fate}" data-mark=${index} tabindex=${this.tabIndexOf(index)} role="img" aria-label=${title}>
      <title>${title}</title>
      <rect x=${x.toFixed(1)} y=${y} width=${width.toFixed(1)} height=${BAR_HEIGHT} rx="3" />
      ${hatch === 'none' ? nothing : svg`<path class="gantt-hatch" d=${hatchPath(hatch, x, y, width, BAR_HEIGHT)} />`}
      ${text === sign ? svg`<text aria-hidden="true" x=${(x + width / 2).toFixed(1)} y=${y + 14} text-anchor="middle">${text}</text>` : svg`<text aria-hidden="true" x=${(x + 5).toFixed(1)} y=${y + 14}>${text}</text>`}
    </g>`;
  }
}

/** The sign, and as much of the answer as there is room for; '' where there is none. */
export function barText(sign: string, name: string, width: number): string {
  if (width < LEAST_FOR_SIGN) return '';
  const room = Math.floor((width - 8) / LETTER);
  const whole = name === '' ? sign : `${sign} ${name}`;
  if (whole.length <= room) return whole;
  return room < 6 ? sign : `${whole.slice(0, room - 1)}…`;
}

/** The legend as a line: a saved picture has no page around it. */
function keyText(fates: readonly BarFate[]): string {
  return fates.map((fate) => `${FATES[fate].sign} ${FATES[fate].name}`).join(' · ');
}

function fateLegend(fates: readonly BarFate[]) {
  return html`<ul class="chart-legend gantt-legend">${fates.map((fate) => {
    const { name, sign, hatch } = FATES[fate];
    return html`<li><svg class="chart" viewBox="0 0 26 20" width="26" height="20" aria-hidden="true"><g class="gantt-bar ${fate}">
      <rect x="1" y="1" width="24" height="18" rx="3" />${hatch === 'none' ? nothing : svg`<path class="gantt-hatch" d=${hatchPath(hatch, 1, 1, 24, 18)} />`}
      <text x="13" y="14" text-anchor="middle">${sign}</text></g></svg>${name}</li>`;
  })}</ul>`;
}

customElements.define('gantt-chart', GanttChart);
