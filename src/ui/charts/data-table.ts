// The numbers behind a chart: the same rows as a table on the page and as CSV, so the three cannot differ.

import { html } from 'lit';

export type Cell = string | number | null;

export interface TableData {
  /** What the rows are, for the table's caption and a file's name. */
  readonly caption: string;
  readonly columns: readonly string[];
  /** One cell per column; numbers in full precision. */
  readonly rows: readonly (readonly Cell[])[];
  /** Decimals that the page shows of a column's numbers, by column; 1 where it says nothing. */
  readonly decimals?: readonly (number | undefined)[];
  /** Rows that the page shows at the most, the last ones; files have all. */
  readonly shown?: number;
}

/**
 * The table on the page; its first column names the rows.
 * @param choose makes the names buttons: called with the row's index
 */
export function dataTable(
  { caption, columns, rows: all, decimals = [], shown = all.length }: TableData,
  choose?: (row: number) => void,
) {
  const rows = all.slice(-shown);
  const note = rows.length < all.length ? `: the last ${rows.length} of ${all.length}; the CSV has all` : '';
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${caption}><table class="data-table">
    <caption>${caption}${note}</caption>
    <thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.map(
      ([name, ...cells], row) =>
        html`<tr><th scope="row">${rowName(cellText(name), row, choose)}</th>${cells.map((cell, i) => html`<td>${cellText(cell, decimals[i + 1])}</td>`)}</tr>`,
    )}</tbody>
  </table></div>`;
}

function rowName(name: string, row: number, choose?: (row: number) => void) {
  if (!choose) return name;
  return html`<button type="button" class="row-name" title="Watch an episode" @click=${() => choose(row)}>${name}</button>`;
}

/** A cell as the page shows it: `–` for what is not known, whole numbers without decimals. */
export function cellText(cell: Cell, decimals = 1): string {
  if (cell === null || (typeof cell === 'number' && !Number.isFinite(cell))) return '–';
  if (typeof cell === 'string') return cell;
  const fixed = Number.isInteger(cell) ? 0 : decimals;
  return cell.toLocaleString('en-US', { minimumFractionDigits: fixed, maximumFractionDigits: fixed });
}

/** RFC 4180 with a header line; text that a spreadsheet would run as a formula is made harmless by an apostrophe. */
export function csvOf({ columns, rows }: TableData): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
