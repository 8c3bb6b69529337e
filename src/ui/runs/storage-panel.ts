// What this browser stores for the lab: space used, and every downloaded model with its size and a way to delete it.

import { html, nothing } from 'lit';
import { type CachedModel, ModelCache } from '../../records/store/model-cache.ts';
import { askForPersistence, type StorageInfo, storageInfo } from '../../records/store/quota.ts';
import { icon } from '../icons.ts';
import { bytes } from '../labels.ts';
import { LabElement } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { runStore } from './stored-runs.ts';

export class StoragePanel extends LabElement {
  static override properties = { info: { state: true }, models: { state: true } };

  info: StorageInfo | null = null;
  models: readonly CachedModel[] = [];
  readonly #cache = new ModelCache(runStore().database);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#refresh().catch(fail);
  }

  protected override render() {
    const { info } = this;
    return html`<section class="card storage" aria-labelledby="storage-title">
      <h2 id="storage-title">Kept in this browser</h2>
      ${
        info
          ? html`<p class="muted">${bytes(info.used)} used of ${bytes(info.quota)} that the browser allows.
        ${info.persistent ? 'It will not be cleared by itself.' : 'When space is short the browser may clear it.'}</p>`
          : nothing
      }
      ${this.models.length > 0 ? html`<ul>${this.models.map(this.#model)}</ul>` : html`<p class="muted">No model is stored.</p>`}
      ${info && !info.persistent ? html`<div><button type="button" @click=${this.#persist}>Ask to keep it for good</button></div>` : nothing}
    </section>`;
  }

  readonly #model = (model: CachedModel) => html`<li><span>${model.name || 'model'}</span>
    <code>${model.hash.slice(0, 16)}</code><span class="figure">${bytes(model.size)}</span>
    <button type="button" class="quiet" aria-label="Delete the model ${model.name || model.hash.slice(0, 16)}"
      @click=${() => this.#delete(model)}>${icon('trash')}</button></li>`;

  async #delete(model: CachedModel): Promise<void> {
    await this.#cache.delete(model.hash).catch(fail);
    notify('The model was deleted; it is fetched again when it is needed.');
    await this.#refresh().catch(fail);
  }

  readonly #persist = async () => {
    const kept = await askForPersistence().catch(() => false);
    notify(kept ? 'The browser keeps it for good.' : 'The browser did not agree; it may after more visits.');
    await this.#refresh().catch(fail);
  };

  /** A browser that refuses storage has already said so above the list of runs. */
  async #refresh(): Promise<void> {
    this.info = await storageInfo();
    this.models = await this.#cache.list().catch(() => []);
  }
}

customElements.define('storage-panel', StoragePanel);
