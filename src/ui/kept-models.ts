// The models and gates that lists offer: those that ship with the page, the scripted teacher, and the adapters and gates kept in
// this browser, which come and go while the page is open. `choices` and `gates` are arrays for the page's life, so whoever
// holds one sees the present list.

import { DEFAULT_GATE } from '../agents/gates.ts';
import { keptModelId, shippedFor } from '../language/pocket/shipped.ts';
import type { KeptAdapter } from '../records/store/adapter-store.ts';
import type { KeptGate } from '../records/store/gate-store.ts';
import type { KeptOwnModel } from '../records/store/own-model-store.ts';
import { MODEL_LABELS, modelName } from './labels.ts';

type Choice = readonly [value: string, label: string];

interface Kept {
  readonly adapters: readonly KeptAdapter[];
  readonly gates: readonly KeptGate[];
  /** Whole models that somebody brought along; lists offer those that play Crafter. */
  readonly ownModels?: readonly KeptOwnModel[];
}

/** Lists on these pages are for agents of this world. */
const WORLD = 'Crafter-v1';

const SHIPPED_GATE: Choice = [DEFAULT_GATE.id, 'the one that ships with the lab'];

/** Told by a `change` event. */
class ModelList extends EventTarget {
  readonly choices: Choice[] = [...shippedFor(WORLD), 'teacher'].map(choiceOf);
  /** For the schedule `gate`, by their ids. */
  readonly gates: Choice[] = [SHIPPED_GATE];
  /** Ids of what is kept. */
  #kept: readonly string[] = [];

  /** Reads what is kept in this browser now; where storage is refused, nothing is. */
  async refresh(): Promise<void> {
    this.show(await readKept().catch(() => ({ adapters: [], gates: [] })));
  }

  /** Offers these beside the models and the gate of the page. */
  show({ adapters, gates, ownModels = [] }: Kept): void {
    const playing = ownModels.filter(({ world }) => world === WORLD);
    const kept: Choice[] = [
      ...adapters.map(({ weights, name }): Choice => [keptModelId(weights), name]),
      ...playing.map(({ id, name }): Choice => [id, name]),
    ];
    for (const id of this.#kept) delete MODEL_LABELS[id];
    for (const [id, name] of kept) MODEL_LABELS[id] = name;
    this.#kept = kept.map(([id]) => id);
    const ids = [...shippedFor(WORLD), ...this.#kept, 'teacher'];
    this.choices.splice(0, this.choices.length, ...ids.map(choiceOf));
    const own = gates.filter(({ id }) => id !== DEFAULT_GATE.id);
    this.gates.splice(1, this.gates.length, ...own.map(({ id, name }): Choice => [id, name]));
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
async function readKept(): Promise<Kept> {
  const [{ AdapterStore }, { GateStore }, { OwnModelStore }, { LabDatabase }] = await Promise.all([
    import('../records/store/adapter-store.ts'),
    import('../records/store/gate-store.ts'),
    import('../records/store/own-model-store.ts'),
    import('../records/store/database.ts'),
  ]);
  const database = new LabDatabase();
  const [adapters, gates, ownModels] = await Promise.all([
    new AdapterStore(database).list(),
    new GateStore(database).list(),
    new OwnModelStore(database).list(),
  ]);
  return { adapters, gates, ownModels };
}

export const modelList = new ModelList();
