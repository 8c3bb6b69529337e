// The pool: which model wrote each plan that later ones learn from, and who kept it. A plan can be played; a pool goes to a file
// and comes back from a class's.

import { html, nothing } from 'lit';
import type { Pool, Trace } from '../../deployment/pool.ts';
import type { Tasks } from '../../deployment/tasks.ts';
import { csvOf, type TableData } from '../charts/data-table.ts';
import { saveBlob } from '../hand-over.ts';
import { icon } from '../icons.ts';
import { plural } from '../labels.ts';
import { takeFiles } from '../parts/chosen-files.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { generationName } from './generations.ts';
import { traceList, traceRow } from './trace-list.ts';
import './plan-player.ts';

const ABOUT: Readonly<Record<Pool['preference'], string>> = {
  shortest: 'One plan a task, the shortest that was ever kept.',
  any: 'One plan a task, drawn from all that were written.',
};

function lineageTable({ traces }: Pool, tasks: Tasks): TableData {
  return {
    caption: 'The pool, one trace a task',
    columns: ['Task', 'Generation', 'Model', 'Kept by', 'Steps', 'Tokens', 'Plan'],
    rows: [...traces.values()].map(({ task, generation, model, keptBy, steps, tokens, plan }) => [
      tasks.nameOf(task),
      generation,
      model,
      keptBy,
      steps,
      tokens,
      plan,
    ]),
  };
}

/** Traces by one of their words: `Base 137, Generation 1 32`. */
export function sharesOf(
  traces: Iterable<Trace>,
  word: (trace: Trace) => string,
): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const trace of traces) counts.set(word(trace), (counts.get(word(trace)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

export class PoolLineage extends LabElement {
  static override properties = {
    pool: plain,
    tasks: plain,
    busy: plain,
    shown: { state: true },
    page: { state: true },
  };

  pool: Pool | null = null;
  tasks: Tasks | null = null;
  /** The deployment runs: nothing can be merged now. */
  busy = false;
  /** Task whose plan is played; -1 for none. */
  shown = -1;
  page = 0;

  protected override render() {
    const { pool } = this;
    if (!pool || pool.traces.size === 0) return nothing;
    return html`<section class="card" id="card-lineage" aria-labelledby="heading-lineage">
      <header><h2 id="heading-lineage">The pool and its lineage</h2><span class="figure">n = ${plural(pool.traces.size, 'task')}</span></header>
      <p class="muted">${ABOUT[pool.preference]} It is what every next generation learns, from the fixed base.</p>
      ${this.#shares(pool)}${this.#files(pool)}${this.#player(pool)}${this.#list(pool)}
    </section>`;
  }

  #shares({ traces }: Pool) {
    const line = (heading: string, word: (trace: Trace) => string) =>
      html`<div><dt>${heading}</dt><dd>${sharesOf(traces.values(), word)
        .map(([name, count]) => `${name}: ${count}`)
        .join(', ')}</dd></div>`;
    return html`<dl class="lineage">${line('Written by', ({ generation }) => generationName(generation))}${line('Kept by', ({ keptBy }) => keptBy)}</dl>`;
  }

  #files(pool: Pool) {
    const saveCsv = () =>
      saveBlob(
        new Blob([csvOf(lineageTable(pool, this.tasks!))], { type: 'text/csv;charset=utf-8' }),
        'goldilocks-lineage.csv',
      );
    return html`<div class="buttons"><button type="button" @click=${saveCsv}>${icon('save')} CSV</button><button type="button" @click=${() => this.send('save-pool')}>${icon('save')} Export the pool</button>
      <label class="button import">${icon('open')} Merge a pool from a file<input type="file" class="sr-only" accept=".json" ?disabled=${this.busy} @change=${this.#onFile} /></label></div>
      ${this.busy ? html`<p class="muted">A pool can be merged while the deployment does not run.</p>` : nothing}`;
  }

  #player({ traces }: Pool) {
    const trace = traces.get(this.shown);
    if (!trace) return nothing;
    return html`<plan-player .tasks=${this.tasks} .task=${trace.task} .plan=${trace.plan}></plan-player>`;
  }

  #list({ traces }: Pool) {
    return traceList({
      traces: traces.values(),
      label: 'Plans of the pool',
      rows: 'tasks',
      page: this.page,
      onPage: (page) => {
        this.page = page;
      },
      row: (trace) => this.#trace(trace),
    });
  }

  #trace(trace: Trace) {
    const { task } = trace;
    const isShown = this.shown === task;
    return traceRow(trace, {
      name: `Task ${this.tasks?.nameOf(task) ?? ''}`,
      about: plural(trace.steps, 'step'),
      isShown,
      onShow: () => {
        this.shown = isShown ? -1 : task;
      },
    });
  }

  readonly #onFile = (event: Event) => {
    const [file] = takeFiles(event);
    if (file) this.send('merge-pool', file);
  };
}

customElements.define('pool-lineage', PoolLineage);
