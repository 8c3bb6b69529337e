// What models take of this browser's storage: the room there is, whether it is kept for good, and every model with its size and a
// way to delete it.

import { html, nothing } from 'lit';
import { type CachedFolder, deleteFolder } from '../../language/web-llm/cached.ts';
import type { WebLlmEntry } from '../../language/web-llm/catalog.ts';
import { LabDatabase } from '../../records/store/database.ts';
import { type CachedModel, ModelCache } from '../../records/store/model-cache.ts';
import { askForPersistence, type StorageInfo, storageInfo } from '../../records/store/quota.ts';
import { icon } from '../icons.ts';
import { bytes, modelName } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { downloads } from './downloads.ts';

export class ModelStorage extends LabElement {
  static override properties = {
    cached: plain,
    entries: plain,
    info: { state: true },
    pocket: { state: true },
    busy: { state: true },
  };

  cached: readonly CachedFolder[] = [];
  entries: readonly WebLlmEntry[] = [];
  /** null before it is known, or where the browser does not say. */
  info: StorageInfo | null = null;
  pocket: readonly CachedModel[] = [];
  /** What is being deleted. */
  busy = '';
  readonly #cache = new ModelCache(new LabDatabase());

  /** The page sets `cached` anew whenever something has come or gone. */
  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('cached')) void this.#refresh();
  }

  protected override render() {
    const { cached, pocket } = this;
    return html`<section class="card model-card" aria-labelledby="model-storage-title">
      <h2 id="model-storage-title">Kept in this browser</h2>
      ${this.#room()}
      ${
        cached.length + pocket.length === 0
          ? html`<p class="muted">No model is kept yet.</p>`
          : html`<ul class="model-rows">${cached.map(this.#folder)}${pocket.map(this.#pocket)}</ul>`
      }
    </section>`;
  }

  #room() {
    const { info } = this;
    if (!info) return html`<p class="muted">This browser does not tell how much it lets the lab store.</p>`;
    const { used, quota, persistent } = info;
    return html`<div class="model-room">
      <label for="model-room">${bytes(used)} used of ${bytes(quota)} that the browser allows</label>
      <meter id="model-room" max=${quota || 1} value=${used}></meter>
      <p class="muted">${
        persistent
          ? html`${icon('check')} Kept for good: the browser does not clear it by itself.`
          : 'When space is short, the browser may clear it by itself.'
      }</p>
      ${persistent ? nothing : html`<button type="button" @click=${this.#onPersist}>Ask to keep it for good</button>`}
    </div>`;
  }

  readonly #folder = (row: CachedFolder) => {
    const name = nameOf(row);
    const size =
      row.complete || row.totalBytes === null
        ? bytes(row.bytes)
        : `${bytes(row.bytes)} of ${bytes(row.totalBytes)}, unfinished`;
    const note = row.entries.length > 1 ? `, shared by ${row.entries.length} entries of the list` : '';
    const loading = row.entries.some(({ id }) => downloads.of(id));
    return this.#row(name, `web-llm, ${size}${note}`, loading, () => deleteFolder(row.folder, this.entries));
  };

  readonly #pocket = ({ name, hash, size }: CachedModel) =>
    this.#row(modelName(name) || hash.slice(0, 16), `pocket model, ${bytes(size)}`, false, () =>
      this.#cache.delete(hash),
    );

  #row(name: string, about: string, loading: boolean, remove: () => Promise<void>) {
    return html`<li class="model-row"><div class="model-name"><strong>${name}</strong><span class="figure">${about}</span></div>
      <div class="row-actions"><button type="button" ?disabled=${loading || this.busy !== ''} aria-label="Delete ${name} from this browser"
        @click=${() => this.#delete(name, remove)}>${icon('trash')} ${this.busy === name ? 'Deleting …' : 'Delete'}</button></div></li>`;
  }

  async #delete(name: string, remove: () => Promise<void>): Promise<void> {
    this.busy = name;
    try {
      await remove();
      notify(`${name} was deleted from this browser.`);
    } catch (error) {
      fail(error);
    }
    this.busy = '';
    this.send('kept-changed');
  }

  readonly #onPersist = async () => {
    const kept = await askForPersistence().catch(() => false);
    notify(kept ? 'The browser keeps it for good.' : 'The browser did not agree; it may after more visits.');
    await this.#refresh();
  };

  async #refresh(): Promise<void> {
    this.info = await storageInfo().catch(() => null);
    this.pocket = await this.#cache.list().catch(() => []);
  }
}

/** The entry's name, or the end of the folder's address where no entry is left. */
function nameOf({ entries, folder }: CachedFolder): string {
  if (entries.length > 0) return entries[0].label;
  return (
    folder
      .replace(/\/resolve\/[^/]+\/$/, '')
      .split('/')
      .slice(-1)[0] || folder
  );
}

customElements.define('model-storage', ModelStorage);
