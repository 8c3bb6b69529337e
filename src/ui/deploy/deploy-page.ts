// The Deploy page: a form, one button, and the deployment's figures, live; the curation view where a person decides. The run itself
// lives in `deployRun()`, so it goes on while this page is away; every stage of it is in IndexedDB.

import { html } from 'lit';
import type { AnyOpened, AnySetup } from '../../services/deployment-service.ts';
import { arriveAtSetup } from '../arrival.ts';
import { copyAndSay } from '../hand-over.ts';
import { commandOf } from '../keyboard.ts';
import { showAddress, storedAddress } from '../page-address.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail } from '../parts/notices.ts';
import { RunEar } from '../run-ear.ts';
import { deployArrivals } from './arrival.ts';
import { type AskedModel, askedBy, canAsk } from './asked-endpoint.ts';
import { ChosenSetup, controlOf } from './chosen-setup.ts';
import { type DeployRun, deployRun } from './deploy-run.ts';
import { DeploymentShelf } from './deployment-shelf.ts';
import { readEpisodes } from './episode-setup.ts';
import { PlanPanel } from './plan-panel.ts';
import { RunFiles } from './run-files.ts';
import { INITIAL_DEPLOY } from './setup.ts';
import './deploy-form.ts';
import './deploy-hero.ts';
import './deploy-progress.ts';
import './endpoint-card.ts';
import './episode-form.ts';
import './episode-panel.ts';
import './import-progress.ts';
import './stored-deployments.ts';

export class DeployPage extends LabElement {
  static override properties = {
    run: plain,
    query: plain,
    deploymentId: plain,
    other: { state: true },
    version: { state: true },
  };

  /** The deployment; tests bring their own. */
  run: DeployRun = deployRun();
  /** Of the address: a set-up, or a stored deployment. */
  query = '';
  deploymentId = '';
  /** Lies beside the one on the page. */
  other: AnyOpened | null = null;
  version = 0;
  readonly #shelf = new DeploymentShelf({
    run: () => this.run,
    onChange: () => this.requestUpdate(),
    leave: (id) => this.#leave(id),
  });
  readonly #setup = new ChosenSetup({
    onChange: () => this.requestUpdate(),
    onKnob: () => {
      if (this.run.phase === 'empty') showAddress(this, this.#setup.address);
    },
  });
  readonly #files = new RunFiles(() => this.run);
  readonly #plans = new PlanPanel();
  #frame = 0;

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
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('query') || changed.has('deploymentId')) this.#arrive().catch(fail);
  }

  protected override render() {
    const { run, version } = this;
    const setup = this.#setup;
    const shelf = this.#shelf;
    const files = this.#files;
    const shown = run.phase !== 'empty';
    return html`<div class="plan-page deploy-page" @setup=${setup.onPlans} @curator=${setup.onCurator} @own-domain=${setup.own.onDomain} @own-problems=${setup.own.onProblems} @start-setup=${this.#onStart} @run-example=${this.#onExample}
      @copy-setup=${this.#onCopy} @stop-deployment=${() => run.stop().catch(fail)} @continue-deployment=${this.#onContinue} @new-deployment=${this.#onNew}
      @decided=${() => run.decide().catch(fail)} @curate=${() => run.curate(setup.options).catch(fail)}
      @compare-deployment=${this.#onCompare} @run-uncurated=${this.#onUncurated}
      @save-csv=${files.onCsv} @save-json=${files.onJson} @save-state=${files.onState} @save-pool=${files.onPool} @merge-pool=${files.onMerge}
      @rename-deployment=${shelf.onRename} @export-deployment=${files.onExport} @delete-deployment=${shelf.onDelete}
      @import-deployment=${shelf.onImport} @stop-import=${shelf.onStopImport} @forget-deployments=${shelf.onForget}>
      <div class="plan-stage">
        ${shown ? html`<h1 class="sr-only">Deploy</h1><deploy-progress .run=${run} .version=${version}></deploy-progress><endpoint-card .opened=${run.shown} .phase=${run.phase}></endpoint-card>${this.#shown()}` : html`<deploy-hero .busy=${run.running}></deploy-hero>`}
      </div>
      <aside class="plan-side" aria-label="Set-up and deployments">
        <details class="card setup-card" ?open=${!shown}><summary>Set up a deployment</summary>
          ${
            setup.isOnWorlds
              ? html`<episode-form .setup=${setup.worlds} .curator=${setup.curator} .busy=${run.running} @setup=${setup.onWorlds}></episode-form>`
              : html`<deploy-form .setup=${setup.plans} .curator=${setup.curator} .own=${setup.own.files} .busy=${run.running}></deploy-form>`
          }</details>
        <import-progress .file=${shelf.importing} .judged=${run.judged}></import-progress>
        <stored-deployments .rows=${shelf.rows} .current=${run.id} .refused=${shelf.refused}></stored-deployments>
      </aside>
    </div>`;
  }

  #shown() {
    const { run, version, other } = this;
    const { opened } = run;
    const rows = this.#shelf.rows ?? [];
    if (!opened)
      return html`<episode-panel .run=${run} .version=${version} .other=${other} .rows=${rows}></episode-panel>`;
    return this.#plans.render({ opened, run, other, rows, checkGradient: this.#checkGradient });
  }

  async #arrive(): Promise<void> {
    const { run } = this;
    try {
      const asked = readEpisodes(this.query);
      if (asked) this.#setup.chooseWorlds(arriveAtSetup(run, asked));
      else {
        const plans = await deployArrivals.arrive(run, { query: this.query, id: this.deploymentId });
        if (plans) this.#setup.choosePlans(plans);
      }
    } catch (error) {
      fail(error);
      showAddress(this, storedAddress('deploy', run.id));
    }
    await this.#shelf.list();
  }

  protected override onPageKey(event: KeyboardEvent): void {
    if (commandOf(event, false) === 'help') this.send('help');
  }

  #onChange(): void {
    const { run } = this;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.version++;
    });
    if (run.phase === 'empty') return;
    if (this.other?.id === run.id) this.other = null;
    const { stored = false } = run.shown ?? {};
    deployArrivals.remember(run.running && stored ? run.id : '', this.#setup.options);
    if (run.id !== '' && stored) showAddress(this, storedAddress('deploy', run.id));
  }

  readonly #checkGradient = () => this.run.client.service.checkGradient(this.run.id, this.#setup.options);

  readonly #onCopy = () => {
    const link = `${location.href.split('#', 1)[0]}${this.#setup.address}`;
    copyAndSay(link, 'Link to the set-up copied').catch(fail);
  };

  readonly #onStart = () => this.#whenAsked(this.#setup.asked, () => this.#begin(() => this.#setup.read()));

  /** A remote model that no known endpoint serves is asked for first. */
  #whenAsked(asked: AskedModel, go: () => void): void {
    canAsk(asked)
      .then((isKnown) => isKnown && go())
      .catch(fail);
  }

  readonly #onExample = () => {
    this.#setup.choosePlans(INITIAL_DEPLOY);
    this.#onStart();
  };

  #begin(setup: () => AnySetup): void {
    Promise.resolve()
      .then(() => this.run.start(setup(), this.#setup.options))
      .catch(fail);
  }

  readonly #onContinue = () => {
    const { id, shown } = this.run;
    if (shown) this.#whenAsked(askedBy(shown), () => this.run.resume(id, this.#setup.options).catch(fail));
  };

  /** The form starts with what the deployment was. */
  readonly #onNew = () => {
    this.#setup.chooseAgain(this.run);
    this.run.clear();
    this.other = null;
    showAddress(this, this.#setup.address);
  };

  /** The one on the page lies beside its control from the start. */
  readonly #onUncurated = () => {
    const { shown } = this.run;
    if (!shown) return;
    this.other = shown;
    this.#begin(() => controlOf(shown));
  };

  readonly #onCompare = (event: CustomEvent<string>) => {
    if (event.detail === '') this.other = null;
    else
      this.run.client.service
        .open(event.detail)
        .then((opened) => {
          this.other = opened;
        })
        .catch(fail);
  };

  /** What was deleted is shown no more. */
  #leave(id: string): void {
    if (id === this.other?.id) this.other = null;
    if (id === this.run.id) this.#onNew();
  }
}

customElements.define('deploy-page', DeployPage);
