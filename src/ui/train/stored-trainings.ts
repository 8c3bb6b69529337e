// The trainings this browser keeps: open, lay over the one on the page, rename in place, export, delete with a way back; and a
// file from elsewhere brought in.

import { html, nothing } from 'lit';
import type { StoredTraining } from '../../services/learner-service.ts';
import { bytes, count, plural, timeText } from '../labels.ts';
import { plain } from '../parts/lab-element.ts';
import { StoredList } from '../parts/stored-list.ts';
import { LOOKS } from './curves.ts';

export class StoredTrainings extends StoredList<StoredTraining> {
  static override properties = { ...StoredList.properties, compared: plain };

  /** Ids of those that lie over the one on the page. */
  compared: readonly string[] = [];
  protected override readonly kind = 'training';
  protected override readonly page = 'train';
  protected override readonly heading = 'Your trainings and checkpoints';
  protected override readonly none =
    'None yet. Each one is kept here by itself, with its newest and its best policy.';

  protected override nameOf({ setup }: StoredTraining): string {
    return setup.name;
  }

  protected override about({ setup, updates, steps, bytes: size, busy, best, updated }: StoredTraining) {
    const state = `${timeText(updated)} · ${plural(updates, 'update')}, ${count(steps)} steps · ${bytes(size)}`;
    const score = best ? ` · best ${best.score.mean.toFixed(1)} %` : '';
    return `${setup.kind === 'gate' ? 'Gate · ' : ''}${state}${score}${busy ? ' · training now' : ''}`;
  }

  protected override actions(row: StoredTraining) {
    const { id, setup, updates } = row;
    return html`<div class="row-actions">
      ${this.renameButton(row)}
      ${updates > 0 ? this.button('save', 'Export', row, () => this.send('export-training', { id, setup })) : nothing}
      ${this.button('trash', 'Delete', row, () => this.send('delete-training', { id, name: setup.name }))}</div>`;
  }

  protected override more({ id, setup, updates }: StoredTraining) {
    if (id === this.current || this.current === '' || updates === 0) return nothing;
    const change = (event: Event) =>
      this.send('compare-training', { id, on: (event.target as HTMLInputElement).checked });
    const isChosen = this.compared.includes(id);
    const isFull = !isChosen && this.compared.length >= LOOKS.length - 1;
    return html`<label class="compare-choice"><input type="checkbox" .checked=${isChosen} ?disabled=${isFull} @change=${change} />
      Lay over the curves<span class="sr-only">: ${setup.name}</span></label>`;
  }

  protected override foot() {
    return this.importButton('Import a checkpoint, model or gate', '.safetensors,.json');
  }
}

customElements.define('stored-trainings', StoredTrainings);
