// The whole models kept in this browser, as agent sources want them: as files of a model folder, for one world.

import { LabError } from '../lab-error.ts';
import type { FileReader } from '../language/pocket/model-files.ts';
import { readerOf, readOwnModel } from '../language/pocket/own-model.ts';
import type { LabDatabase } from '../records/store/database.ts';
import { OwnModelStore } from '../records/store/own-model-store.ts';

/** Where whole models lie that somebody brought along. */
export interface OwnModelShelf {
  /** @throws LabError not-found, model-missing (of another world), bad-model, wrong-hash, storage-refused */
  reader(id: string): Promise<FileReader>;
}

/** @param world that whoever asks can play; null for any */
export function ownModelShelf(database: LabDatabase, world: string | null): OwnModelShelf {
  const store = new OwnModelStore(database);
  return {
    async reader(id) {
      const kept = await store.get(id);
      if (world !== null && kept.world !== world) throw otherWorld(kept.name, kept.world, world);
      // What was stored is read as from anybody: the id says what it has to be.
      const { card, weights } = await store.files(id);
      const model = readOwnModel([card, weights]);
      if (model.id === id) return readerOf(model.files);
      throw new LabError(
        'wrong-hash',
        `“${kept.name}” is not the model that is asked for.`,
        'Delete it and import its file again.',
      );
    },
  };
}

function otherWorld(name: string, own: string | null, wanted: string): LabError {
  const what = own === null ? 'knows the words of no world here' : `plays ${own}, not ${wanted}`;
  return new LabError('model-missing', `“${name}” ${what}.`, 'Choose another model.');
}
