// How a page comes to what its address asks for: a set-up in plain keys, a stored run, or, after a reload, the run that went on
// in this tab.

import { fail } from './parts/notices.ts';
import { rememberedInTab, rememberInTab } from './session-memory.ts';

interface RunOnPage {
  readonly id: string;
  readonly phase: string;
  readonly running: boolean;
  open(id: string): Promise<void>;
  clear(): void;
}

interface ReadSetup<Values> {
  readonly setup: Values;
  readonly problems: readonly unknown[];
}

/** A set-up makes room for itself, where nothing goes on. What could not be read of it is told. @returns the set-up */
export function arriveAtSetup<Values>(run: RunOnPage, { setup, problems }: ReadSetup<Values>): Values {
  for (const problem of problems) fail(problem);
  if (!run.running) run.clear();
  return setup;
}

/** What went on in this tab when the page was left; its id is '' where nothing did. */
interface LastRun {
  readonly id: string;
  resume(id: string): Promise<void>;
  forget(): void;
}

/**
 * After a reload what went on in this tab goes on; another run is shown as far as it is.
 * @param wanted id of the address; '' for none
 * @throws LabError not-found, run-busy
 */
export async function arriveAtStored(run: RunOnPage, wanted: string, last: LastRun): Promise<void> {
  const id = wanted || (run.phase === 'empty' ? last.id : '');
  if (id === '' || id === run.id) return;
  if (id !== last.id) return run.open(id);
  try {
    await last.resume(id);
  } catch (error) {
    last.forget();
    throw error;
  }
}

/** Where a run plays and learns: what a reload needs to go on with it. */
interface Places {
  readonly runtime: string;
  readonly device: string;
}

/** Addresses of a page whose runs learn, and what its tab remembers over a reload. */
export class Arrivals<Values, Options extends Places> {
  readonly #key: string;
  readonly #read: (query: string) => ReadSetup<Values>;
  readonly #optionsOf: (values: Values) => Options;

  /** @param key of what the tab remembers */
  constructor(
    key: string,
    read: (query: string) => ReadSetup<Values>,
    optionsOf: (values: Values) => Options,
  ) {
    this.#key = key;
    this.#read = read;
    this.#optionsOf = optionsOf;
  }

  /** Of the run that goes on in this tab, for a reload; '' forgets. */
  remember(id: string, { runtime, device }: Places): void {
    rememberInTab(this.#key, id === '' ? '' : `${id} ${runtime} ${device}`);
  }

  /**
   * Brings the run to what the address asks for. @returns the set-up of the address, where it has one
   * @throws LabError not-found, run-busy
   */
  async arrive(
    run: RunOnPage & { resume(id: string, options: Options): Promise<void> },
    { query, id: wanted }: { readonly query: string; readonly id: string },
  ): Promise<Values | null> {
    if (query !== '') return arriveAtSetup(run, this.#read(query));
    if (run.running) return null;
    const [id, runtime, device] = rememberedInTab(this.#key).split(' ');
    await arriveAtStored(run, wanted, {
      id,
      resume: () => {
        const { setup } = this.#read(`runtime=${runtime}&device=${device}`);
        return run.resume(id, this.#optionsOf(setup));
      },
      forget: () => rememberInTab(this.#key, ''),
    });
    return null;
  }
}
