// The frame around the pages: header, routes, theme, help and messages. It owns the one live run, so that a run goes on
// while its viewer looks at another page.

import { html, nothing } from 'lit';
import type { RunConfig, RunRecord } from '../records/record.ts';
import { type ConnectAgent, connectAgent } from './agent-client.ts';
import type { SteeredRun } from './compare/compare-page.ts';
import { icon } from './icons.ts';
import { modelList } from './kept-models.ts';
import { LiveRun } from './live-run.ts';
import { LabElement, plain } from './parts/lab-element.ts';
import { fail, notify } from './parts/notices.ts';
import { type Route, routeOf } from './router.ts';
import { INITIAL_SETTINGS } from './settings.ts';
import { applyTheme, nextTheme, storedTheme, type Theme } from './theme.ts';
import './parts/lab-dialog.ts';
import './play/play-page.ts';

const THEME_LABELS: Record<Theme, string> = { auto: 'as the system', light: 'light', dark: 'dark' };
const TITLES: Record<Route['page'], string> = {
  play: 'Play',
  plan: 'Plan',
  train: 'Train',
  speculate: 'Speculate',
  deploy: 'Deploy',
  pogs: 'Graph',
  models: 'Models',
  runs: 'Runs',
  compare: 'Compare',
  replay: 'Replay',
};
const THEME_ICONS = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

export class AppShell extends LabElement {
  static override properties = {
    connect: plain,
    route: { state: true },
    theme: { state: true },
    helping: { state: true },
    config: { state: true },
  };

  /** How the agent is reached; tests bring their own. */
  connect: ConnectAgent = connectAgent;
  route: Route = routeOf(location.hash);
  theme: Theme = storedTheme();
  helping = false;
  /** A configuration that Play is to start with. */
  config: RunConfig | null = null;
  #run: LiveRun | null = null;
  #opened: RunRecord | null = null;
  /** The run whose steering Compare is to repeat. */
  #steered: SteeredRun | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    applyTheme(this.theme);
    addEventListener('hashchange', this.#onRoute);
    addEventListener('unhandledrejection', this.#onRejection);
    this.#onRoute();
    void modelList.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onRoute);
    removeEventListener('unhandledrejection', this.#onRejection);
  }

  /** On a narrow screen the bar of pages is scrolled; the present one stays in sight. */
  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has('route')) return;
    const nav = this.querySelector<HTMLElement>('.app-header nav');
    const link = nav?.querySelector<HTMLElement>('[aria-current]');
    if (nav && link)
      nav.scrollLeft = link.offsetLeft - nav.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
  }

  /** The one live run, started at the first look at Play. */
  get run(): LiveRun {
    if (!this.#run) {
      this.#run = new LiveRun(this.connect);
      this.#run.addEventListener('failure', (event) => fail((event as CustomEvent).detail));
      this.#run.addEventListener('notice', (event) => notify((event as CustomEvent<string>).detail));
    }
    return this.#run;
  }

  protected override render() {
    return html`<a class="skip" href="#main" @click=${this.#skip}>Skip to the content</a>
      ${this.#header()}
      <main id="main" tabindex="-1" @help=${this.#openHelp} @run-again=${this.#onRunAgain} @open-record=${this.#onOpenRecord}
        @continue-run=${this.#onContinue} @compare=${this.#onCompare}>${this.#page()}</main>
      <lab-notices></lab-notices>
      ${this.helping ? html`<lab-dialog .label=${'Help'} .content=${this.#help} @closed=${this.#closeHelp}></lab-dialog>` : nothing}`;
  }

  #header() {
    const link = (page: Route['page'], href: string, text: string) =>
      html`<a href=${href} aria-current=${this.route.page === page ? 'page' : nothing}>${text}</a>`;
    return html`<header class="app-header">
      <a class="brand" href="#/play"><span class="logo" aria-hidden="true"></span><span class="brand-name">Goldilocks</span></a>
      <nav aria-label="Pages">${link('play', '#/play', 'Play')}${link('plan', '#/plan', 'Plan')}${link('train', '#/train', 'Train')}${link('speculate', '#/speculate', 'Speculate')}${link('deploy', '#/deploy', 'Deploy')}${link('pogs', '#/pogs', 'Graph')}${link('models', '#/models', 'Models')}${link('runs', '#/runs', 'Runs')}
        ${this.route.page === 'compare' ? link('compare', location.hash, 'Compare') : nothing}
        ${this.route.page === 'replay' ? link('replay', location.hash, 'Replay') : nothing}</nav>
      <span class="spacer"></span>
      <button type="button" class="quiet" aria-label="Theme: ${THEME_LABELS[this.theme]}" title="Theme: ${THEME_LABELS[this.theme]}"
        @click=${this.#onTheme}>${icon(THEME_ICONS[this.theme])}</button>
      <button type="button" class="quiet" aria-label="Help and keys" title="Help and keys (?)" @click=${this.#openHelp}>${icon('help')}</button>
    </header>`;
  }

  #page() {
    const { route } = this;
    if (route.page === 'models') return html`<models-page></models-page>`;
    if (route.page === 'runs') return html`<runs-page></runs-page>`;
    if (route.page === 'plan') {
      return html`<plan-page .query=${route.query} .sweepId=${route.sweepId ?? ''} .fragment=${route.fragment ?? ''}></plan-page>`;
    }
    if (route.page === 'train') {
      return html`<train-page .query=${route.query} .trainingId=${route.trainingId ?? ''}></train-page>`;
    }
    if (route.page === 'speculate') return html`<speculate-page .query=${route.query}></speculate-page>`;
    if (route.page === 'deploy') {
      return html`<deploy-page .query=${route.query} .deploymentId=${route.deploymentId ?? ''}></deploy-page>`;
    }
    if (route.page === 'pogs') return html`<pogs-page .query=${route.query}></pogs-page>`;
    if (route.page === 'compare') {
      return html`<compare-page .connect=${this.connect} .query=${route.query} .steered=${this.#steered}></compare-page>`;
    }
    if (route.page === 'replay') {
      return html`<replay-page .runId=${route.runId ?? ''} .fragment=${route.fragment ?? ''} .opened=${this.#opened}></replay-page>`;
    }
    if (route.config && !this.config) return html`<p class="loading">Reading the link …</p>`;
    return html`<play-page .run=${this.run} .query=${route.query} .wanted=${this.config}></play-page>`;
  }

  readonly #onRoute = () => {
    // `#main` is the skip link's target, not a page.
    if (location.hash === '#main') return;
    this.route = routeOf(location.hash);
    const { route } = this;
    if (route.page !== 'replay' || route.runId !== '') this.#opened = null;
    if (route.page !== 'compare') this.#steered = null;
    document.title = `${TITLES[route.page]} · Goldilocks`;
    if (route.page === 'plan') import('./plan/plan-page.ts').catch(fail);
    if (route.page === 'train') import('./train/train-page.ts').catch(fail);
    if (route.page === 'speculate') import('./speculate/speculate-page.ts').catch(fail);
    if (route.page === 'deploy') import('./deploy/deploy-page.ts').catch(fail);
    if (route.page === 'pogs') import('./pogs/pogs-page.ts').catch(fail);
    if (route.page === 'models') import('./models/models-page.ts').catch(fail);
    if (route.page === 'runs') import('./runs/runs-page.ts').catch(fail);
    if (route.page === 'compare') this.#openCompare();
    if (route.page === 'replay') import('./replay/replay-page.ts').catch(fail);
    if (route.page === 'play' && route.config) this.#openConfig(route.config);
    else if (route.page !== 'play') this.config = null;
  };

  #openConfig(fragment: string): void {
    this.config = null;
    import('./share.ts')
      .then(({ readConfigLink }) => readConfigLink(fragment))
      .then((config) => this.#play(config))
      .catch((error) => {
        fail(error);
        location.hash = '#/play';
      });
  }

  readonly #onRunAgain = (event: Event) => this.#play((event as CustomEvent<RunConfig>).detail);

  #play(config: RunConfig): void {
    this.config = config;
    this.route = { page: 'play', query: '' };
    history.pushState(null, '', '#/play');
    this.requestUpdate();
  }

  /** A record from a file, shown whether it could be stored or not. */
  readonly #onOpenRecord = (event: Event) => {
    this.#opened = (event as CustomEvent<RunRecord>).detail;
    location.hash = '#/replay/';
  };

  /** Continues a stored run on Play, paused where it stopped. */
  readonly #onContinue = (event: Event) => {
    const { run } = this;
    this.config = null;
    run.resume((event as CustomEvent<string>).detail, INITIAL_SETTINGS).catch(fail);
    location.hash = '#/play';
  };

  /** The run on Play, beside what its seed would have brought without its person. */
  readonly #onCompare = (event: Event) => {
    this.#steered = (event as CustomEvent<SteeredRun>).detail;
    location.hash = '#/compare';
  };

  /** Two live runs need the machine for themselves: the one on Play waits. */
  #openCompare(): void {
    if (this.#run?.view.phase === 'playing') this.#run.pause().catch(fail);
    import('./compare/compare-page.ts').catch(fail);
  }

  readonly #onTheme = () => {
    this.theme = nextTheme(this.theme);
    applyTheme(this.theme);
  };

  #help: unknown = nothing;
  readonly #openHelp = () => {
    import('./help-content.ts')
      .then(({ helpContent }) => {
        this.#help = helpContent;
        this.helping = true;
      })
      .catch(fail);
  };

  readonly #closeHelp = () => {
    this.helping = false;
  };

  readonly #skip = (event: Event) => {
    event.preventDefault();
    this.querySelector<HTMLElement>('#main')?.focus();
  };

  readonly #onRejection = (event: PromiseRejectionEvent) => fail(event.reason);
}

customElements.define('goldilocks-app', AppShell);
