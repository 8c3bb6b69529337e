// The Deploy page: a form, one button, and the deployment's figures, live; the curation view where a person decides. The run itself
// lives in `deployRun()`, so it goes on while this page is away; every stage of it is in IndexedDB.

import { html } from 'lit';
import { type AnySetup, isOpenEpisodes, type OpenDeployment } from '../../services/deployment-service.ts';
import { copyAndSay } from '../hand-over.ts';
import { commandOf } from '../keyboard.ts';
import type { KnobState } from '../knobs.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { arrive, rememberDeployment } from './arrival.ts';
import { type AskedModel, askedBy, canAsk } from './asked-endpoint.ts';
import { ChosenSetup } from './chosen-setup.ts';
import { type DeployRun, deployRun } from './deploy-run.ts';
import { DeploymentShelf } from './deployment-shelf.ts';
import { type EpisodeValues, readEpisodes } from './episode-setup.ts';
import { PlanPanel } from './plan-panel.ts';
import { RunFiles } from './run-files.ts';
import { INITIAL_DEPLOY, uncurated } from './setup.ts';
import './deploy-form.ts';
import './deploy-hero.ts';
import './deploy-progress.ts';
import './endpoint-card.ts';
import './episode-form.ts';
import './episode-panel.ts';
import './stored-deployments.ts';

/** The list of stored deployments is read again after a change, but not more often than this, in ms. */
const LIST_MS = 400;

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
  other: OpenDeployment | null = null;
  version = 0;
  readonly #shelf = new DeploymentShelf({
    run: () => this.run,
    onChange: () => this.requestUpdate(),
    leave: (id) => this.#leave(id),
  });
  readonly #setup = new ChosenSetup({
    onChange: () => this.requestUpdate(),
    onKnob: () => {
      if (this.run.phase === 'empty') this.#showAddress(this.#setup.address);
    },
  });
  readonly #files = new RunFiles(() => this.run);
  readonly #plans = new PlanPanel();
  #listing: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const { run } = this;
    run.addEventListener('change', this.#onChange);
    run.addEventListener('listed', this.#onListed);
    run.addEventListener('notice', this.#onNotice);
    addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.run.removeEventListener('change', this.#onChange);
    this.run.removeEventListener('listed', this.#onListed);
    this.run.removeEventListener('notice', this.#onNotice);
    removeEventListener('keydown', this.#onKey);
    clearTimeout(this.#listing);
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
      @import-deployment=${shelf.onImport} @forget-deployments=${shelf.onForget}>
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
        <stored-deployments .rows=${shelf.rows} .current=${run.id} .refused=${shelf.refused}></stored-deployments>
      </aside>
    </div>`;
  }

  #shown() {
    const { run, version, other } = this;
    const { opened } = run;
    if (!opened) return html`<episode-panel .run=${run} .version=${version}></episode-panel>`;
    const rows = this.#shelf.rows ?? [];
    return this.#plans.render({ opened, run, other, rows, checkGradient: this.#checkGradient });
  }

  async #arrive(): Promise<void> {
    const { run } = this;
    try {
      const asked = readEpisodes(this.query);
      if (asked) this.#arriveAtWorlds(asked);
      else {
        const plans = await arrive(run, this);
        if (plans) this.#setup.choosePlans(plans);
      }
    } catch (error) {
      fail(error);
      this.#showAddress(addressOf(run));
    }
    await this.#shelf.list();
  }

  #arriveAtWorlds({ setup, problems }: KnobState<EpisodeValues>): void {
    for (const problem of problems) fail(problem);
    if (!this.run.running) this.run.clear();
    this.#setup.chooseWorlds(setup);
  }

  readonly #onListed = () => {
    this.#listing ??= setTimeout(() => {
      this.#listing = undefined;
      this.#shelf.list().catch(fail);
    }, LIST_MS);
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (commandOf(event, false) === 'help') this.send('help');
  };

  readonly #onNotice = (event: Event) => notify((event as CustomEvent<string>).detail);

  readonly #onChange = () => {
    const { run } = this;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.version++;
    });
    if (run.phase === 'empty') return;
    if (this.other?.id === run.id) this.other = null;
    const { stored = false } = run.shown ?? {};
    rememberDeployment(run.running && stored ? run.id : '', this.#setup.options);
    if (run.id !== '' && stored) this.#showAddress(addressOf(run));
  };

  /** Without a new entry in the history, and only while this page is the one on the screen. */
  #showAddress(hash: string): void {
    if (this.isConnected && location.hash !== hash) history.replaceState(null, '', hash);
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
    this.#showAddress(this.#setup.address);
  };

  /** The one on the page lies beside its control from the start. */
  readonly #onUncurated = () => {
    const { opened } = this.run;
    if (!opened) return;
    this.other = opened;
    this.#begin(() => uncurated({ name: opened.name, plan: opened.facts.plan }));
  };

  readonly #onCompare = (event: CustomEvent<string>) => {
    if (event.detail === '') this.other = null;
    else
      this.run.client.service
        .open(event.detail)
        .then((opened) => {
          this.other = isOpenEpisodes(opened) ? null : opened;
        })
        .catch(fail);
  };

  /** What was deleted is shown no more. */
  #leave(id: string): void {
    if (id === this.other?.id) this.other = null;
    if (id === this.run.id) this.#onNew();
  }
}

function addressOf({ id }: DeployRun): string {
  return id === '' ? '#/deploy' : `#/deploy/${encodeURIComponent(id)}`;
}

customElements.define('deploy-page', DeployPage);
