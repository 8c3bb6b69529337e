// The experiments this browser keeps, the newest change first: open, rename in place, delete after a question.

import { html, nothing } from 'lit';
import type { StoredSweep } from '../../services/experiment-service.ts';
import { icon } from '../icons.ts';
import { count, plural, timeText } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { renameForm } from '../parts/rename-form.ts';

const MAX_NAME_CHARACTERS = 80;

export class StoredSweeps extends LabElement {
  static override properties = {
    rows: plain,
    current: plain,
    currentDone: plain,
    refused: plain,
    renaming: { state: true },
    asking: { state: true },
  };

  rows: readonly StoredSweep[] | null = null;
  /** Id of the experiment on the page. */
  current = '';
  /** Its episodes so far: the list itself is read more seldom. */
  currentDone = 0;
  /** Why nothing is kept; '' if it is. */
  refused = '';
  renaming = '';
  /** Id of the experiment about whose deletion the page asks. */
  asking = '';

  protected override render() {
    return html`<section class="card stored-sweeps" aria-labelledby="stored-sweeps-title">
      <h2 id="stored-sweeps-title">Your experiments</h2>
      ${this.refused ? html`<p class="muted">${this.refused}</p>` : this.#list()}
    </section>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('renaming') && this.renaming !== '')
      this.querySelector<HTMLInputElement>('.rename input')?.select();
  }

  #list() {
    if (!this.rows) return html`<p class="muted">Reading …</p>`;
    if (this.rows.length === 0)
      return html`<p class="muted">None yet. Each one is kept here by itself, run by run.</p>`;
    return html`<ul>${this.rows.map((row) => this.#row(row))}</ul>`;
  }

  #row(row: StoredSweep) {
    const { id, sweep, total, updated } = row;
    const done = Math.max(row.done, id === this.current ? this.currentDone : 0);
    const state = done === total ? plural(total, 'episode') : `${count(done)} of ${plural(total, 'episode')}`;
    return html`<li class=${id === this.current ? 'current' : ''}>
      ${this.renaming === id ? this.#rename(row) : html`<a href="#/plan/${encodeURIComponent(id)}" aria-current=${id === this.current ? 'true' : nothing}>${sweep.name}</a>`}
      <span class="muted">${timeText(updated)} · ${state}</span>
      ${this.asking === id ? this.#question(row) : this.#actions(row)}
    </li>`;
  }

  #rename({ id, sweep: { name } }: StoredSweep) {
    const done = (given: string | null) => {
      this.renaming = '';
      if (given !== null) this.send('rename-sweep', { id, name: given });
    };
    return renameForm({ name, most: MAX_NAME_CHARACTERS, done });
  }

  #actions({ id, sweep }: StoredSweep) {
    return html`<div class="row-actions">
      <button type="button" class="quiet" aria-label="Rename ${sweep.name}" title="Rename" @click=${() => {
        this.renaming = id;
      }}>${icon('pen')}</button>
      <button type="button" class="quiet" aria-label="Delete ${sweep.name}" title="Delete" @click=${() => {
        this.asking = id;
      }}>${icon('trash')}</button></div>`;
  }

  /** Hundreds of runs go with it, and there is no way back. */
  #question({ id, sweep, done }: StoredSweep) {
    return html`<div class="question" role="group" aria-label="Delete ${sweep.name}?"><span>Delete ${plural(done, 'run')} for good?</span>
      <button type="button" class="danger" @click=${() => {
        this.asking = '';
        this.send('delete-sweep', id);
      }}>Delete</button>
      <button type="button" @click=${() => {
        this.asking = '';
      }}>Keep</button></div>`;
  }
}

customElements.define('stored-sweeps', StoredSweeps);
