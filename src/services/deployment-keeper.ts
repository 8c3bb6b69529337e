// Keeps deployments in IndexedDB, each run by one tab of the browser at a time. Storage that is full or refused never stops a
// run: its stages wait in memory, which is told once, and the newest goes to the store as soon as it takes it.

import { type AnyState, writeAny } from '../deployment/any-deployment.ts';
import { LabError } from '../lab-error.ts';
import { type DeploymentRow, DeploymentStore } from '../records/store/deployment-store.ts';
import { isRunBusy, lockRun, type RunLock } from '../records/store/run-lock.ts';
import { anySummary, readAnyStored } from './any-check.ts';
import { checkDecisions, readableSummary } from './deployment-check.ts';
import { type Decisions, NO_DECISIONS, type StoredDeployment } from './deployment-service.ts';
import { PATIENCE, storageTrouble, WayBack } from './keeping.ts';

/** What keeps the deployment that this tab runs. */
export interface HeldDeployment {
  readonly id: string;
  /** A reload finds it again. */
  readonly isStored: boolean;
  /** Never rejects for storage that is full or refused. */
  save(state: AnyState): Promise<void>;
  /** Lets another tab have it. */
  release(): Promise<void>;
}

export interface ReadDeployment {
  readonly name: string;
  readonly state: AnyState;
  readonly decisions: Decisions;
  readonly busy: boolean;
}

export class DeploymentKeeper {
  readonly store: DeploymentStore;
  readonly #wayBack: WayBack;

  constructor(store = new DeploymentStore()) {
    this.store = store;
    this.#wayBack = new WayBack(store, 'deployment');
  }

  /** @param onTrouble told once, when stages begin to wait in memory. @throws LabError run-busy */
  async create(
    id: string,
    name: string,
    state: AnyState,
    onTrouble: (error: LabError) => void,
  ): Promise<HeldDeployment> {
    try {
      await this.store.create(id, name, stageOf(state));
    } catch (error) {
      onTrouble(storageTrouble(error));
      return { id, isStored: false, save: async () => {}, release: async () => {} };
    }
    return this.hold(id, onTrouble);
  }

  /** Takes a stored deployment for this tab. @throws LabError run-busy */
  async hold(id: string, onTrouble: (error: LabError) => void): Promise<HeldDeployment> {
    const lock = await this.#lock(id);
    let hasTrouble = false;
    const save = async (state: AnyState) => {
      try {
        await this.store.save(id, stageOf(state));
        hasTrouble = false;
      } catch (error) {
        const trouble = storageTrouble(error);
        if (!hasTrouble) onTrouble(trouble);
        hasTrouble = true;
      }
    };
    return { id, isStored: true, save, release: () => lock.release() };
  }

  /** The newest change first; what this version cannot read is left out. */
  async list(): Promise<StoredDeployment[]> {
    const rows = await this.store.list();
    const read = await Promise.all(rows.map((row) => this.#row(row)));
    return read.filter((row) => row !== null);
  }

  /** @throws LabError not-found, bad-record */
  async read(id: string): Promise<ReadDeployment> {
    const [row, bytes, busy] = await Promise.all([this.store.get(id), this.store.state(id), this.isBusy(id)]);
    const decisions = row.decisions === null ? NO_DECISIONS : checkDecisions(row.decisions);
    return { name: row.name, state: readAnyStored(bytes), decisions, busy };
  }

  /** @throws LabError not-found, run-busy */
  async delete(id: string): Promise<void> {
    if (await this.isBusy(id))
      throw new LabError('run-busy', 'This deployment goes on, in this tab or another.', 'Stop it first.');
    await this.#wayBack.delete(id);
  }

  /** @throws LabError not-found */
  restore(id: string): Promise<void> {
    return this.#wayBack.restore(id);
  }

  isBusy(id: string): Promise<boolean> {
    return isRunBusy(this.store.database, lockName(id));
  }

  async #row({ id, name, summary: stored, bytes, created, updated }: DeploymentRow) {
    const summary = readableSummary(stored);
    return summary && { id, name, summary, bytes, busy: await this.isBusy(id), created, updated };
  }

  #lock(id: string): Promise<RunLock> {
    const busy = new LabError(
      'run-busy',
      'Another tab of this browser runs this deployment.',
      'Watch it here, or stop it there and continue it here.',
    );
    return lockRun(this.store.database, lockName(id), { patience: PATIENCE, busy });
  }
}

function stageOf(state: AnyState) {
  return { summary: anySummary(state), state: writeAny(state) };
}

function lockName(id: string): string {
  return `deployment-${id}`;
}
