// A chart with everything it owes its reader: a heading, n, the chart, its numbers as a table, and both as files.

import { html, nothing } from 'lit';
import { saveBlob } from '../hand-over.ts';
import { fail } from '../parts/notices.ts';
import { csvOf, dataTable, type TableData } from './data-table.ts';
import { pngOf, svgOf } from './picture.ts';

export interface ChartCard {
  /** Unique on the page; part of the files' names. */
  readonly id: string;
  readonly heading: string;
  /** One sentence: how to read it. */
  readonly about: string;
  /** `n = 8 worlds each`: stands beside the heading and in the picture. */
  readonly n: string;
  /** Absent for a card that is a table alone. */
  readonly chart?: unknown;
  readonly table: TableData;
  /** What stands between heading and chart. */
  readonly extra?: unknown;
  /** What stands below the chart: what it says. */
  readonly reading?: unknown;
  readonly tableOpen?: boolean;
  /** A row of the table was chosen. */
  readonly onRow?: (row: number) => void;
}

export function chartCard(card: ChartCard) {
  const { id, heading, about, n, chart, table, extra, reading, onRow } = card;
  return html`<section class="card chart-card" id="card-${id}" aria-labelledby="heading-${id}">
    <header><h2 id="heading-${id}">${heading}</h2><span class="figure">${n}</span><span class="spacer"></span>
      <div class="exports" role="group" aria-label="Save: ${heading}">${exportButtons(card)}</div></header>
    <p class="muted">${about}</p>
    ${extra ?? nothing}${chart ?? nothing}
    ${reading ? html`<div class="reading">${reading}</div>` : nothing}
    ${chart ? html`<details class="chart-table" ?open=${card.tableOpen ?? false}><summary>The numbers as a table</summary>${dataTable(table, onRow)}</details>` : dataTable(table, onRow)}
  </section>`;
}

function exportButtons(card: ChartCard) {
  const button = (kind: 'CSV' | 'SVG' | 'PNG') =>
    html`<button type="button" class="quiet" aria-label="Save ${card.heading} as ${kind}" title="Save as ${kind}"
      @click=${(event: Event) => saveAs(kind, card, event.currentTarget as Element).catch(fail)}>${kind}</button>`;
  return html`${button('CSV')}${card.chart ? html`${button('SVG')}${button('PNG')}` : nothing}`;
}

async function saveAs(kind: 'CSV' | 'SVG' | 'PNG', card: ChartCard, button: Element): Promise<void> {
  const name = `goldilocks-${card.id}.${kind.toLowerCase()}`;
  if (kind === 'CSV') {
    saveBlob(new Blob([csvOf(card.table)], { type: 'text/csv;charset=utf-8' }), name);
    return;
  }
  const chart = button.closest('.chart-card')?.querySelector<SVGSVGElement>('svg.chart');
  if (!chart) return;
  const text = svgOf(chart, card.heading, `${card.n} · Goldilocks`);
  saveBlob(kind === 'SVG' ? new Blob([text], { type: 'image/svg+xml' }) : await pngOf(text), name);
}
