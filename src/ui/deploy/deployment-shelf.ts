// The stored deployments behind the page: the list, and what can be done to one without running it.

import { LabError } from '../../lab-error.ts';
import type { StoredDeployment } from '../../services/deployment-service.ts';
import { plural } from '../labels.ts';
import { fail, notify } from '../parts/notices.ts';
import { type Named, StoredShelf } from '../stored-shelf.ts';
import type { DeployRun } from './deploy-run.ts';
import { importState } from './files.ts';

export class DeploymentShelf extends StoredShelf<StoredDeployment, DeployRun> {
  readonly onDelete = (event: CustomEvent<Named>): void => this.delete(this.#service, event.detail);

  /** Name of the file that is being judged; '' for none. */
  importing = '';

  readonly onImport = (event: CustomEvent<File>): void => {
    this.change(async () => {
      this.#judge(event.detail.name);
      const id = await importState(this.#service, event.detail)
        .catch(unlessCancelled)
        .finally(() => this.#judge(''));
      if (id === null) return;
      notify('The deployment is imported; every plan in it was judged again.');
      const run = this.page.run();
      if (!run.running) await run.open(id);
    });
  };

  readonly onStopImport = (): void => {
    this.#service.stopImport().catch(fail);
  };

  readonly onForget = (): void => {
    if (!confirm('Delete all stored deployments that do not run? This cannot be undone.')) return;
    this.change(async () => {
      const run = this.page.run();
      const forgotten = await this.#service.forget();
      if (!run.running) this.page.leave(run.id);
      notify(`${plural(forgotten, 'deployment')} deleted.`);
    });
  };

  #judge(file: string): void {
    this.importing = file;
    this.page.run().judged = null;
    this.page.onChange();
  }

  get #service() {
    return this.page.run().client.service;
  }
}

/** Who gave an import up is told so; anything else is thrown on. */
function unlessCancelled(error: unknown): null {
  const { code, message, hint } = LabError.from(error);
  if (code !== 'aborted') throw error;
  notify(`${message} ${hint}`);
  return null;
}
