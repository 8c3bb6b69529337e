// The Deploy page: a form, one button, and the deployment's figures, live; the curation view where a person decides. The run itself
// lives in `deployRun()`, so it goes on while this page is away; every stage of it is in IndexedDB.

import { html, nothing } from 'lit';
import { isChatModel } from '../../agents/chat-models.ts';
import { isSameSource, type TaskSource, Tasks } from '../../deployment/tasks.ts';
import {
  type AnySetup,
  type DeploymentOptions,
  isOpenEpisodes,
  type OpenDeployment,
} from '../../services/deployment-service.ts';
import { GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import { copyAndSay } from '../hand-over.ts';
import { commandOf } from '../keyboard.ts';
import type { KnobState } from '../knobs.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { arrive, rememberDeployment } from './arrival.ts';
import { rememberCurator, rememberedCurator } from './curator-name.ts';
import { type DeployRun, deployRun } from './deploy-run.ts';
import { DeploymentShelf } from './deployment-shelf.ts';
import {
  CRAFTER,
  type EpisodeValues,
  episodeAddress,
  episodeSetupOf,
  episodeValuesOf,
  INITIAL_EPISODES,
  readEpisodes,
} from './episode-setup.ts';
import { importPool, saveCsv, saveJson, savePool, saveState } from './files.ts';
import type { DeployValues } from './knobs.ts';
import { OwnChoice } from './own-choice.ts';
import { filesOf } from './own-files.ts';
import { deployAddress, INITIAL_DEPLOY, optionsOf, setupOf, uncurated, valuesOf } from './setup.ts';
import './curation-view.ts';
import './deploy-form.ts';
import './deploy-hero.ts';
import './deploy-progress.ts';
import './deploy-results.ts';
import './episode-form.ts';
import './episode-panel.ts';
import './gradient-card.ts';
import './lineage.ts';
import './stored-deployments.ts';

/** The list of stored deployments is read again after a change, but not more often than this, in ms. */
const LIST_MS = 400;

export class DeployPage extends LabElement {
  static override properties = {
    run: plain,
    query: plain,
    deploymentId: plain,
    setup: { state: true },
    worlds: { state: true },
    curator: { state: true },
    other: { state: true },
    version: { state: true },
  };

  /** The deployment; tests bring their own. */
  run: DeployRun = deployRun();
  /** Of the address: a set-up, or a stored deployment. */
  query = '';
  deploymentId = '';
  setup: DeployValues = INITIAL_DEPLOY;
  /** The set-up where the domain is Crafter. */
  worlds: EpisodeValues = INITIAL_EPISODES;
  curator = rememberedCurator();
  /** Lies beside the one on the page. */
  other: OpenDeployment | null = null;
  version = 0;
  readonly #shelf = new DeploymentShelf({
    run: () => this.run,
    onChange: () => this.requestUpdate(),
    leave: (id) => this.#leave(id),
  });
  readonly #own = new OwnChoice(() => this.requestUpdate());
  #tasks: Tasks | null = null;
  #source: TaskSource | null = null;
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
    const shelf = this.#shelf;
    const shown = run.phase !== 'empty';
    return html`<div class="plan-page deploy-page" @setup=${this.#onSetup} @curator=${this.#onCurator} @own-domain=${this.#own.onDomain} @own-problems=${this.#own.onProblems} @start-setup=${this.#onStart} @run-example=${this.#onExample}
      @copy-setup=${this.#onCopy} @stop-deployment=${() => run.stop().catch(fail)} @continue-deployment=${this.#onContinue} @new-deployment=${this.#onNew}
      @decided=${() => run.decide().catch(fail)} @curate=${() => run.curate(this.#options()).catch(fail)}
      @compare-deployment=${this.#onCompare} @run-uncurated=${this.#onUncurated}
      @save-csv=${() => saveCsv(run.shown!)} @save-json=${() => saveJson(run.shown!)} @save-state=${() => this.#export(run.id, run.shown!.name)}
      @save-pool=${() => savePool(run.client.service, run.shown!).catch(fail)} @merge-pool=${this.#onMerge}
      @rename-deployment=${shelf.onRename} @export-deployment=${this.#onExport} @delete-deployment=${shelf.onDelete}
      @import-deployment=${shelf.onImport} @forget-deployments=${shelf.onForget}>
      <div class="plan-stage">
        ${shown ? html`<h1 class="sr-only">Deploy</h1><deploy-progress .run=${run} .version=${version}></deploy-progress>${this.#shown()}` : html`<deploy-hero .busy=${run.running}></deploy-hero>`}
      </div>
      <aside class="plan-side" aria-label="Set-up and deployments">
        <details class="card setup-card" ?open=${!shown}><summary>Set up a deployment</summary>
          ${
            this.#isWorlds()
              ? html`<episode-form .setup=${this.worlds} .curator=${this.curator} .busy=${run.running} @setup=${this.#onWorlds}></episode-form>`
              : html`<deploy-form .setup=${this.setup} .curator=${this.curator} .own=${this.#own.files} .busy=${run.running}></deploy-form>`
          }</details>
        <stored-deployments .rows=${shelf.rows} .current=${run.id} .refused=${shelf.refused}></stored-deployments>
      </aside>
    </div>`;
  }

  #shown() {
    const { opened, desk, running, phase } = this.run;
    if (!opened) return html`<episode-panel .run=${this.run} .version=${this.version}></episode-panel>`;
    const { facts } = opened;
    const tasks = this.#tasksOf(opened);
    const isLast = facts.generation >= facts.plan.generations;
    return html`${desk && phase === 'curating' ? html`<curation-view .desk=${desk} .tasks=${tasks} .generation=${facts.generation} .isLast=${isLast}></curation-view>` : nothing}
      <deploy-results .opened=${opened} .other=${this.other} .rows=${this.#shelf.rows ?? []} .busy=${running}></deploy-results>
      ${facts.generations.length > 0 && !isChatModel(facts.plan.model) ? html`<gradient-card .subject=${`${opened.id} ${facts.generation} ${facts.generations.length}`} .busy=${running || phase === 'watching'} .check=${this.#checkGradient}></gradient-card>` : nothing}
      <pool-lineage .pool=${facts.pool} .tasks=${tasks} .busy=${running || phase === 'watching'}></pool-lineage>`;
  }

  /** Problems are drawn once for all that shows them. */
  #tasksOf({ facts: { plan } }: OpenDeployment): Tasks {
    const { source } = plan;
    // Every event brings a copy of the source, which may hold megabytes of files: it is compared once.
    if (this.#source === source && this.#tasks) return this.#tasks;
    this.#source = source;
    if (!this.#tasks || !isSameSource(this.#tasks.source, source)) this.#tasks = new Tasks(source);
    return this.#tasks;
  }

  async #arrive(): Promise<void> {
    const { run } = this;
    try {
      const asked = readEpisodes(this.query);
      if (asked) this.#arriveAtWorlds(asked);
      else this.setup = (await arrive(run, this)) ?? this.setup;
    } catch (error) {
      fail(error);
      this.#showAddress(addressOf(run));
    }
    await this.#shelf.list();
  }

  #arriveAtWorlds({ setup, problems }: KnobState<EpisodeValues>): void {
    for (const problem of problems) fail(problem);
    if (!this.run.running) this.run.clear();
    this.setup = { ...this.setup, domain: CRAFTER };
    this.worlds = setup;
  }

  #isWorlds(): boolean {
    return this.setup.domain === CRAFTER;
  }

  #options(): DeploymentOptions {
    return optionsOf(this.#isWorlds() ? this.worlds : this.setup);
  }

  /** Of the set-up in the form. */
  #address(): string {
    return this.#isWorlds() ? episodeAddress(this.worlds) : deployAddress(this.setup);
  }

  /** The form of worlds is left by choosing another domain. */
  readonly #onWorlds = (event: CustomEvent<EpisodeValues>) => {
    event.stopPropagation();
    this.worlds = { ...event.detail, domain: CRAFTER };
    this.setup = { ...this.setup, domain: event.detail.domain };
    if (this.run.phase === 'empty') this.#showAddress(this.#address());
  };

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
    rememberDeployment(run.running && stored ? run.id : '', this.#options());
    if (run.id !== '' && stored) this.#showAddress(addressOf(run));
  };

  /** Without a new entry in the history, and only while this page is the one on the screen. */
  #showAddress(hash: string): void {
    if (this.isConnected && location.hash !== hash) history.replaceState(null, '', hash);
  }

  readonly #onSetup = (event: CustomEvent<DeployValues>) => {
    this.setup = event.detail;
    if (this.run.phase === 'empty') this.#showAddress(this.#address());
  };

  readonly #onCurator = (event: CustomEvent<string>) => {
    this.curator = event.detail;
    rememberCurator(this.curator);
  };

  readonly #checkGradient = () => this.run.client.service.checkGradient(this.run.id, this.#options());

  readonly #onCopy = () => {
    const link = `${location.href.split('#', 1)[0]}${this.#address()}`;
    copyAndSay(link, 'Link to the set-up copied').catch(fail);
  };

  readonly #onStart = () =>
    this.#begin(() =>
      this.#isWorlds()
        ? episodeSetupOf(this.worlds, this.curator)
        : setupOf(this.setup, this.curator, this.#own.files),
    );

  readonly #onExample = () => {
    this.setup = INITIAL_DEPLOY;
    this.#onStart();
  };

  #begin(setup: () => AnySetup): void {
    Promise.resolve()
      .then(() => this.run.start(setup(), this.#options()))
      .catch(fail);
  }

  readonly #onContinue = () => {
    this.run.resume(this.run.id, this.#options()).catch(fail);
  };

  /** The form starts with what the deployment was. */
  readonly #onNew = () => {
    const { opened, episodes } = this.run;
    if (episodes) {
      this.worlds = episodeValuesOf(episodes.facts.plan, this.#options());
      this.setup = { ...this.setup, domain: CRAFTER };
    }
    if (opened) {
      const { plan } = opened.facts;
      this.setup = valuesOf(plan, this.#options());
      if (plan.source.world === GIVEN_WORLD) this.#own.files = filesOf(plan.source);
    }
    this.run.clear();
    this.other = null;
    this.#showAddress(this.#address());
  };

  readonly #onExport = (event: CustomEvent<{ id: string; name: string }>) =>
    this.#export(event.detail.id, event.detail.name);

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

  readonly #onMerge = (event: CustomEvent<File>) => {
    const { id, client, episodes } = this.run;
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
    saveState(this.run.client.service, id, name).catch(fail);
  }

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
