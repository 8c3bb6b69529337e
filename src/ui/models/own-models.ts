// The models that somebody brought into this browser, and every pocket model as an ONNX file for elsewhere. Files are read and
// checked in a worker; this element says what they are and what is wrong with them.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { checkOwnModelSize } from '../../language/pocket/own-model-size.ts';
import { type ChosenFile, type KeptOwnModel, MAX_MODEL_NAME } from '../../services/own-model-service.ts';
import { saveBlob } from '../hand-over.ts';
import { icon } from '../icons.ts';
import { modelList } from '../kept-models.ts';
import { bytes, modelName } from '../labels.ts';
import { takeFiles } from '../parts/chosen-files.ts';
import { LabElement } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { renameForm } from '../parts/rename-form.ts';
import { exportChoices } from './export-choices.ts';
import { type OwnModelClient, ownModelClient } from './own-model-client.ts';

const ENDINGS = '.onnx,.safetensors,.json';
const PLAY_WORLD = 'Crafter-v1';

export class OwnModelsElement extends LabElement {
  static override properties = {
    rows: { state: true },
    renaming: { state: true },
    working: { state: true },
    refused: { state: true },
  };

  /** null before they were read. */
  rows: readonly KeptOwnModel[] | null = null;
  /** Id of the model whose name is edited. */
  renaming = '';
  /** What is being done, for people; '' for nothing. */
  working = '';
  /** Why nothing is kept; '' if it is. */
  refused = '';
  client: OwnModelClient = ownModelClient();

  override connectedCallback(): void {
    super.connectedCallback();
    modelList.addEventListener('change', this.#onList);
    void this.#refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    modelList.removeEventListener('change', this.#onList);
    this.working = '';
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('renaming') && this.renaming !== '')
      this.querySelector<HTMLInputElement>('.rename input')?.select();
  }

  protected override render() {
    return html`<section class="card own-models" aria-labelledby="own-models-title" aria-busy=${this.working !== ''}>
      <h2 id="own-models-title">Your own models</h2>
      <p class="muted">Bring a model of the pocket kind: an .onnx file that was exported here, or a .safetensors file together with
        its model.json. Of a file only the weights are taken, number by number; no graph in it is ever run. It stays in this
        browser.</p>
      ${this.refused ? html`<p class="ending refused" role="status">${this.refused}</p>` : nothing}
      ${this.#list()}
      <div class="buttons">${this.#import()}</div>
      ${this.#export()}
      <p class="own-models-work muted" role="status">${this.working}</p>
    </section>`;
  }

  #list() {
    if (!this.rows) return html`<p class="muted">Reading what is kept …</p>`;
    if (this.rows.length === 0) return html`<p class="muted">None yet.</p>`;
    return html`<ul aria-label="Imported models">${this.rows.map((row) => this.#row(row))}</ul>`;
  }

  #row(row: KeptOwnModel) {
    return html`<li>
      <div class="own-model-name">${this.renaming === row.id ? this.#rename(row) : html`<strong>${row.name}</strong>`}
        <span class="figure">${playsText(row.world)}</span></div>
      <dl class="own-model-facts"><div><dt>Size</dt><dd class="figure">${bytes(row.size)}</dd></div>
        <div><dt>SHA-256</dt><dd><code title=${row.hash}>${row.hash.slice(0, 16)}</code></dd></div></dl>
      <div class="row-actions">${this.#actions(row)}</div></li>`;
  }

  #actions(row: KeptOwnModel) {
    const button = (name: 'pen' | 'save' | 'trash', label: string, act: () => void) =>
      html`<button type="button" class="quiet" aria-label="${label} ${row.name}" title=${label} ?disabled=${this.working !== ''}
        @click=${act}>${icon(name)}</button>`;
    return html`${
      row.world === PLAY_WORLD
        ? html`<a class="button" href="#/play?model=${row.id}">${icon('play')} Play<span class="sr-only"> ${row.name}</span></a>`
        : nothing
    }
      ${button('pen', 'Rename', () => {
        this.renaming = row.id;
      })}
      ${button('save', 'Export', () => this.#exportModel(row.id, row.name))}
      ${button('trash', 'Delete', () => this.#delete(row))}`;
  }

  #rename({ id, name }: KeptOwnModel) {
    const done = (given: string | null) => {
      this.renaming = '';
      if (given !== null)
        void this.#do('Renaming …', () => this.client.ask((service) => service.rename(id, given)));
    };
    return renameForm({ name, most: MAX_MODEL_NAME, done });
  }

  #import() {
    return html`<label class="button file">${icon('bring')} Import a model …
      <input type="file" class="sr-only" multiple accept=${ENDINGS} ?disabled=${this.working !== ''} @change=${this.#onFiles} /></label>`;
  }

  #export() {
    const groups = exportChoices(modelList.choices, this.rows ?? []);
    return html`<form class="own-models-export" @submit=${this.#onExport}>
      <h3>Any model as an ONNX file</h3>
      <p class="muted">For onnxruntime elsewhere, weights and card included. An adapter is merged into the weights below it.</p>
      <label class="sr-only" for="own-models-which">Model to export</label>
      <div class="own-models-pick"><select id="own-models-which">${groups.map(
        ({ label, ids }) =>
          html`<optgroup label=${label}>${ids.map((id) => html`<option value=${id}>${this.#nameOf(id)}</option>`)}</optgroup>`,
      )}</select>
        <button type="submit" ?disabled=${this.working !== ''}>${icon('save')} Export as .onnx</button></div></form>`;
  }

  #nameOf(id: string): string {
    return this.rows?.find((row) => row.id === id)?.name ?? modelName(id);
  }

  /** Something may have come back by an Undo that was pressed while another page of the lab was shown. */
  readonly #onList = () => {
    this.requestUpdate();
    void this.#refresh();
  };

  readonly #onFiles = (event: Event) => {
    const files = takeFiles(event);
    if (files.length > 0) void this.#importFiles(files);
  };

  #importFiles(files: readonly File[]): Promise<void> {
    const shown = files.map(({ name }) => name.slice(0, 60)).join(', ');
    return this.#do(`Checking ${shown} …`, async () => {
      try {
        const chosen = await readFiles(files);
        const { name, world } = await this.client.ask((service) => service.import(chosen));
        notify(`“${name}” is imported: it ${playsText(world)}.`);
      } catch (error) {
        const { code, message, hint } = LabError.from(error);
        throw new LabError(code, `${shown}: ${message}`, hint);
      }
    });
  }

  readonly #onExport = (event: Event) => {
    event.preventDefault();
    const id = this.querySelector<HTMLSelectElement>('#own-models-which')?.value ?? '';
    if (id !== '') this.#exportModel(id, this.#nameOf(id));
  };

  #exportModel(id: string, name: string): void {
    void this.#do(`Exporting ${name} …`, async () => {
      const onnx = await this.client.ask((service) => service.export(id));
      saveBlob(new Blob([onnx], { type: 'application/octet-stream' }), onnxName(name));
      notify(`“${name}” is exported (${bytes(onnx.length)}).`);
    });
  }

  #delete({ id, name }: KeptOwnModel): void {
    void this.#do('Deleting …', async () => {
      await this.client.ask((service) => service.delete(id));
      const undo = () =>
        this.#do('Putting it back …', () => this.client.ask((service) => service.restore(id)));
      notify(`“${name}” is deleted.`, { label: 'Undo', run: () => void undo() });
    });
  }

  /** Does one thing at a time, and shows the list anew whatever came of it. */
  async #do(what: string, work: () => Promise<unknown>): Promise<void> {
    if (this.working !== '') return;
    this.working = what;
    await work().catch(fail);
    this.working = '';
    await Promise.all([this.#refresh(), modelList.refresh()]);
  }

  async #refresh(): Promise<void> {
    try {
      this.rows = await this.client.ask((service) => service.list());
      this.refused = '';
    } catch (error) {
      const { message, hint } = LabError.from(error);
      this.rows = [];
      this.refused = `${message} ${hint}`.trim();
    }
  }
}

/** @throws LabError too-large before anything is read */
async function readFiles(files: readonly File[]): Promise<ChosenFile[]> {
  checkOwnModelSize(files.map(({ size }) => size));
  return Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}

/** `Crafter-v1` → `plays Crafter`. */
function playsText(world: string | null): string {
  return world === null ? 'plays no world of this lab' : `plays ${world.replace(/-v\d+$/, '')}`;
}

/** Without anything a file system minds. */
function onnxName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${plain.slice(0, 72) || 'model'}.onnx`;
}

customElements.define('own-models', OwnModelsElement);
