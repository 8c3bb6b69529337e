// The Train page: a form, one button, and the training's figures, live. The training itself lives in `trainingRun()`, so it
// goes on while this page is away; what it has made is in IndexedDB after every update.

import { html, nothing } from 'lit';
import type { KeptResult, StoredTraining, TrainingSetup } from '../../services/learner-service.ts';
import { copyAndSay } from '../hand-over.ts';
import { modelList } from '../kept-models.ts';
import { commandOf } from '../keyboard.ts';
import { showAddress, storedAddress } from '../page-address.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { RunEar } from '../run-ear.ts';
import { type Named, StoredShelf } from '../stored-shelf.ts';
import { trainArrivals } from './arrival.ts';
import { Comparison } from './comparison.ts';
import { importFile, saveCheckpoint, saveFiguresCsv, saveTrainingJson } from './files.ts';
import {
  INITIAL_TRAIN,
  isQuick,
  isShareable,
  optionsOf,
  type TrainValues,
  trainAddress,
  trainingOf,
  valuesOf,
} from './setup.ts';
import { type TrainingRun, trainingRun } from './training-run.ts';
import './sample-pair.ts';
import './stored-trainings.ts';
import './train-form.ts';
import './train-hero.ts';
import './train-progress.ts';
import './train-results.ts';

const KEPT_TEXT: Readonly<Record<KeptResult['kind'], string>> = {
  model: 'The model is kept. Choose it on Play or Plan as any other.',
  gate: 'The gate is kept. Choose it on Play or Plan, where a gate says when to plan.',
};

export class TrainPage extends LabElement {
  static override properties = {
    run: plain,
    query: plain,
    trainingId: plain,
    setup: { state: true },
    version: { state: true },
  };

  /** The training; tests bring their own. */
  run: TrainingRun = trainingRun();
  /** Of the address: a set-up, or a stored training. */
  query = '';
  trainingId = '';
  setup: TrainValues = INITIAL_TRAIN;
  version = 0;
  /** Rows that a training can start from. */
  #checkpoints: readonly StoredTraining[] = [];
  readonly #shelf = new StoredShelf<StoredTraining, TrainingRun>({
    run: () => this.run,
    onChange: () => this.#onRows(),
    leave: (id) => {
      if (id === this.run.id) this.#onNew();
    },
  });
  readonly #comparison = new Comparison((id) => this.run.client.service.open(id));

  constructor() {
    super();
    new RunEar(this, () => this.run, {
      change: () => this.#onChange(),
      listed: () => this.#shelf.listSoon(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#shelf.rest();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('query') || changed.has('trainingId')) this.#arrive().catch(fail);
  }

  protected override render() {
    const { run } = this;
    const shelf = this.#shelf;
    const shown = run.phase !== 'empty';
    return html`<div class="plan-page train-page" @setup=${this.#onSetup} @start-setup=${this.#onStart} @submit-setup=${this.#onSubmit} @copy-setup=${this.#onCopy}
      @stop-training=${() => run.stop().catch(fail)} @continue-training=${this.#onContinue} @new-training=${this.#onNew}
      @save-csv=${() => saveFiguresCsv(run)} @save-json=${() => saveTrainingJson(run)} @keep=${this.#onKeep} @save-checkpoint=${() => this.#export(run.id, run.setup!)}
      @compare-training=${this.#onCompare} @rename-training=${shelf.onRename} @export-training=${this.#onExport}
      @delete-training=${this.#onDelete} @import-training=${this.#onImport}>
      <div class="plan-stage">
        ${shown ? html`<h1 class="sr-only">Train</h1><train-progress .run=${run} .version=${this.version}></train-progress>` : html`<train-hero .quick=${isQuick(this.setup)}></train-hero>`}
        ${shown ? html`<train-results .drawn=${this.#comparison.over(run)}></train-results><sample-pair .sample=${run.sample}></sample-pair>` : nothing}
      </div>
      <aside class="plan-side" aria-label="Set-up and trainings">
        <details class="card setup-card" ?open=${!shown}><summary>Set up a training</summary>
          <train-form .setup=${this.setup} .busy=${run.running} .checkpoints=${this.#checkpoints}></train-form></details>
        <stored-trainings .rows=${shelf.rows} .current=${run.id} .compared=${this.#comparison.ids} .refused=${shelf.refused}></stored-trainings>
      </aside>
    </div>`;
  }

  async #arrive(): Promise<void> {
    const { run } = this;
    try {
      this.setup =
        (await trainArrivals.arrive(run, { query: this.query, id: this.trainingId })) ?? this.setup;
    } catch (error) {
      fail(error);
      showAddress(this, storedAddress('train', run.id));
    }
    await this.#shelf.list();
  }

  #onRows(): void {
    this.#checkpoints = (this.#shelf.rows ?? []).filter(({ updates }) => updates > 0);
    this.requestUpdate();
  }

  protected override onPageKey(event: KeyboardEvent): void {
    if (commandOf(event, false) === 'help') this.send('help');
  }

  #onChange(): void {
    const { run } = this;
    this.version++;
    if (run.phase === 'empty') return;
    this.#comparison.leaveOut(run.id);
    trainArrivals.remember(run.running && run.isStored ? run.id : '', optionsOf(this.setup));
    if (run.id !== '' && run.isStored) showAddress(this, storedAddress('train', run.id));
  }

  readonly #onSetup = (event: CustomEvent<TrainValues>) => {
    this.setup = event.detail;
    if (this.run.phase === 'empty') showAddress(this, trainAddress(this.setup));
  };

  readonly #onCopy = () => {
    const link = `${location.href.split('#', 1)[0]}${trainAddress(this.setup)}`;
    const own = isShareable(this.setup.start)
      ? ''
      : ' It names a shipped model: a checkpoint is kept in this browser alone; export it';
    copyAndSay(link, `Link to the set-up copied.${own}`).catch(fail);
  };

  /** As the form's own button would: what cannot be read there stops it. */
  readonly #onSubmit = () => this.querySelector<HTMLFormElement>('train-form form')?.requestSubmit();

  readonly #onStart = () => {
    const from = this.#shelf.rows?.find(({ id }) => id === this.setup.start);
    this.run.start(trainingOf(this.setup, from?.setup.name), optionsOf(this.setup)).catch(fail);
  };

  readonly #onContinue = () => {
    this.run.resume(this.run.id, optionsOf(this.setup)).catch(fail);
  };

  /** The form starts with what the training was. */
  readonly #onNew = () => {
    const { setup } = this.run;
    if (setup) this.setup = valuesOf(setup, optionsOf(this.setup));
    this.run.clear();
    showAddress(this, trainAddress(this.setup));
  };

  readonly #onCompare = (event: CustomEvent<{ id: string; on: boolean }>) => {
    this.#comparison
      .choose(event.detail.id, event.detail.on)
      .then(() => this.version++)
      .catch(fail);
  };

  readonly #onExport = (event: CustomEvent<{ id: string; setup: TrainingSetup }>) =>
    this.#export(event.detail.id, event.detail.setup);

  #export(id: string, setup: TrainingSetup): void {
    saveCheckpoint(this.run.client.service, id, setup).catch(fail);
  }

  readonly #onDelete = (event: CustomEvent<Named>) =>
    this.#shelf.delete(this.run.client.service, event.detail);

  readonly #onImport = (event: CustomEvent<File>) => {
    this.#shelf.change(async () => {
      const { kind, id } = await importFile(this.run.client.service, event.detail);
      if (kind !== 'training') {
        await this.#offer(kind);
        return;
      }
      notify('The checkpoint is imported. Its curves stayed where it was trained; it can go on here.');
      if (!this.run.running) await this.run.open(id);
    });
  };

  readonly #onKeep = () => {
    this.#shelf.change(async () => {
      const { kind } = await this.run.client.service.keep(this.run.id);
      await this.#offer(kind);
    });
  };

  async #offer(kind: KeptResult['kind']): Promise<void> {
    await modelList.refresh();
    notify(KEPT_TEXT[kind]);
  }
}

customElements.define('train-page', TrainPage);
