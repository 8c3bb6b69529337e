// What this browser keeps of one kind, behind a page: the list, and what can be done to a row without running it.

import { LabError } from '../lab-error.ts';
import { fail, notify } from './parts/notices.ts';

/** The list is read again after a change, but not more often than this, in ms. */
const LIST_MS = 400;

export interface Named {
  readonly id: string;
  readonly name: string;
}

interface ListedRun<Row> {
  rename(id: string, name: string): Promise<void>;
  readonly client: { readonly service: { list(): Promise<readonly Row[]> } };
}

export interface ShelfPage<Run> {
  readonly run: () => Run;
  /** The list is another one. */
  readonly onChange: () => void;
  /** This one is stored no more. */
  readonly leave: (id: string) => void;
}

interface Deletable {
  delete(id: string): Promise<void>;
}

interface Undoable extends Deletable {
  restore(id: string): Promise<void>;
}

export class StoredShelf<Row, Run extends ListedRun<Row>> {
  /** null before they were read. */
  rows: readonly Row[] | null = null;
  /** Why nothing is kept; '' if it is. */
  refused = '';
  protected readonly page: ShelfPage<Run>;
  #listing: ReturnType<typeof setTimeout> | undefined;

  constructor(page: ShelfPage<Run>) {
    this.page = page;
  }

  async list(): Promise<void> {
    try {
      this.rows = await this.page.run().client.service.list();
      this.refused = '';
    } catch (error) {
      const { message, hint } = LabError.from(error);
      this.rows = [];
      this.refused = `${message} ${hint}`.trim();
    }
    this.page.onChange();
  }

  /** One reading for all changes of a moment. */
  listSoon(): void {
    this.#listing ??= setTimeout(() => {
      this.#listing = undefined;
      this.list().catch(fail);
    }, LIST_MS);
  }

  /** The page has left the document. */
  rest(): void {
    clearTimeout(this.#listing);
    this.#listing = undefined;
  }

  /** Does something to what is stored, and shows the list anew whatever came of it. */
  change(work: () => Promise<void>): void {
    work()
      .catch(fail)
      .then(() => this.list())
      .catch(fail);
  }

  readonly onRename = ({ detail: { id, name } }: CustomEvent<Named>): void =>
    this.change(() => this.page.run().rename(id, name));

  deleteForGood(service: Deletable, id: string): void {
    this.change(() => this.#remove(service, id));
  }

  /** Deletes, and offers the way back. */
  delete(service: Undoable, { id, name }: Named): void {
    this.change(async () => {
      await this.#remove(service, id);
      const run = () => this.change(() => service.restore(id));
      notify(`“${name}” is deleted.`, { label: 'Undo', run });
    });
  }

  async #remove(service: Deletable, id: string): Promise<void> {
    await service.delete(id);
    this.page.leave(id);
  }
}
