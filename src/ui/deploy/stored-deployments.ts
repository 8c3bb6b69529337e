// The deployments this browser keeps, the newest change first: open, rename in place, export, delete with a way back; and a file
// from elsewhere brought in.

import { html, nothing } from 'lit';
import { MAX_NAME_CHARACTERS, type StoredDeployment } from '../../services/deployment-service.ts';
import { icon } from '../icons.ts';
import { bytes, plural, timeText } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { renameForm } from '../parts/rename-form.ts';

export class StoredDeployments extends LabElement {
  static override properties = { rows: plain, current: plain, refused: plain, renaming: { state: true } };

  rows: readonly StoredDeployment[] | null = null;
  /** Id of the deployment on the page. */
  current = '';
  /** Why nothing is kept; '' if it is. */
  refused = '';
  renaming = '';

  protected override render() {
    const several = (this.rows?.length ?? 0) > 1;
    return html`<section class="card stored-sweeps" aria-labelledby="stored-deployments-title">
      <h2 id="stored-deployments-title">Your deployments</h2>
      ${this.refused ? html`<p class="muted">${this.refused}</p>` : this.#list()}
      <label class="button import">${icon('open')} Import a deployment<input type="file" class="sr-only" accept=".json" @change=${this.#onFile} /></label>
      ${several ? html`<button type="button" class="danger forget" @click=${() => this.send('forget-deployments')}>${icon('trash')} Delete all</button>` : nothing}
    </section>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('renaming') && this.renaming !== '')
      this.querySelector<HTMLInputElement>('.rename input')?.select();
  }

  #list() {
    if (!this.rows) return html`<p class="muted">Reading …</p>`;
    if (this.rows.length === 0)
      return html`<p class="muted">None yet. Each one is kept here by itself, after every stage.</p>`;
    return html`<ul>${this.rows.map((row) => this.#row(row))}</ul>`;
  }

  #row(row: StoredDeployment) {
    const { id, name, summary, bytes: size, busy, updated } = row;
    const isCurrent = id === this.current;
    const solved = summary.solved.map((share) => share.toFixed(0)).join(' → ');
    const made = `${timeText(updated)} · ${plural(summary.solved.length, 'generation')} of ${summary.generations + 1} · ${bytes(size)}`;
    return html`<li class=${isCurrent ? 'current' : ''}>
      ${this.renaming === id ? this.#rename(row) : html`<a href="#/deploy/${encodeURIComponent(id)}" aria-current=${isCurrent ? 'true' : nothing}>${name}</a>`}
      <span class="muted">${made}${solved ? ` · ${solved} %` : ''}${busy ? ' · running now' : ''}</span>
      ${this.#actions(row)}
    </li>`;
  }

  #rename({ id, name }: StoredDeployment) {
    const done = (given: string | null) => {
      this.renaming = '';
      if (given !== null) this.send('rename-deployment', { id, name: given });
    };
    return renameForm({ name, most: MAX_NAME_CHARACTERS, done });
  }

  #actions({ id, name }: StoredDeployment) {
    const button = (iconName: Parameters<typeof icon>[0], label: string, act: () => void) =>
      html`<button type="button" class="quiet" aria-label="${label} ${name}" title=${label} @click=${act}>${icon(iconName)}</button>`;
    return html`<div class="row-actions">
      ${button('pen', 'Rename', () => {
        this.renaming = id;
      })}
      ${button('save', 'Export', () => this.send('export-deployment', { id, name }))}
      ${button('trash', 'Delete', () => this.send('delete-deployment', { id, name }))}</div>`;
  }

  readonly #onFile = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (file) this.send('import-deployment', file);
  };
}

customElements.define('stored-deployments', StoredDeployments);
