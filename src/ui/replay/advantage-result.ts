// A measured planning advantage in words and figures.

import { html } from 'lit';
import { type AdvantageRow, PLAN_EVENTS, signed, type Verdict } from '../../experiments/advantage-row.ts';
import { plural } from '../labels.ts';

/** Style of a verdict's box. */
export const VERDICT_CLASS: Readonly<Record<Verdict['kind'], string>> = {
  pays: 'good',
  harms: 'bad',
  undecided: 'undecided',
};

/** Everything about one measurement. */
export function resultDetails(row: AdvantageRow) {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const lines: [string, string][] = [
    ['Return with the old plan', row.old.value.toFixed(2)],
    ['Return with new plans', row.fresh.value.toFixed(2)],
    ['Died, old and new', `${percent(row.old.died)}, ${percent(row.fresh.died)}`],
    ['Achievements gained by new plans', signed(row.achievements.mean)],
    ['Tokens of a new plan', row.planTokens.toFixed(1)],
    ['More tokens by the horizon’s end', signed(row.extraTokens)],
    ['The model itself plans here with', row.planProbability === null ? '–' : percent(row.planProbability)],
    [
      'Just happened',
      row.events.map((event) => PLAN_EVENTS[event].label).join(', ') || 'nothing in particular',
    ],
  ];
  return html`<div class="telemetry"><dl>${lines.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div>
    <p class="muted">New plans: ${row.freshPlans.map(({ text, share }, i) => html`${i > 0 ? ', ' : ''}<q dir="auto">${text}</q> (${percent(share)})`)}</p>`;
}

/** All measurements, for whoever does not see the plot. */
export function resultTable(rows: readonly AdvantageRow[]) {
  return html`<table><caption>${plural(rows.length, 'step')} measured</caption>
    <thead><tr><th scope="col">Step</th><th scope="col">Plan age</th><th scope="col">Worth</th><th scope="col">95 % interval</th>
      <th scope="col">Tokens</th><th scope="col">P(plan)</th><th scope="col">Forks × steps</th></tr></thead>
    <tbody>${rows.map(
      ({ step, planAge, advantage, planTokens, planProbability, forks, horizon, hold }) => html`<tr>
        <td>${step}</td><td>${planAge ?? 'none'}</td><td>${signed(advantage.mean)}</td>
        <td>${signed(advantage.ci95[0])} to ${signed(advantage.ci95[1])}</td><td>${planTokens.toFixed(1)}</td>
        <td>${planProbability?.toFixed(2) ?? '–'}</td><td>${forks} × ${horizon}${hold ? ', held' : ''}</td></tr>`,
    )}</tbody></table>`;
}
