// The stored deployments behind the page: the list, and what can be done to one without running it.

import { LabError } from '../../lab-error.ts';
import type { StoredDeployment } from '../../services/deployment-service.ts';
import { plural } from '../labels.ts';
import { fail, notify } from '../parts/notices.ts';
import type { DeployRun } from './deploy-run.ts';
import { importState } from './files.ts';

interface ShelfPage {
  readonly run: () => DeployRun;
  /** The list is another one. */
  readonly onChange: () => void;
  /** This deployment is stored no more. */
  readonly leave: (id: string) => void;
}

export class DeploymentShelf {
  /** null before they were read. */
  rows: readonly StoredDeployment[] | null = null;
  /** Why nothing is kept; '' if it is. */
  refused = '';
  readonly #page: ShelfPage;

  constructor(page: ShelfPage) {
    this.#page = page;
  }

  async list(): Promise<void> {
    try {
      this.rows = await this.#service.list();
      this.refused = '';
    } catch (error) {
      const { message, hint } = LabError.from(error);
      this.rows = [];
      this.refused = `${message} ${hint}`.trim();
    }
    this.#page.onChange();
  }

  readonly onRename = (event: CustomEvent<{ id: string; name: string }>): void => {
    const { id, name } = event.detail;
    this.#change(() => this.#page.run().rename(id, name));
  };

  readonly onDelete = (event: CustomEvent<{ id: string; name: string }>): void => {
    const { id, name } = event.detail;
    this.#change(async () => {
      await this.#service.delete(id);
      this.#page.leave(id);
      const run = () => this.#change(() => this.#service.restore(id));
      notify(`“${name}” is deleted.`, { label: 'Undo', run });
    });
  };

  readonly onImport = (event: CustomEvent<File>): void => {
    this.#change(async () => {
      const id = await importState(this.#service, event.detail);
      notify('The deployment is imported; every plan in it was judged again.');
      const run = this.#page.run();
      if (!run.running) await run.open(id);
    });
  };

  readonly onForget = (): void => {
    if (!confirm('Delete all stored deployments that do not run? This cannot be undone.')) return;
    this.#change(async () => {
      const run = this.#page.run();
      const forgotten = await this.#service.forget();
      if (!run.running) this.#page.leave(run.id);
      notify(`${plural(forgotten, 'deployment')} deleted.`);
    });
  };

  get #service() {
    return this.#page.run().client.service;
  }

  /** Does something to what is stored, and shows the list anew whatever came of it. */
  #change(work: () => Promise<void>): void {
    work()
      .catch(fail)
      .then(() => this.list())
      .catch(fail);
  }
}
