// A training's figures: what the policy does first, then how it scores on worlds it never sees, then how learning itself goes.
// Stored trainings that were chosen lie over it.

import { html, nothing } from 'lit';
import { chartCard } from '../charts/chart-card.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { type Drawn, LEARNING_CURVES, MAIN_CURVES, panelsSpec } from './curves.ts';
import {
  evaluationsOf,
  evaluationTable,
  learningTable,
  mainTable,
  progressSpec,
  scoreText,
} from './evaluations.ts';
import '../charts/panels-chart.ts';
import '../charts/xy-chart.ts';

export class TrainResults extends LabElement {
  static override properties = { drawn: plain };

  /** The training of the page first, then those that lie over it. */
  drawn: readonly Drawn[] = [];

  protected override render() {
    const [own] = this.drawn;
    if (!own) return nothing;
    return html`<div class="results">${this.#main(own)}${this.#progress(own)}${this.#learning(own)}</div>`;
  }

  #main({ figures }: Drawn) {
    return chartCard({
      id: 'training',
      heading: 'Return, plans and their price',
      about: 'One column is one update (of many, several): what the policy earned, and what its plans cost.',
      n: `n = ${plural(figures.length, 'update')}`,
      chart: html`<panels-chart .spec=${panelsSpec(this.drawn, MAIN_CURVES)} .idle=${idle(figures.length)}></panels-chart>`,
      table: mainTable(figures),
    });
  }

  #progress({ figures }: Drawn) {
    const found = evaluationsOf(figures);
    if (this.drawn.every((each) => evaluationsOf(each.figures).length === 0)) return nothing;
    const last = found.at(-1);
    return chartCard({
      id: 'evaluations',
      heading: 'Progress on worlds it never trained on',
      about: 'Every mark is one evaluation; the band is its 95 % interval.',
      n: `n = ${plural(last?.score.episodes ?? 0, 'world')} each`,
      chart: html`<xy-chart .spec=${progressSpec(this.drawn)}></xy-chart>`,
      reading:
        last &&
        html`<p>The latest: ${scoreText(last.score)}. Bands that overlap say that nothing is decided yet.</p>`,
      table: evaluationTable(figures),
    });
  }

  #learning({ figures }: Drawn) {
    return chartCard({
      id: 'learning',
      heading: 'How learning goes',
      about:
        'Losses, how far an update moves the policy, how well values are guessed, and whether acting and learning agree.',
      n: `n = ${plural(figures.length, 'update')}`,
      chart: html`<panels-chart .spec=${panelsSpec(this.drawn, LEARNING_CURVES)} .idle=${idle(figures.length)}></panels-chart>`,
      table: learningTable(figures),
    });
  }
}

function idle(updates: number): string {
  return updates === 0
    ? 'The first update is being made; its column appears here.'
    : 'Point at a column to read it.';
}

customElements.define('train-results', TrainResults);
