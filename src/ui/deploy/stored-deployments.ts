// The deployments this browser keeps: open, rename in place, export, delete with a way back; and a file from elsewhere brought
// in.

import { html, nothing } from 'lit';
import type { StoredDeployment } from '../../services/deployment-service.ts';
import { icon } from '../icons.ts';
import { bytes, plural, timeText } from '../labels.ts';
import { StoredList } from '../parts/stored-list.ts';

export class StoredDeployments extends StoredList<StoredDeployment> {
  protected override readonly kind = 'deployment';
  protected override readonly page = 'deploy';
  protected override readonly heading = 'Your deployments';
  protected override readonly none = 'None yet. Each one is kept here by itself, after every stage.';

  protected override nameOf({ name }: StoredDeployment): string {
    return name;
  }

  protected override about({ summary, bytes: size, busy, updated }: StoredDeployment): string {
    const solved = summary.solved.map((share) => share.toFixed(0)).join(' → ');
    const made = `${timeText(updated)} · ${plural(summary.solved.length, 'generation')} of ${summary.generations + 1} · ${bytes(size)}`;
    return `${made}${solved ? ` · ${solved} %` : ''}${busy ? ' · running now' : ''}`;
  }

  protected override actions(row: StoredDeployment) {
    const { id, name } = row;
    return html`<div class="row-actions">
      ${this.renameButton(row)}
      ${this.button('save', 'Export', row, () => this.send('export-deployment', { id, name }))}
      ${this.button('trash', 'Delete', row, () => this.send('delete-deployment', { id, name }))}</div>`;
  }

  protected override foot() {
    const several = (this.rows?.length ?? 0) > 1;
    return html`${this.importButton('Import a deployment', '.json')}
      ${several ? html`<button type="button" class="danger forget" @click=${() => this.send('forget-deployments')}>${icon('trash')} Delete all</button>` : nothing}`;
  }
}

customElements.define('stored-deployments', StoredDeployments);
