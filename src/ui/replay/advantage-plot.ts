// Measured steps as dots with whiskers on one scale, zero marked: which plans were worth it can be seen at a glance. Lengths
// are percentages, so the picture fits any width without being drawn anew.

import { html, nothing, svg } from 'lit';
import { type AdvantageRow, signed, verdictOf } from '../../experiments/advantage-row.ts';

const HEIGHT = 26;
const MIDDLE = HEIGHT / 2;
/** The narrowest scale, in reward on either side of zero. */
const LEAST_SPAN = 0.5;

/** @param select called with a row's step */
export function advantagePlot(rows: readonly AdvantageRow[], select: (step: number) => void) {
  const { low, high, at } = scaleOf(rows);
  return html`<figure class="whiskers">
    <figcaption>Worth of a new plan, in reward (1 = one achievement), with 95 % intervals</figcaption>
    <ol>${rows.map((row) => whisker(row, at, select))}</ol>
    <p class="whisker-axis" aria-hidden="true"><span>${signed(low)}</span><span style="left:${at(0)}%">0</span><span>${signed(high)}</span></p>
  </figure>`;
}

/** Positions in % of the width. */
function scaleOf(rows: readonly AdvantageRow[]) {
  const ends = rows.flatMap(({ advantage }) => [...advantage.ci95]);
  const low = Math.min(-LEAST_SPAN, ...ends);
  const high = Math.max(LEAST_SPAN, ...ends);
  const at = (value: number) => Number((3 + (94 * (value - low)) / (high - low)).toFixed(2));
  return { low, high, at };
}

function whisker(row: AdvantageRow, at: (value: number) => number, select: (step: number) => void) {
  const { advantage, step, hold } = row;
  const [low, high] = advantage.ci95;
  const { kind } = verdictOf(row);
  const text = `Step ${step}: ${signed(advantage.mean)}, ${signed(low)} to ${signed(high)}`;
  return html`<li class="whisker ${kind}">
    <button type="button" class="quiet" aria-label="Go to step ${step}" @click=${() => select(step)}>${step}${hold ? svgHold : nothing}</button>
    <svg role="img" aria-label=${text} width="100%" height=${HEIGHT}>
      <line class="zero" x1="${at(0)}%" x2="${at(0)}%" y1="0" y2=${HEIGHT} />
      <line x1="${at(low)}%" x2="${at(high)}%" y1=${MIDDLE} y2=${MIDDLE} />
      ${[low, high].map((end) => svg`<line x1="${at(end)}%" x2="${at(end)}%" y1=${MIDDLE - 4} y2=${MIDDLE + 4} />`)}
      <circle cx="${at(advantage.mean)}%" cy=${MIDDLE} r="5" />
    </svg>
    <span class="figure">${signed(advantage.mean)}</span>
  </li>`;
}

/** Marks rows that were measured with plans held. */
const svgHold = html`<abbr title="plans held for the whole horizon">h</abbr>`;
