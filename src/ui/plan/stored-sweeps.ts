// The experiments this browser keeps: open, rename in place, delete after a question.

import { html } from 'lit';
import type { StoredSweep } from '../../services/experiment-service.ts';
import { count, plural, timeText } from '../labels.ts';
import { plain } from '../parts/lab-element.ts';
import { StoredList } from '../parts/stored-list.ts';

export class StoredSweeps extends StoredList<StoredSweep> {
  static override properties = { ...StoredList.properties, currentDone: plain, asking: { state: true } };

  /** Episodes so far of the one on the page: the list itself is read more seldom. */
  currentDone = 0;
  /** Id of the experiment about whose deletion the page asks. */
  asking = '';
  protected override readonly kind = 'sweep';
  protected override readonly page = 'plan';
  protected override readonly heading = 'Your experiments';
  protected override readonly none = 'None yet. Each one is kept here by itself, run by run.';

  protected override nameOf({ sweep }: StoredSweep): string {
    return sweep.name;
  }

  protected override about({ id, done: stored, total, updated }: StoredSweep): string {
    const done = Math.max(stored, id === this.current ? this.currentDone : 0);
    const state = done === total ? plural(total, 'episode') : `${count(done)} of ${plural(total, 'episode')}`;
    return `${timeText(updated)} · ${state}`;
  }

  protected override actions(row: StoredSweep) {
    const { id } = row;
    if (this.asking === id) return this.#question(row);
    return html`<div class="row-actions">
      ${this.renameButton(row)}
      ${this.button('trash', 'Delete', row, () => {
        this.asking = id;
      })}</div>`;
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
