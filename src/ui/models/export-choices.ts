// The models that can be exported, in groups: those of the page, the adapters trained here, the models brought along.

import { isKeptModel, isOwnModel, SHIPPED_MODELS } from '../../language/pocket/shipped.ts';

export interface ExportGroup {
  readonly label: string;
  readonly ids: readonly string[];
}

/**
 * @param offered what lists of models offer now, by id; adapters that are kept are among them
 * @param own models that somebody brought along
 */
export function exportChoices(
  offered: readonly (readonly [id: string, label: string])[],
  own: readonly { readonly id: string }[],
): ExportGroup[] {
  const ids = offered.map(([id]) => id);
  return [
    { label: 'Shipped with the lab', ids: Object.keys(SHIPPED_MODELS) },
    { label: 'Trained in this browser', ids: ids.filter((id) => isKeptModel(id) && !isOwnModel(id)) },
    { label: 'Imported', ids: own.map(({ id }) => id) },
  ].filter((group) => group.ids.length > 0);
}
