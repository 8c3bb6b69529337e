// The POGS page: a walk on a graph that is seen in part, step by step, with all that the model read and wrote; and the comparison of
// schedules. Both live in `pogsRun()`, so they go on while this page is away; the address says the whole episode and its step.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { copyAndSay } from '../hand-over.ts';
import { icon } from '../icons.ts';
import { scheduleLabel } from '../labels.ts';
import { showAddress } from '../page-address.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { RunEar } from '../run-ear.ts';
import { nextSpeed } from '../settings.ts';
import { episodeFigures, planLine, stepSentence } from './episode-card.ts';
import { saveComparisonJson, saveEpisodesCsv } from './files.ts';
import { sceneOf } from './graph-scene.ts';
import { type PogsCommand, pogsCommandOf } from './keys.ts';
import type { PogsKnobValues } from './knobs.ts';
import type { PogsFilm } from './pogs-film.ts';
import { type PogsRun, pogsRun } from './pogs-run.ts';
import {
  INITIAL_POGS,
  pogsAddress,
  readPogs,
  runtimeOf,
  sameEpisode,
  scheduleOf,
  seedsOf,
  setupOf,
} from './setup.ts';
import { statusText } from './status-text.ts';
import { historyCard, nodesCard, stepCard } from './step-card.ts';
import { walkFiles } from './walk-files.ts';
import './comparison-section.ts';
import './pogs-form.ts';
import './pogs-graph.ts';
import './pogs-transport.ts';

/** The address follows the step that is shown, but not more often than this, in ms: browsers ration it. */
const ADDRESS_MS = 400;

export class PogsPage extends LabElement {
  static override properties = {
    run: plain,
    query: plain,
    values: { state: true },
    version: { state: true },
  };

  /** The run; tests bring their own. */
  run: PogsRun = pogsRun();
  /** Of the address: a set-up. */
  query = '';
  values: PogsKnobValues = INITIAL_POGS;
  version = 0;
  #frame = 0;
  #addressing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new RunEar(this, () => this.run, {
      change: () => this.#onChange(),
      failure: (event) => fail((event as CustomEvent<LabError>).detail),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#addressing);
    this.#frame = 0;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('query')) return;
    if (this.query === '' && this.run.film) {
      this.values = this.run.values;
      this.#address();
      return;
    }
    const { setup, problems } = readPogs(this.query);
    for (const problem of problems) fail(problem);
    const { film, values } = this.run;
    // Who comes back to an episode finds it as it was left.
    const isThere = film !== null && sameEpisode(setup, values) && setup.at <= film.last;
    this.values = isThere ? values : setup;
    this.#take(setup, !isThere);
    if (isThere) this.run.seek(setup.at);
  }

  protected override render() {
    const { run, values } = this;
    return html`<div class="plan-page pogs-page" @setup=${this.#onSetup} @start-setup=${this.#onStart} @command=${this.#onCommand} @seek=${this.#onSeek}
      @speed=${this.#onSpeed} @stop-comparison=${() => run.stop().catch(fail)} @open-graph=${this.#onOpenGraph}
      @save-comparison-json=${() => run.comparison && saveComparisonJson(run.comparison)} @save-episodes-csv=${() => run.comparison && saveEpisodesCsv(run.comparison)}>
      <div class="plan-stage">
        ${this.#graphCard()}
        ${run.film ? html`${stepCard(run.film, run.at, values.recall === 'on')}${historyCard(run.film, run.at, (at) => run.seek(at))}` : nothing}
        <comparison-section .setup=${values} .busy=${run.comparing !== null} .run=${run} .version=${this.version}></comparison-section>
      </div>
      <aside class="plan-side" aria-label="Set-up and figures">
        ${run.film ? html`<section class="card" aria-labelledby="pogs-figures-title"><h2 id="pogs-figures-title">This walk so far</h2>${episodeFigures(run.film, run.at)}${walkFiles(this, run.film, run.at, values)}</section>` : nothing}
        <details class="card setup-card" open><summary>Set up a walk</summary>
          <pogs-form .setup=${values} .busy=${run.playing}></pogs-form></details>
      </aside>
    </div>`;
  }

  #graphCard() {
    const { run, values } = this;
    const { film } = run;
    return html`<section class="card chart-card pogs-card" id="card-pogs" aria-labelledby="pogs-title">
      <header><h1 id="pogs-title">A search on a graph that is seen in part</h1>
        <span class="figure">${values.world}, graph ${values.graph}, plans ${scheduleLabel(scheduleOf(values))}</span></header>
      ${film ? this.#film(film) : html`<p class="loading" role="status">${statusText(run, values.model)}</p>${run.opening ? nothing : html`<button type="button" @click=${() => this.#do('restart')}>${icon('restart')} Try again</button>`}`}
    </section>`;
  }

  #film(film: PogsFilm) {
    const { run, values } = this;
    const states = film.states.slice(0, run.at + 1);
    const scene = sceneOf(states, {
      hidden: values.show.includes('hidden'),
      oracle: values.show.includes('oracle'),
    });
    const { success } = states[run.at].metrics;
    const isEnd = run.at === film.last && film.isOver;
    return html`${planLine(film, run.at, values.schedule)}
      <pogs-graph .tree=${film.states[0].puzzle.tree} .scene=${scene}></pogs-graph>
      <p class="pogs-step ${isEnd ? (success ? 'reached' : 'missed') : ''}">${stepSentence(film, run.at)}</p>
      <p class="sr-only" role="status">${run.playing ? '' : stepSentence(film, run.at)}</p>
      <pogs-transport .at=${run.at} .last=${film.last} .playing=${run.playing} .canStep=${run.canStep} .speed=${values.speed} .shown=${values.show}
        .disabled=${run.error !== null}></pogs-transport>
      <p class="muted pogs-status">${statusText(run, values.model)}</p>
      ${nodesCard(scene)}`;
  }

  /** Takes what the page is set to; another episode is opened at once. @param anew also where it is the one on the page */
  #take(values: PogsKnobValues, anew = false): void {
    const isSame = !anew && sameEpisode(values, this.values);
    this.values = isSame ? values : { ...values, at: anew ? values.at : 0 };
    this.run.values = this.values;
    this.run.speed = Number(values.speed);
    if (!isSame) this.#open();
    this.#address();
  }

  #open(): void {
    const { values } = this;
    try {
      const wanted = {
        setup: setupOf(values),
        graph: values.graph,
        runtime: runtimeOf(values),
        at: values.at,
      };
      this.run.open(wanted).catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  #address(): void {
    showAddress(this, pogsAddress(this.values));
  }

  /** One drawing a frame is enough. The address names the step that is shown, so that a reload comes back to it. */
  readonly #onChange = () => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.version++;
    });
    const { run } = this;
    // While the steps of an address are played again, it stays as it is.
    if (run.opening || !run.film || run.isCatchingUp || run.at === this.values.at) return;
    this.values = { ...this.values, at: run.at };
    run.values = this.values;
    this.#addressing ??= setTimeout(() => {
      this.#addressing = undefined;
      this.#address();
    }, ADDRESS_MS);
  };

  protected override onPageKey(event: KeyboardEvent): void {
    const command = pogsCommandOf(event);
    if (!command) return;
    event.preventDefault();
    this.#do(command);
  }

  readonly #onCommand = (event: CustomEvent<PogsCommand>) => this.#do(event.detail);

  readonly #onSeek = (event: CustomEvent<number>) => this.run.seek(event.detail);

  readonly #onSpeed = (event: CustomEvent<string>) => this.#take({ ...this.values, speed: event.detail });

  readonly #onSetup = (event: CustomEvent<PogsKnobValues>) =>
    this.#take({ ...event.detail, at: this.values.at });

  readonly #onOpenGraph = (event: CustomEvent<number>) => {
    this.#take({ ...this.values, graph: event.detail });
    this.querySelector('#card-pogs')?.scrollIntoView({ block: 'start' });
  };

  #do(command: PogsCommand): void {
    const { run, values } = this;
    const acts: Readonly<Record<PogsCommand, () => void>> = {
      toggle: () => (run.playing ? run.pause() : run.play()),
      step: () => run.step().catch(fail),
      back: () => run.seek(run.at - 1),
      first: () => run.seek(0),
      last: () => run.seek(run.film?.last ?? 0),
      restart: () => this.#take({ ...values, at: 0 }, true),
      next: () => this.#take({ ...values, graph: values.graph + 1 }),
      hidden: () => this.#toggle('hidden'),
      oracle: () => this.#toggle('oracle'),
      share: () => this.#copy(),
      faster: () => this.#take({ ...values, speed: nextSpeed(values.speed, 1) }),
      slower: () => this.#take({ ...values, speed: nextSpeed(values.speed, -1) }),
      help: () => this.send('help'),
    };
    acts[command]();
  }

  #toggle(what: 'hidden' | 'oracle'): void {
    const { show } = this.values;
    const next = show.includes(what) ? show.filter((each) => each !== what) : [...show, what];
    this.#take({ ...this.values, show: next });
  }

  #copy(): void {
    const link = `${location.href.split('#', 1)[0]}${pogsAddress(this.values)}`;
    copyAndSay(link, 'Link to this step copied').catch(fail);
  }

  /** Of either form: the one of the walk restarts it. */
  readonly #onStart = (event: Event) => {
    const isComparison =
      event.target instanceof HTMLElement && event.target.localName === 'comparison-section';
    if (isComparison) this.#compare();
    else this.#do('restart');
  };

  /** Being cancelled is no failure. */
  #compare(): void {
    const { values } = this;
    Promise.resolve()
      .then(() => this.run.compare(setupOf(values), seedsOf(values), values.schedules, runtimeOf(values)))
      .catch((error) =>
        LabError.from(error).code === 'aborted' ? notify('It was cancelled.') : fail(error),
      );
  }
}

customElements.define('pogs-page', PogsPage);
