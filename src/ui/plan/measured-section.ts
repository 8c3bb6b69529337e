// "What we measured": each measurement as a chart where it is a curve, as a table always, with its command to be copied.

import { html, nothing } from 'lit';
import { dataTable, type TableData } from '../charts/data-table.ts';
import { niceDomain } from '../charts/scale.ts';
import type { ChartPoint, XYSpec } from '../charts/xy-layout.ts';
import { count } from '../labels.ts';
import type { MeasuredRow, Measurement } from './measured.ts';
import '../charts/xy-chart.ts';

/** Rows that make a curve. */
const CURVE = 3;

/** Nothing where nothing was measured. */
export function measuredSection(measurements: readonly Measurement[]) {
  if (measurements.length === 0) return nothing;
  return html`<section class="measured" aria-labelledby="measured-title">
    <h2 id="measured-title">What we measured, and with which command</h2>
    <div class="measured-list">${measurements.map(measurement)}</div>
  </section>`;
}

function measurement(one: Measurement) {
  const { title, date, n, command, caveat, rows } = one;
  const placed = rows.filter((row) => placeOf(one, row) !== null);
  return html`<article class="card">
    <h3>${title}</h3>
    <p class="figure">n = ${count(n)} ${one.counted ?? 'episodes each'} · <time datetime=${date}>${date}</time></p>
    ${placed.length >= CURVE ? html`<xy-chart .spec=${measuredSpec(one, placed)}></xy-chart>` : nothing}
    ${dataTable(measuredTable(one))}
    <p>${caveat}</p>
    <pre tabindex="0" aria-label="Command">${command}</pre>
  </article>`;
}

/** Where a row stands in the chart; null for a row that has no place there. */
function placeOf({ along }: Measurement, { x, plansPer100 }: MeasuredRow): number | null {
  return along === undefined ? plansPer100 : (x ?? null);
}

/** Decimals that show a mean of about one as well as one of about fifty. */
function decimalsOf({ along }: Measurement): number {
  return along === undefined ? 1 : 2;
}

function measuredTable(one: Measurement): TableData {
  const costs = one.along === undefined;
  const d = decimalsOf(one);
  return {
    caption: one.title,
    columns: [
      costs ? 'Configuration' : 'Where',
      one.unit ?? 'Progress, %',
      '95 % from',
      'to',
      ...(costs ? ['Plans per 100 steps', 'Tokens per episode'] : []),
    ],
    rows: one.rows.map((row) => [
      row.label,
      row.mean,
      row.ci95?.[0] ?? null,
      row.ci95?.[1] ?? null,
      ...(costs ? [row.plansPer100, row.tokens] : []),
    ]),
    decimals: [undefined, d, d, d, 1, 0],
  };
}

/** Rows with `dynamic` in their names stand apart from the rhythm's line. */
function measuredSpec(one: Measurement, rows: readonly MeasuredRow[]): XYSpec {
  const values = rows.flatMap(({ mean, ci95 }) => [mean, ...(ci95 ?? [])]);
  const own = rows.filter(({ label }) => /dynamic/i.test(label));
  const fixed = rows.filter((row) => !own.includes(row));
  const points = (some: readonly MeasuredRow[]) => some.map((row) => pointOf(one, row));
  const summary = rows.map((row) => `${row.label} ${row.mean.toFixed(decimalsOf(one))}`).join(', ');
  const y = { label: one.unit ?? 'progress, %' };
  if (one.along !== undefined)
    return {
      summary: `${one.title}: ${summary}.`,
      x: {
        label: one.along,
        domain: niceDomain(
          rows.map(({ x = 0 }) => x),
          { floor: 0 },
        ),
      },
      y: { ...y, domain: niceDomain([0, ...values]) },
      series: [{ name: '', tone: 'plan', shape: 'circle', line: true, points: points(rows) }],
    };
  return {
    summary: `${one.title}: ${summary}.`,
    x: { label: 'plans per 100 steps (root scale)', kind: 'root', domain: [0, 100] },
    y: { ...y, domain: niceDomain(values, { floor: 0, span: 10 }) },
    series: [
      { name: 'fixed rhythm', tone: 'plan', shape: 'circle', line: true, points: points(fixed) },
      { name: 'decides itself', tone: 'person', shape: 'diamond', level: true, points: points(own) },
    ],
  };
}

function pointOf(one: Measurement, row: MeasuredRow): ChartPoint {
  const d = decimalsOf(one);
  const interval = row.ci95 ? ` (95 % interval ${row.ci95[0].toFixed(d)} to ${row.ci95[1].toFixed(d)})` : '';
  const plans = row.plansPer100 === null ? '' : `, ${row.plansPer100.toFixed(1)} plans per 100 steps`;
  return {
    id: row.label,
    x: placeOf(one, row) ?? 0,
    y: row.mean,
    interval: row.ci95 ?? undefined,
    label: row.label,
    title: `${row.label}: ${row.mean.toFixed(d)}${interval}${plans}`,
  };
}
