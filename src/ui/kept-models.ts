// The models that lists offer: those that ship with the page, the scripted teacher, and the adapters kept in this browser, which
// come and go while the page is open. `choices` is one array for the page's life, so whoever holds it sees the present list.

import { keptModelId, SHIPPED_MODELS } from '../language/pocket/shipped.ts';
import type { KeptAdapter } from '../records/store/adapter-store.ts';
import { MODEL_LABELS, modelName } from './labels.ts';

type Choice = readonly [value: string, label: string];

/** Told by a `change` event. */
class ModelList extends EventTarget {
  readonly choices: Choice[] = [...Object.keys(SHIPPED_MODELS), 'teacher'].map(choiceOf);
  #kept: readonly KeptAdapter[] = [];

  /** Reads what is kept in this browser now; where storage is refused, nothing is. */
  async refresh(): Promise<void> {
    this.show(await readKept().catch(() => []));
  }

  /** Offers these adapters beside the models of the page. */
  show(kept: readonly KeptAdapter[]): void {
    for (const { weights } of this.#kept) delete MODEL_LABELS[keptModelId(weights)];
    for (const { weights, name } of kept) MODEL_LABELS[keptModelId(weights)] = name;
    this.#kept = kept;
    const ids = [
      ...Object.keys(SHIPPED_MODELS),
      ...kept.map(({ weights }) => keptModelId(weights)),
      'teacher',
    ];
    this.choices.splice(0, this.choices.length, ...ids.map(choiceOf));
    this.dispatchEvent(new Event('change'));
  }
}

/** The choices, and the present value where it is none of them (an adapter that another browser keeps). */
export function choicesWith(choices: readonly Choice[], ...values: readonly string[]): readonly Choice[] {
  const missing = values.filter((value) => !choices.some(([known]) => known === value));
  return missing.length === 0 ? choices : [...choices, ...missing.map(choiceOf)];
}

function choiceOf(id: string): Choice {
  return [id, modelName(id)];
}

/** The storage's code comes when it is first read: the page is drawn without it. */
async function readKept(): Promise<KeptAdapter[]> {
  const [{ AdapterStore }, { LabDatabase }] = await Promise.all([
    import('../records/store/adapter-store.ts'),
    import('../records/store/database.ts'),
  ]);
  return new AdapterStore(new LabDatabase()).list();
}

export const modelList = new ModelList();
