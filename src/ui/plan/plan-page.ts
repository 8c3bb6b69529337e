// The Plan page: one large button for whoever just wants to see the curve, a form for everybody else, and the figures of
// the experiment on the page, live. The experiment itself lives in `sweepRun()`, so it goes on while this page is away.

import { html, nothing } from 'lit';
import type { Preset } from '../../experiments/presets.ts';
import { runConfigOf } from '../../experiments/sweep.ts';
import type { RuntimePreference } from '../../services/agent-service.ts';
import type { StoredSweep } from '../../services/experiment-service.ts';
import { commandOf } from '../keyboard.ts';
import { showAddress, storedAddress } from '../page-address.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail } from '../parts/notices.ts';
import { RunEar } from '../run-ear.ts';
import { StoredShelf } from '../stored-shelf.ts';
import { arrive } from './arrival.ts';
import { openEpisodes, type WatchRequest } from './episodes-dialog.ts';
import { rememberSweep } from './last-sweep.ts';
import { MEASURED } from './measured.ts';
import { measuredSection } from './measured-section.ts';
import { type FedReport, ReportFeed } from './report-feed.ts';
import { saveEpisodes, saveSweep } from './save-sweep.ts';
import { INITIAL_SETUP, type Setup, setupOfSweep, sweepOfSetup, writeSetup } from './setup.ts';
import { shareSweep } from './share-sweep.ts';
import { type SweepRun, sweepRun } from './sweep-run.ts';
import './plan-hero.ts';
import './progress-panel.ts';
import './setup-form.ts';
import './stored-sweeps.ts';
import './sweep-results.ts';

export class PlanPage extends LabElement {
  static override properties = {
    run: plain,
    query: plain,
    sweepId: plain,
    fragment: plain,
    setup: { state: true },
    fed: { state: true },
    version: { state: true },
    formOpen: { state: true },
  };

  /** The experiment; tests bring their own. */
  run: SweepRun = sweepRun();
  /** Of the address: a set-up, … */
  query = '';
  /** … a stored experiment, … */
  sweepId = '';
  /** … or a link that carries figures. */
  fragment = '';
  setup: Setup = INITIAL_SETUP;
  fed: FedReport | null = null;
  version = 0;
  /** A set-up came by the address: its form is what is wanted. */
  formOpen = false;
  readonly #shelf = new StoredShelf<StoredSweep, SweepRun>({
    run: () => this.run,
    onChange: () => this.requestUpdate(),
    leave: (id) => {
      if (id === this.run.id) this.#onNew();
    },
  });
  #feed: ReportFeed | null = null;
  #listedPhase = '';
  #generation = -1;
  /** Episodes in the last report that was asked for. */
  #reported = 0;

  constructor() {
    super();
    new RunEar(this, () => this.run, { change: () => this.#onChange() });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { run } = this;
    this.#feed = new ReportFeed((sweep, jobs) => run.client.report(sweep, jobs), this.#onReport, fail);
    this.#onChange();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#feed?.stop();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('query') || changed.has('sweepId') || changed.has('fragment')) this.#arrive().catch(fail);
  }

  protected override render() {
    const { run, fed } = this;
    const shelf = this.#shelf;
    const shown = run.phase !== 'empty';
    return html`<div class="plan-page" @setup=${this.#onSetup} @start-setup=${() => this.#start(this.setup)} @start-preset=${this.#onPreset}
      @stop-sweep=${() => run.cancel().catch(fail)} @continue-sweep=${() => this.#resume(run.id)} @new-sweep=${this.#onNew}
      @replay-sweep=${this.#onPlayHere} @share-sweep=${this.#onKeep} @save-csv=${this.#onKeep} @save-json=${this.#onKeep}
      @watch=${this.#onWatch} @rename-sweep=${shelf.onRename} @delete-sweep=${this.#onDelete}>
      <div class="plan-stage">
        ${shown ? html`<h1 class="sr-only">Plan</h1><progress-panel .run=${run} .version=${this.version}></progress-panel>` : html`<plan-hero></plan-hero>`}
        ${shown ? this.#results(fed) : nothing}
        ${measuredSection(MEASURED)}
      </div>
      <aside class="plan-side" aria-label="Set-up and experiments">
        <details class="card setup-card" ?open=${this.formOpen && !shown}><summary>Set up your own experiment</summary>
          <setup-form .setup=${this.setup} .busy=${run.running}></setup-form></details>
        <stored-sweeps .rows=${shelf.rows} .current=${run.id} .currentDone=${run.done} .refused=${shelf.refused}></stored-sweeps>
      </aside>
    </div>`;
  }

  #results(fed: FedReport | null) {
    if (this.run.done === 0 && !this.run.running) return nothing;
    return html`<sweep-results .sweep=${fed?.sweep ?? this.run.sweep} .report=${fed?.report ?? null} .jobs=${fed?.jobs ?? []}></sweep-results>`;
  }

  async #arrive(): Promise<void> {
    const { run } = this;
    try {
      const { setup, formOpen } = await arrive(run, this, this.#runtime);
      this.setup = setup ?? this.setup;
      this.formOpen = formOpen ?? this.formOpen;
    } catch (error) {
      fail(error);
      showAddress(this, storedAddress('plan', run.id));
    }
    await this.#shelf.list();
  }

  get #runtime(): RuntimePreference {
    return this.setup.runtime as RuntimePreference;
  }

  readonly #onReport = (fed: FedReport) => {
    this.fed = fed;
  };

  protected override onPageKey(event: KeyboardEvent): void {
    if (commandOf(event, false) === 'help') this.send('help');
  }

  #onChange(): void {
    const { run } = this;
    if (run.generation !== this.#generation) {
      this.#generation = run.generation;
      this.#feed?.reset();
      this.#reported = 0;
      this.fed = null;
    }
    if (run.sweep && run.done !== this.#reported) this.#feed?.want(run.sweep, run.jobs);
    this.#reported = run.done;
    this.version++;
    const phase = `${run.phase} ${run.id}`;
    if (phase === this.#listedPhase) return;
    this.#listedPhase = phase;
    if (run.phase !== 'empty') rememberSweep(run.running && run.id !== '' ? run : null);
    if (run.id !== '') showAddress(this, storedAddress('plan', run.id));
    this.#shelf.list().catch(fail);
  }

  readonly #onSetup = (event: CustomEvent<Setup>) => {
    this.setup = event.detail;
    if (this.run.phase !== 'empty') return;
    this.#showSetupAddress();
  };

  #showSetupAddress(): void {
    const query = writeSetup(this.setup);
    showAddress(this, `#/plan${query ? `?${query}` : ''}`);
  }

  #start(setup: Setup): void {
    this.run.start(sweepOfSetup(setup), setup.runtime as RuntimePreference).catch(fail);
  }

  readonly #onPreset = (event: CustomEvent<Preset>) => {
    const { sweep, maxMs } = event.detail;
    this.run.start(sweep, this.#runtime, maxMs).catch(fail);
  };

  #resume(id: string): void {
    this.run.resume(id, this.#runtime).catch(fail);
  }

  readonly #onNew = () => {
    const { sweep } = this.run;
    this.setup = (sweep && setupOfSweep(sweep, this.#runtime)) ?? this.setup;
    this.run.clear();
    this.#showSetupAddress();
  };

  /** Figures of a link, played again on this machine: are they the same? */
  readonly #onPlayHere = () => {
    if (this.run.sweep) this.run.start(this.run.sweep, this.#runtime).catch(fail);
  };

  /** The experiment as a link or a file. */
  readonly #onKeep = (event: Event) => {
    const { sweep, jobs, client } = this.run;
    if (!sweep) return;
    const keep: Record<string, () => Promise<void>> = {
      'share-sweep': () => shareSweep(sweep, jobs, setupOfSweep(sweep, this.#runtime)),
      'save-csv': async () => saveEpisodes(sweep, jobs),
      'save-json': async () => saveSweep(sweep, await client.report(sweep, jobs), jobs),
    };
    keep[event.type]?.().catch(fail);
  };

  readonly #onWatch = (event: CustomEvent<WatchRequest>) => {
    const { fed, run } = this;
    if (!fed) return;
    const shared = run.phase === 'shared';
    openEpisodes({
      fed,
      wanted: event.detail,
      verb: shared ? 'Play' : 'Watch',
      choose: ({ job }) => {
        if (shared) this.send('run-again', runConfigOf(fed.sweep, job));
        else
          run
            .record(job.index)
            .then((record) => this.send('open-record', record))
            .catch(fail);
      },
    });
  };

  /** Without a way back: the list has asked. */
  readonly #onDelete = (event: CustomEvent<string>) =>
    this.#shelf.deleteForGood(this.run.client.service, event.detail);
}

customElements.define('plan-page', PlanPage);
