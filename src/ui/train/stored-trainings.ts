// The trainings this browser keeps, the newest change first: open, lay over the one on the page, rename in place, export,
// delete with a way back; and a file from elsewhere brought in.

import { html, nothing } from 'lit';
import type { StoredTraining } from '../../services/learner-service.ts';
import { icon } from '../icons.ts';
import { bytes, count, plural, timeText } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { renameForm } from '../parts/rename-form.ts';
import { LOOKS } from './curves.ts';

const MAX_NAME_CHARACTERS = 80;

export class StoredTrainings extends LabElement {
  static override properties = {
    rows: plain,
    current: plain,
    compared: plain,
    refused: plain,
    renaming: { state: true },
  };

  rows: readonly StoredTraining[] | null = null;
  /** Id of the training on the page. */
  current = '';
  /** Ids of those that lie over it. */
  compared: readonly string[] = [];
  /** Why nothing is kept; '' if it is. */
  refused = '';
  renaming = '';

  protected override render() {
    return html`<section class="card stored-sweeps" aria-labelledby="stored-trainings-title">
      <h2 id="stored-trainings-title">Your trainings and checkpoints</h2>
      ${this.refused ? html`<p class="muted">${this.refused}</p>` : this.#list()}
      <label class="button import">${icon('open')} Import a checkpoint, model or gate<input type="file" class="sr-only" accept=".safetensors,.json" @change=${this.#onFile} /></label>
    </section>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('renaming') && this.renaming !== '')
      this.querySelector<HTMLInputElement>('.rename input')?.select();
  }

  #list() {
    if (!this.rows) return html`<p class="muted">Reading …</p>`;
    if (this.rows.length === 0)
      return html`<p class="muted">None yet. Each one is kept here by itself, with its newest and its best policy.</p>`;
    return html`<ul>${this.rows.map((row) => this.#row(row))}</ul>`;
  }

  #row(row: StoredTraining) {
    const { id, setup, updates, steps, bytes: size, busy, best, updated } = row;
    const isCurrent = id === this.current;
    const state = `${timeText(updated)} · ${plural(updates, 'update')}, ${count(steps)} steps · ${bytes(size)}`;
    const score = best ? ` · best ${best.score.mean.toFixed(1)} %` : '';
    return html`<li class=${isCurrent ? 'current' : ''}>
      ${this.renaming === id ? this.#rename(row) : html`<a href="#/train/${encodeURIComponent(id)}" aria-current=${isCurrent ? 'true' : nothing}>${setup.name}</a>`}
      <span class="muted">${setup.kind === 'gate' ? 'Gate · ' : ''}${state}${score}${busy ? ' · training now' : ''}</span>
      ${this.#actions(row)}
      ${isCurrent ? nothing : this.#compare(row)}
    </li>`;
  }

  #compare({ id, setup, updates }: StoredTraining) {
    if (this.current === '' || updates === 0) return nothing;
    const change = (event: Event) =>
      this.send('compare-training', { id, on: (event.target as HTMLInputElement).checked });
    const isChosen = this.compared.includes(id);
    const isFull = !isChosen && this.compared.length >= LOOKS.length - 1;
    return html`<label class="compare-choice"><input type="checkbox" .checked=${isChosen} ?disabled=${isFull} @change=${change} />
      Lay over the curves<span class="sr-only">: ${setup.name}</span></label>`;
  }

  #rename({ id, setup: { name } }: StoredTraining) {
    const done = (given: string | null) => {
      this.renaming = '';
      if (given !== null) this.send('rename-training', { id, name: given });
    };
    return renameForm({ name, most: MAX_NAME_CHARACTERS, done });
  }

  #actions({ id, setup, updates }: StoredTraining) {
    const { name } = setup;
    const button = (iconName: Parameters<typeof icon>[0], label: string, act: () => void) =>
      html`<button type="button" class="quiet" aria-label="${label} ${name}" title=${label} @click=${act}>${icon(iconName)}</button>`;
    return html`<div class="row-actions">
      ${button('pen', 'Rename', () => {
        this.renaming = id;
      })}
      ${updates > 0 ? button('save', 'Export', () => this.send('export-training', { id, setup })) : nothing}
      ${button('trash', 'Delete', () => this.send('delete-training', { id, name }))}</div>`;
  }

  readonly #onFile = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (file) this.send('import-training', file);
  };
}

customElements.define('stored-trainings', StoredTrainings);
