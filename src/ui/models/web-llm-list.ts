// web-llm's list: searched, filtered by what this device can hold, the smallest first. What does not fit is shown on request, with
// the reason.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CachedFolder } from '../../language/web-llm/cached.ts';
import type { WebLlmEntry } from '../../language/web-llm/catalog.ts';
import { obstacle, type WebLlmDevice } from '../../language/web-llm/device.ts';
import { libraryFolder } from '../../language/web-llm/files.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import './web-llm-row.ts';

/** Rows at first; more at a press. */
const FIRST_ROWS = 12;
const GIGABYTES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 48];

export class WebLlmList extends LabElement {
  static override properties = {
    device: plain,
    entries: plain,
    cached: plain,
    search: { state: true },
    memory: { state: true },
    all: { state: true },
    rows: { state: true },
  };

  device: WebLlmDevice | null = null;
  entries: readonly WebLlmEntry[] = [];
  cached: readonly CachedFolder[] = [];
  search = '';
  /** Bytes for a model as a person says it; null for the guess. */
  memory: number | null = null;
  /** Those that do not fit, too. */
  all = false;
  rows = FIRST_ROWS;

  protected override render() {
    const { device } = this;
    return html`<section class="card model-card" aria-labelledby="web-llm-title">
      <h2 id="web-llm-title">Chat models on your GPU <span class="figure">by web-llm</span></h2>
      ${device ? this.#about(device) : html`<p class="loading" role="status">Asking the browser for its GPU …</p>`}
      ${device ? this.#content(device) : nothing}
    </section>`;
  }

  #about(device: WebLlmDevice) {
    if (device.unusable)
      return html`<p class="ending refused" role="status">${device.unusable} The models below cannot run here, but may be looked at;
        the lab’s own ones run everywhere.</p>`;
    const name = device.name || 'a GPU that has no name';
    return html`<p class="muted">This device: ${name}, ${device.f16 ? 'with' : 'without'} 16-bit floats.
      ${device.software ? 'It is a software GPU: every model works, but may take minutes for a word.' : nothing}
      Sizes are estimates until you press Download, and exact before it begins.</p>`;
  }

  #content(device: WebLlmDevice) {
    const found = this.entries.filter((entry) => matches(entry, this.search));
    const held = { ...device, memoryBytes: this.memory ?? device.memoryBytes };
    const fits = found.filter((entry) => obstacle(entry, held) === null || this.#folder(entry)?.complete);
    const shown = (this.all ? found : fits).toSorted((a, b) => this.#rank(a) - this.#rank(b));
    return html`${this.#controls(device)}
      <p class="model-count" role="status">${plural(fits.length, 'model')} of ${this.entries.length} fit${fits.length === 1 ? 's' : ''}${this.search === '' ? '' : ` and match${fits.length === 1 ? 'es' : ''} “${this.search}”`}.</p>
      <ul class="model-rows" aria-label="Chat models">${repeat(
        shown.slice(0, this.rows),
        ({ id }) => id,
        (entry) =>
          html`<li><web-llm-row .entry=${entry} .why=${obstacle(entry, held)} .folder=${this.#folder(entry)}></web-llm-row></li>`,
      )}</ul>
      ${
        shown.length > this.rows
          ? html`<button type="button" class="model-more" @click=${() => this.#more()}>Show ${shown.length - this.rows} more</button>`
          : nothing
      }`;
  }

  #controls({ memoryBytes }: WebLlmDevice) {
    const guess =
      memoryBytes === null ? 'not known' : `about ${(memoryBytes / 2 ** 30).toFixed(0)} GB, a guess`;
    return html`<div class="model-controls">
      <label>Search <input type="search" autocomplete="off" placeholder="Qwen3, 1B, Apache …" .value=${this.search} @input=${this.#onSearch} /></label>
      <label>Memory for a model <select @change=${this.#onMemory}>
        <option value="">${guess}</option>
        ${GIGABYTES.map((size) => html`<option value=${size}>${size} GB</option>`)}</select></label>
      <label class="model-toggle"><input type="checkbox" .checked=${this.all} @change=${this.#onAll} /> Show what does not fit, and why</label>
    </div>`;
  }

  #folder(entry: WebLlmEntry): CachedFolder | undefined {
    const folder = libraryFolder(entry);
    return this.cached.find((each) => each.folder === folder);
  }

  /** What is here comes first, then one's own, then by the memory it takes. */
  #rank(entry: WebLlmEntry): number {
    if (this.#folder(entry)) return -2;
    return entry.own ? -1 : (entry.bytesOfVram ?? 0);
  }

  #more(): void {
    this.rows = Number.POSITIVE_INFINITY;
  }

  readonly #onSearch = (event: Event) => {
    this.search = (event.target as HTMLInputElement).value.trim().slice(0, 60);
    this.rows = FIRST_ROWS;
  };

  readonly #onMemory = (event: Event) => {
    const size = (event.target as HTMLSelectElement).value;
    this.memory = size === '' ? null : Number(size) * 2 ** 30;
  };

  readonly #onAll = (event: Event) => {
    this.all = (event.target as HTMLInputElement).checked;
  };
}

/** Every word of the search is in its name, its id or its licence. */
function matches({ label, id, licence }: WebLlmEntry, search: string): boolean {
  const text = `${label} ${id} ${licence ?? ''}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

customElements.define('web-llm-list', WebLlmList);
