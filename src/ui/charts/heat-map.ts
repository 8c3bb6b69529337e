// Shares as shaded cells with their numbers in them: darker is more, and the number says it without the shade.

import { html, svg } from 'lit';
import { plain } from '../parts/lab-element.ts';
import { ChartElement, type Mark } from './chart-element.ts';
import { type HeatCell, type HeatLayout, type HeatSpec, layoutHeat, shadeOf } from './heat-layout.ts';

export class HeatMap extends ChartElement {
  static override properties = { ...ChartElement.properties, spec: plain, idle: plain };

  spec: HeatSpec = { summary: '', rows: [], columns: [], cells: [] };

  /** What the line below says while nothing is pointed at. */
  idle = '';

  protected marks: readonly Mark[] = [];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('spec')) this.marks = marksOf(this.spec);
  }

  protected override markAfter(index: number, key: string): number | null {
    const across = this.spec.columns.length;
    const target = { ArrowDown: index + across, ArrowUp: index - across }[key];
    if (target === undefined) return super.markAfter(index, key);
    return target >= 0 && target < this.marks.length ? target : index;
  }

  protected override render() {
    const layout = layoutHeat(this.spec, this.width || 640);
    return html`<div class="chart-scroll"><svg class="chart" role="group" aria-label=${this.spec.summary} viewBox="0 0 ${layout.width} ${layout.height}"
        width=${layout.width} height=${layout.height} @pointerover=${this.onPoint} @pointerleave=${this.onLeave}
        @focusin=${this.onPoint} @focusout=${this.onLeave} @click=${this.onChoose} @keydown=${this.onKey}>
        ${this.#names(layout)}
        ${layout.cells.map((cell, i) => this.#cell(cell, i))}
        <g aria-hidden="true">${layout.cells.map((cell) => this.#number(cell))}</g>
      </svg></div>${this.note(this.idle)}`;
  }

  #names({ nameRight, nameBottom, slanted, cells }: HeatLayout) {
    const { rows, columns } = this.spec;
    return svg`<g aria-hidden="true">
      ${rows.map((name, row) => svg`<text class="chart-tick" x=${nameRight - 7} y=${(cells[row * columns.length]?.box.top ?? 0) + 16} text-anchor="end">${name}</text>`)}
      ${columns.map((name, column) => {
        const box = cells[column]?.box ?? { left: 0, right: 0 };
        const x = (box.left + box.right) / 2;
        return slanted
          ? svg`<text class="chart-tick" transform="translate(${x} ${nameBottom}) rotate(-45)">${name}</text>`
          : svg`<text class="chart-tick" x=${x} y=${nameBottom} text-anchor="middle">${name}</text>`;
      })}
    </g>`;
  }

  #cell({ box, share }: HeatCell, index: number) {
    const shade = shadeOf(share);
    return svg`<g class="chart-cell shade-${shade}" data-mark=${index} tabindex=${this.tabIndexOf(index)} role="button" aria-label=${this.marks[index].title}>
      <title>${this.marks[index].title}</title>
      <rect x=${box.left + 1} y=${box.top + 1} width=${box.right - box.left - 2} height=${box.bottom - box.top - 2} rx="3" />
    </g>`;
  }

  /** Beside the cells, which have their numbers in their names already. */
  #number({ box, share }: HeatCell) {
    return svg`<text class="chart-number shade-${shadeOf(share)}" x=${(box.left + box.right) / 2} y=${box.top + 16} text-anchor="middle">${share === null ? '–' : Math.round(100 * share)}</text>`;
  }
}

function marksOf({ rows, columns, cells }: HeatSpec): Mark[] {
  return rows.flatMap((row, r) =>
    columns.map((column, c) => ({ id: `${r},${c}`, title: `${row}, ${column}: ${percent(cells[r][c])}` })),
  );
}

function percent(share: number | null): string {
  return share === null ? 'not known' : `${Math.round(100 * share)} %`;
}

customElements.define('heat-map', HeatMap);
