// The Runs page: every run this browser keeps, newest first. Open, continue, rename, delete (with undo), export one or
// several as a file, import by button or by dropping files anywhere on the page.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { checkFileSize, decodeFile, FILE_EXTENSION } from '../../records/file.ts';
import type { RunRecord } from '../../records/record.ts';
import { checkDigest, verifyRecord } from '../../records/replay.ts';
import type { StoredRun } from '../../records/store/run-store.ts';
import { icon } from '../icons.ts';
import { plural } from '../labels.ts';
import { takeFiles } from '../parts/chosen-files.ts';
import { LabElement } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { fileNameOf, saveFile } from '../share.ts';
import { busyRuns, countPlans, deleteRuns, listedRuns, runStore } from './stored-runs.ts';
import './runs-table.ts';
import './storage-panel.ts';

/** A run that plays is stored about every second; the list need not follow faster. */
const REFRESH_MS = 1500;

export class RunsPage extends LabElement {
  static override properties = {
    rows: { state: true },
    selected: { state: true },
    dropping: { state: true },
    refused: { state: true },
    plans: { state: true },
    busy: { state: true },
  };

  rows: readonly StoredRun[] | null = null;
  selected: ReadonlySet<string> = new Set();
  dropping = false;
  /** The browser keeps nothing: a sentence that says so. */
  refused = '';
  /** Plans written in each run, counted after the list is shown: `id steps` → count. */
  plans: ReadonlyMap<string, number> = new Map();
  /** Runs that are being played now. */
  busy: ReadonlySet<string> = new Set();
  #stopListening = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('dragover', this.#onDrag);
    addEventListener('dragleave', this.#onDragEnd);
    addEventListener('drop', this.#onDrop);
    this.#refresh().catch((error) => this.#refuse(error));
    this.#stopListening = runStore().onChange(this.#onStored);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('dragover', this.#onDrag);
    removeEventListener('dragleave', this.#onDragEnd);
    removeEventListener('drop', this.#onDrop);
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  protected override render() {
    return html`<div class="runs-page ${this.dropping ? 'dropping' : ''}" @choose=${this.#onChoose} @rename=${this.#onRename}
      @delete=${this.#onDelete} @export=${this.#onExport}>
      <div class="runs-head"><h1>Runs</h1>
        <span class="figure">${this.rows?.length ? plural(this.rows.length, 'run') : nothing}</span><span class="spacer"></span>
        ${this.#bulk()}
        <label class="button file">${icon('bring')} Import
          <input type="file" class="sr-only" multiple accept=${FILE_EXTENSION} @change=${this.#onFiles} /></label>
      </div>
      ${this.refused ? html`<p class="ending refused" role="status">${this.refused}</p>` : nothing}
      ${this.#content()}
      <storage-panel></storage-panel>
      ${this.dropping ? html`<div class="drop-hint" aria-hidden="true">Drop run files to import them</div>` : nothing}
    </div>`;
  }

  #bulk() {
    const chosen = this.selected.size;
    if (!this.rows?.length) return nothing;
    return html`<button type="button" ?disabled=${chosen !== 2} title="Choose two runs to see them side by side"
        @click=${() => this.#compare()}>${icon('compare')} Compare two</button>
      <button type="button" ?disabled=${chosen === 0} @click=${() => this.#exportIds([...this.selected])}>
        ${icon('save')} Export ${chosen > 0 ? `${chosen} selected` : 'selected'}</button>
      <button type="button" ?disabled=${chosen === 0} @click=${() => this.#deleteIds([...this.selected])}>${icon('trash')} Delete</button>`;
  }

  #content() {
    if (!this.rows) return html`<p class="loading" role="status">Reading the stored runs …</p>`;
    if (this.rows.length > 0)
      return html`<runs-table .rows=${this.rows} .selected=${this.selected} .plans=${this.plans} .busy=${this.busy}></runs-table>`;
    return html`<div class="empty"><h2>No runs yet</h2>
      <p>Every run you play is kept here by itself, in this browser only. Play one, or drop a ${FILE_EXTENSION} file on this page.</p>
      <p><a class="button" href="#/play">${icon('play')} Play a run</a></p></div>`;
  }

  /** The two chosen runs side by side, in the order of the list turned round: the older one on the left. */
  #compare(): void {
    const [a, b] = (this.rows ?? []).filter(({ id }) => this.selected.has(id)).reverse();
    location.hash = `#/compare?${new URLSearchParams({ a: a.id, b: b.id })}`;
  }

  async #refresh(): Promise<void> {
    this.rows = await listedRuns();
    this.busy = await busyRuns(this.rows);
    this.refused = '';
    const known = new Set(this.rows.map(({ id }) => id));
    this.selected = new Set([...this.selected].filter((id) => known.has(id)));
    await this.#countPlans();
  }

  async #countPlans(): Promise<void> {
    for (const { id, steps } of this.rows ?? []) {
      const key = `${id} ${steps}`;
      if (this.plans.has(key)) continue;
      const found = await countPlans(id).catch(() => null);
      if (found !== null) this.plans = new Map(this.plans).set(key, found);
    }
  }

  /** Another tab, or the run that plays in this one, stored something. */
  readonly #onStored = () => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#refresh().catch((error) => this.#refuse(error));
    }, REFRESH_MS);
  };

  #refuse(error: unknown): void {
    const { message, hint } = LabError.from(error);
    this.refused = `${message} ${hint}`.trim();
    this.rows = [];
  }

  /** Does something to the store and shows the list anew, whatever came of it. */
  async #change(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      fail(error);
    }
    await this.#refresh().catch((error) => this.#refuse(error));
  }

  readonly #onChoose = (event: CustomEvent<ReadonlySet<string>>) => {
    this.selected = event.detail;
  };

  readonly #onRename = (event: CustomEvent<{ id: string; name: string }>) =>
    this.#change(() => runStore().rename(event.detail.id, event.detail.name));

  readonly #onDelete = (event: CustomEvent<string>) => this.#deleteIds([event.detail]);

  readonly #onExport = (event: CustomEvent<string>) => this.#exportIds([event.detail]);

  #deleteIds(ids: readonly string[]): Promise<void> {
    return this.#change(async () => {
      const undo = await deleteRuns(ids);
      notify(`${plural(ids.length, 'run')} deleted.`, { label: 'Undo', run: () => this.#change(undo) });
    });
  }

  #exportIds(ids: readonly string[]): Promise<void> {
    return this.#change(async () => {
      const records = await Promise.all(ids.map((id) => runStore().load(id)));
      saveFile(records, records.length === 1 ? fileNameOf(records[0]) : `goldilocks-${records.length}-runs`);
    });
  }

  readonly #onFiles = (event: Event) => this.#import(takeFiles(event));

  async #import(files: readonly File[]): Promise<void> {
    const records: RunRecord[] = [];
    for (const file of files) {
      try {
        checkFileSize(file.size);
        const found = decodeFile(new Uint8Array(await file.arrayBuffer()));
        for (const record of found) checkDigest(verifyRecord(record));
        records.push(...found);
      } catch (error) {
        const { code, message, hint } = LabError.from(error);
        fail(new LabError(code, `${file.name.slice(0, 60)}: ${message}`, hint));
      }
    }
    if (records.length > 0) await this.#keep(records);
  }

  /** Stores what was imported; a single run is opened at once, also where nothing can be stored. */
  async #keep(records: readonly RunRecord[]): Promise<void> {
    await this.#change(async () => {
      await runStore().importRecords(records);
      notify(`${plural(records.length, 'run')} imported.`);
    });
    if (records.length === 1) this.send('open-record', records[0]);
  }

  readonly #onDrag = (event: DragEvent) => {
    event.preventDefault();
    this.dropping = true;
  };

  readonly #onDragEnd = (event: DragEvent) => {
    if (event.relatedTarget === null) this.dropping = false;
  };

  readonly #onDrop = (event: DragEvent) => {
    event.preventDefault();
    this.dropping = false;
    return this.#import([...(event.dataTransfer?.files ?? [])]);
  };
}

customElements.define('runs-page', RunsPage);
