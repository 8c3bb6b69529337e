// A pool's traces as pages of rows, whatever the traces are of.

import { html, nothing, type TemplateResult } from 'lit';
import type { Kept } from '../../deployment/pool-rules.ts';
import { generationName } from './generations.ts';

/** Rows on one page. */
const PAGE = 20;

export interface TraceListOptions<Trace> {
  readonly traces: Iterable<Trace>;
  /** What the list is, for screen readers. */
  readonly label: string;
  /** What a row is about, as the pages' buttons say it: `tasks`. */
  readonly rows: string;
  /** From 0; a page after the last is the last. */
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly row: (trace: Trace) => TemplateResult;
}

export function traceList<Trace>(options: TraceListOptions<Trace>): TemplateResult {
  const { traces, label, rows, onPage, row } = options;
  const all = [...traces];
  const pages = Math.ceil(all.length / PAGE);
  const page = Math.min(options.page, pages - 1);
  return html`<ul class="trace-list" aria-label=${label}>${all.slice(page * PAGE, (page + 1) * PAGE).map(row)}</ul>
      ${
        pages > 1
          ? html`<div class="buttons"><button type="button" ?disabled=${page === 0} @click=${() => onPage(page - 1)}>Earlier ${rows}</button>
        <span class="muted">${page + 1} of ${pages}</span><button type="button" ?disabled=${page === pages - 1} @click=${() => onPage(page + 1)}>Later ${rows}</button></div>`
          : nothing
      }`;
}

/** One trace: a button that shows it, and where it comes from. @param about `7 steps` */
export function traceRow(
  { generation, model, keptBy }: Kept,
  row: {
    readonly name: string;
    readonly about: string;
    readonly isShown: boolean;
    readonly onShow: () => void;
  },
): TemplateResult {
  return html`<li><button type="button" class="row-name" aria-pressed=${row.isShown} @click=${row.onShow}>${row.name}</button>
      <span>${row.about}</span> <span class="muted">${generationName(generation)} (${model.slice(0, 8)}), kept by ${keptBy}</span></li>`;
}
