// The adapters kept in this browser, as agent sources want them.

import { LabError } from '../lab-error.ts';
import { weightsOfModel } from '../language/pocket/shipped.ts';
import { AdapterStore } from '../records/store/adapter-store.ts';
import type { LabDatabase } from '../records/store/database.ts';
import type { AdapterShelf } from './agent-source.ts';

export function adapterShelf(database: LabDatabase): AdapterShelf {
  const store = new AdapterStore(database);
  return {
    read: async (id) => {
      const weights = weightsOfModel(id);
      if (weights === null)
        throw new LabError('model-missing', `There is no model "${id.slice(0, 64)}" here.`);
      return store.read(weights);
    },
  };
}
