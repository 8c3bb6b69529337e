// What the Models page asks of its worker: models that somebody brought along, and every model as an ONNX file.

import type { KeptOwnModel } from '../records/store/own-model-store.ts';

export type { KeptOwnModel } from '../records/store/own-model-store.ts';

/** Characters of a model's name at the most. */
export const MAX_MODEL_NAME = 80;

/** A file as a person chose it. */
export interface ChosenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface OwnModelService {
  /** The newest first. @throws LabError storage-refused */
  list(): Promise<readonly KeptOwnModel[]>;
  /**
   * Keeps the model that one file, or card and weights together, hold.
   * @throws LabError too-large, bad-model, wrong-hash, storage-full, storage-refused
   */
  import(files: readonly ChosenFile[]): Promise<KeptOwnModel>;
  /** @throws LabError not-found, bad-argument (no name), storage-full, storage-refused */
  rename(id: string, name: string): Promise<void>;
  /** Takes a model away; the last one can be put back. */
  delete(id: string): Promise<void>;
  /** Puts back what `delete` took last. @throws LabError not-found, storage-full */
  restore(id: string): Promise<void>;
  /**
   * A shipped model, an adapter over one (merged into its weights) or a model of this browser, as one ONNX file.
   * @throws LabError model-missing, not-found, wrong-hash, bad-model
   */
  export(id: string): Promise<Uint8Array<ArrayBuffer>>;
}
