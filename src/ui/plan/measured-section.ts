// "What we measured": each measurement as a chart where it is a curve, as a table always, with its command to be copied.

import { html, nothing } from 'lit';
import { dataTable } from '../charts/data-table.ts';
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
  const placed = rows.filter(({ plansPer100 }) => plansPer100 !== null);
  return html`<article class="card">
    <h3>${title}</h3>
    <p class="figure">n = ${count(n)} episodes each · <time datetime=${date}>${date}</time></p>
    ${placed.length >= CURVE ? html`<xy-chart .spec=${measuredSpec(one, placed)}></xy-chart>` : nothing}
    ${dataTable({
      caption: title,
      columns: [
        'Configuration',
        one.unit ?? 'Progress, %',
        '95 % from',
        'to',
        'Plans per 100 steps',
        'Tokens per episode',
      ],
      rows: rows.map((row) => [
        row.label,
        row.mean,
        row.ci95?.[0] ?? null,
        row.ci95?.[1] ?? null,
        row.plansPer100,
        row.tokens,
      ]),
      decimals: [undefined, 1, 1, 1, 1, 0],
    })}
    <p>${caveat}</p>
    <pre tabindex="0" aria-label="Command">${command}</pre>
  </article>`;
}

/** Rows with `dynamic` in their names stand apart from the rhythm's line. */
function measuredSpec(one: Measurement, rows: readonly MeasuredRow[]): XYSpec {
  const values = rows.flatMap(({ mean, ci95 }) => [mean, ...(ci95 ?? [])]);
  const own = rows.filter(({ label }) => /dynamic/i.test(label));
  const fixed = rows.filter((row) => !own.includes(row));
  const unit = one.unit ?? 'progress, %';
  return {
    summary: `${one.title}: ${rows.map((row) => `${row.label} ${row.mean.toFixed(1)}`).join(', ')}.`,
    x: { label: 'plans per 100 steps (root scale)', kind: 'root', domain: [0, 100] },
    y: { label: unit, domain: niceDomain(values, { floor: 0, span: 10 }) },
    series: [
      { name: 'fixed rhythm', tone: 'plan', shape: 'circle', line: true, points: fixed.map(pointOf) },
      { name: 'decides itself', tone: 'person', shape: 'diamond', level: true, points: own.map(pointOf) },
    ],
  };
}

function pointOf(row: MeasuredRow): ChartPoint {
  const interval = row.ci95 ? ` (95 % interval ${row.ci95[0].toFixed(1)} to ${row.ci95[1].toFixed(1)})` : '';
  return {
    id: row.label,
    x: row.plansPer100 ?? 0,
    y: row.mean,
    interval: row.ci95 ?? undefined,
    label: row.label,
    title: `${row.label}: ${row.mean.toFixed(1)}${interval}, ${(row.plansPer100 ?? 0).toFixed(1)} plans per 100 steps`,
  };
}
