// A deployment's figures: generations as columns, the curve over them, how long the plans became, what the curation rewarded, and
// another deployment beside it.

import { html, nothing } from 'lit';
import { isChatModel } from '../../agents/chat-models.ts';
import type { Generation } from '../../deployment/deployment-run.ts';
import type { OpenDeployment, StoredDeployment } from '../../services/deployment-service.ts';
import { chartCard } from '../charts/chart-card.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { type BesideTables, besideCard } from './beside-card.ts';
import { comparisonReading, differencesTable, sideBySideTable } from './comparison.ts';
import { rewardReading, rewardTable } from './effects-chart.ts';
import { columnsTable, curveSpec, curveTable, generationName, readingOf } from './generations.ts';
import { histogramTable } from './histogram-chart.ts';
import '../charts/xy-chart.ts';
import './effects-chart.ts';
import './histogram-chart.ts';

export class DeployResults extends LabElement {
  static override properties = {
    opened: plain,
    other: plain,
    rows: plain,
    busy: plain,
    rewarding: { state: true },
  };

  opened: OpenDeployment | null = null;
  /** Lies beside it; null for none. */
  other: OpenDeployment | null = null;
  /** Stored deployments that may. */
  rows: readonly StoredDeployment[] = [];
  busy = false;
  /** Generation whose rewards are shown; -1 for the newest. */
  rewarding = -1;

  protected override render() {
    const { opened } = this;
    if (!opened) return nothing;
    const { generations } = opened.facts;
    if (generations.length === 0)
      return html`<section class="card"><p class="muted">The first column appears here when the base model has tried every task.</p></section>`;
    return html`<div class="results">${this.#columns(opened, generations)}${this.#curve(opened)}${this.#lengths(generations)}${this.#reward(generations)}${this.#beside(opened)}</div>`;
  }

  #columns({ name, facts: { plan } }: OpenDeployment, generations: readonly Generation[]) {
    return chartCard({
      id: 'generations',
      heading: 'Generations',
      about: `Each column is one model, trained from the same base on what was kept so far. Solved: mean of ${plural(plan.runs, 'run')} over all tasks.`,
      n: `n = ${plural(plan.seeds.length, 'task')}`,
      table: columnsTable({ name, generations }, plan.runs),
    });
  }

  #curve(opened: OpenDeployment) {
    const drawn = [opened, ...(this.other ? [this.other] : [])].map(({ name, facts: { generations } }) => ({
      name,
      generations,
    }));
    const { seeds, heldOut } = opened.facts.plan;
    return chartCard({
      id: 'solved',
      heading: 'Solved tasks over the generations',
      about: 'Bands are 95 % intervals (bootstrap over tasks). Held-out tasks are never learned from.',
      n: `n = ${plural(seeds.length, 'task')}${heldOut.length > 0 ? `, ${heldOut.length} held out` : ''}`,
      chart: html`<xy-chart .spec=${curveSpec(drawn)} .idle=${'Point at a mark to read it.'}></xy-chart>`,
      reading: html`<p>${readingOf(drawn[0])}</p>`,
      table: curveTable(drawn),
    });
  }

  #lengths(generations: readonly Generation[]) {
    return chartCard({
      id: 'lengths',
      heading: 'How long the valid plans are',
      about: 'One row a generation: later ones solve problems that take more steps.',
      n: `n = ${plural(generations.length, 'generation')}`,
      chart: html`<histogram-chart .generations=${generations}></histogram-chart>`,
      table: histogramTable(generations),
    });
  }

  #reward(generations: readonly Generation[]) {
    const shown = generations.find(({ n }) => n === this.rewarding) ?? generations[generations.length - 1];
    const { rewarded } = shown;
    const heading = 'What did our curation reward?';
    const select = this.#whichGeneration(generations, shown);
    if (rewarded.length === 0)
      return html`<section class="card chart-card" id="card-reward" aria-labelledby="heading-reward"><header><h2 id="heading-reward">${heading}</h2></header>
        ${select}<p class="muted">Nothing was discarded, or nothing was kept: there is no reward to see.</p></section>`;
    return chartCard({
      id: 'reward',
      heading,
      about:
        'What is over-represented among the kept is what the next generation is paid for, wanted or not. Diamonds: over all attempts, so also which tasks are easy. Squares: between attempts at the same task, so the plans alone.',
      n: `${generationName(shown.n)}: ${plural(shown.kept, 'attempt')} kept`,
      extra: select,
      chart: html`<effects-chart .rewarded=${rewarded}></effects-chart>`,
      reading: html`<p>${rewardReading(rewarded)}</p>`,
      table: rewardTable(rewarded),
    });
  }

  #whichGeneration(generations: readonly Generation[], shown: Generation) {
    const choose = (event: Event) => {
      this.rewarding = Number((event.target as HTMLSelectElement).value);
    };
    return html`<label class="reward-choice">Generation <select @change=${choose}>${generations.map(({ n }) => html`<option value=${n} .selected=${n === shown.n}>${generationName(n)}</option>`)}</select></label>`;
  }

  #beside(opened: OpenDeployment) {
    const { other, busy } = this;
    const { curation, model } = opened.facts.plan;
    return besideCard({
      rows: this.rows.filter(
        ({ id, summary }) => id !== opened.id && summary.solved.length > 0 && summary.world !== 'Crafter-v1',
      ),
      chosen: other?.id ?? '',
      // A control is about what a model learns from.
      hasControl: curation.by !== 'none' && !isChatModel(model),
      busy,
      tables: other && besideTables(opened, other),
      send: (name, detail) => this.send(name, detail),
    });
  }
}

function besideTables(opened: OpenDeployment, other: OpenDeployment): BesideTables {
  const [a, b] = [opened, other].map(({ name, facts: { plan, generations } }) => ({
    name,
    plan,
    generations,
  }));
  return {
    differences: differencesTable(a, b),
    sideBySide: sideBySideTable(a, b),
    reading: comparisonReading(a, b),
    n: `${a.generations.length} and ${plural(b.generations.length, 'generation')}`,
  };
}

customElements.define('deploy-results', DeployResults);
