// What the two runs have and have not in common: the first achievement that only one of them has, all achievements, and
// the figures. A difference is told by a sign and a word as well as by its colour.

import { html, nothing } from 'lit';
import { achievementLabel } from '../labels.ts';
import { always, LabElement, plain } from '../parts/lab-element.ts';
import { emptyView, type RunView } from '../run-view.ts';
import {
  type AchievementRow,
  achievementRows,
  figureRows,
  firstDifference,
  partingStep,
  type Side,
} from './compare-data.ts';

export class CompareTables extends LabElement {
  static override properties = { left: always, right: always, step: plain, names: plain };

  left: RunView = emptyView();
  right: RunView = emptyView();
  step = 0;
  names: Readonly<Record<Side, string>> = { left: 'Left', right: 'Right' };

  protected override render() {
    const rows = achievementRows(this.left, this.right, this.step);
    const first = firstDifference(rows);
    return html`<p class="ending first-difference" role="status">${this.#sentence(first)}</p>
      <div class="compare-tables">
        ${this.#achievements(rows, first?.name)}
        ${this.#figures()}
      </div>`;
  }

  #sentence(first: ReturnType<typeof firstDifference>) {
    const parted = partingStep(this.left, this.right);
    const apart =
      parted === null || parted > this.step
        ? 'So far both did the same.'
        : `They first did different things at step ${parted}.`;
    if (!first) return html`${apart} No achievement is in only one of them.`;
    return html`<strong>First achievement that only one has: ${achievementLabel(first.name)}, ${this.names[first.side]}, step ${first.step}.</strong> ${apart}`;
  }

  #achievements(rows: readonly AchievementRow[], first: string | undefined) {
    return html`<section class="card"><table class="compare-table">
      <caption>Achievements, with the step they came at</caption>
      <thead>${this.#head('Achievement')}</thead>
      <tbody>${rows.map(
        (
          row,
        ) => html`<tr class=${row.name === first ? 'first' : ''}><th scope="row">${achievementLabel(row.name)}</th>
          ${this.#cell(row, 'left')}${this.#cell(row, 'right')}</tr>`,
      )}</tbody></table></section>`;
  }

  #cell(row: AchievementRow, side: Side) {
    const step = row[side];
    if (step === null)
      return html`<td class="missing"><span aria-hidden="true">–</span><span class="sr-only">not yet</span></td>`;
    return html`<td class=${row.only === side ? 'only' : ''}>${step}${row.only === side ? html` <span class="only-mark">◆ only here</span>` : nothing}</td>`;
  }

  #figures() {
    return html`<section class="card"><table class="compare-table">
      <caption>Figures at this step</caption>
      <thead>${this.#head('Figure')}</thead>
      <tbody>${figureRows(this.left, this.right, this.step).map(
        ({ name, left, right }) =>
          html`<tr class=${left === right ? '' : 'differs'}><th scope="row">${name}</th><td>${left}</td><td>${right}</td></tr>`,
      )}</tbody></table></section>`;
  }

  #head(what: string) {
    return html`<tr><th scope="col">${what}</th><th scope="col">${this.names.left}</th><th scope="col">${this.names.right}</th></tr>`;
  }
}

customElements.define('compare-tables', CompareTables);
