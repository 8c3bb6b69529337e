// Models that somebody brings into this browser: checked (own-model.ts of language/pocket), named, kept, and given away again as
// ONNX files, as every other model of the page is.

import { LabError } from '../lab-error.ts';
import { mergedModel } from '../language/pocket/merged-model.ts';
import { httpReader, loadModelFiles, type ModelFiles } from '../language/pocket/model-files.ts';
import { exportOnnx } from '../language/pocket/onnx-export.ts';
import { readOwnModel } from '../language/pocket/own-model.ts';
import { isOwnModel } from '../language/pocket/shipped.ts';
import type { KeptOwnModel, OwnModelStore } from '../records/store/own-model-store.ts';
import { type PageSurroundings, readKnownAdapter } from './agent-source.ts';
import { type OwnModelRow, ownModelRow } from './own-model-row.ts';
import { type ChosenFile, MAX_MODEL_NAME, type OwnModelService } from './own-model-service.ts';

const QUIET = { progress: () => {}, notice: () => {} };
/** Names of files that say nothing of the model in them. */
const PLAIN_NAMES = ['model', 'weights'];

export class OwnModels implements OwnModelService {
  readonly #store: OwnModelStore;
  readonly #page: PageSurroundings;
  readonly #now: () => number;
  #deleted: OwnModelRow | null = null;

  /** @param page its shelf of own models has those of every world */
  constructor(store: OwnModelStore, page: PageSurroundings, now: () => number = Date.now) {
    this.#store = store;
    this.#page = page;
    this.#now = now;
  }

  list(): Promise<readonly KeptOwnModel[]> {
    return this.#store.list();
  }

  async import(files: readonly ChosenFile[]): Promise<KeptOwnModel> {
    const model = readOwnModel(files.map(({ bytes }) => bytes));
    const { row, files: own } = ownModelRow(model, nameOf(files, model.card.id), this.#now());
    await this.#store.put(row, own);
    return row;
  }

  async rename(id: string, name: string): Promise<void> {
    const plain = plainName(name);
    if (plain === '') throw new LabError('bad-argument', 'A model needs a name.');
    await this.#store.rename(id, plain);
  }

  async delete(id: string): Promise<void> {
    const row = await this.#store.get(id);
    const files = await this.#store.files(id).catch(onlyMissing);
    this.#deleted = files && { row, files };
    await this.#store.delete(id);
  }

  async restore(id: string): Promise<void> {
    if (this.#deleted?.row.id !== id)
      throw new LabError('not-found', 'This model is gone.', 'Import its file again.');
    await this.#store.put(this.#deleted.row, this.#deleted.files);
  }

  async export(id: string): Promise<Uint8Array<ArrayBuffer>> {
    return exportOnnx(await filesOfModel(this.#page, id)).slice();
  }
}

/**
 * The files of any pocket model that the page has, an adapter merged into the weights below it.
 * @throws LabError model-missing, not-found, wrong-hash, bad-model
 */
async function filesOfModel(page: PageSurroundings, id: string): Promise<ModelFiles> {
  const { signal } = new AbortController();
  if (isOwnModel(id) && page.ownModels) return loadModelFiles(await page.ownModels.reader(id));
  const adapter = await readKnownAdapter(page, id, signal, QUIET);
  const base = adapter?.header.base.model ?? id;
  const files = await loadModelFiles(httpReader(`${page.models}/${base}`), { cache: page.cache, signal });
  if (!adapter) return files;
  return mergedModel(id, files, { header: adapter.header, lora: adapter.loraFor(files.card.config) });
}

/** A row without files can be deleted as any other. */
function onlyMissing(error: unknown): null {
  if (LabError.from(error).code === 'not-found') return null;
  throw error;
}

/** After the file, unless its name says nothing. */
function nameOf(files: readonly ChosenFile[], id: string): string {
  const [first] = files;
  const name = plainName(first.name.replace(/\.(onnx|safetensors|json)$/i, ''));
  const isPlain = files.length > 1 || name === '' || PLAIN_NAMES.includes(name.toLowerCase());
  return isPlain ? id : name;
}

/** On one line, without what no name may have. */
function plainName(name: string): string {
  const plain = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return plain.slice(0, MAX_MODEL_NAME).toWellFormed();
}
