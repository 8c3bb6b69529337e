// The page's deployment as files: what its buttons for saving do, and its buttons for a pool from elsewhere.

import { plural } from '../labels.ts';
import { fail, notify } from '../parts/notices.ts';
import type { DeployRun } from './deploy-run.ts';
import { importPool, saveCsv, saveJson, savePool, saveState } from './files.ts';

export class RunFiles {
  readonly #run: () => DeployRun;

  constructor(run: () => DeployRun) {
    this.#run = run;
  }

  readonly onCsv = (): void => saveCsv(this.#run().shown!);

  readonly onJson = (): void => saveJson(this.#run().shown!);

  readonly onState = (): void => {
    const { id, shown } = this.#run();
    this.#export(id, shown!.name);
  };

  readonly onPool = (): void => {
    const { client, shown } = this.#run();
    savePool(client.service, shown!).catch(fail);
  };

  /** Of any stored deployment. */
  readonly onExport = (event: CustomEvent<{ id: string; name: string }>): void =>
    this.#export(event.detail.id, event.detail.name);

  readonly onMerge = (event: CustomEvent<File>): void => {
    const { id, client, episodes } = this.#run();
    const [what, why] = episodes
      ? ['episode', 'they do not replay as they claim']
      : ['plan', 'the validator refuses them'];
    importPool(client.service, id, event.detail)
      .then(({ changed, invalid }) => {
        const left = invalid > 0 ? `; ${plural(invalid, what)} left out, because ${why}` : '';
        notify(
          `Merged: ${plural(changed, 'task')} with a new or ${episodes ? 'better' : 'shorter'} ${what}${left}.`,
        );
      })
      .catch(fail);
  };

  #export(id: string, name: string): void {
    saveState(this.#run().client.service, id, name).catch(fail);
  }
}
