// The Speculate page: one button for whoever just wants to see it, a form for everybody else, the timeline of a task while it is
// played, and the study that weighs time against money. Run and study live in `speculationRun()`, so they go on while this
// page is away.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { taskCount } from '../../speculation/setup.ts';
import { chartCard } from '../charts/chart-card.ts';
import { copyAndSay } from '../hand-over.ts';
import { commandOf } from '../keyboard.ts';
import { plural } from '../labels.ts';
import { showAddress } from '../page-address.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { RunEar } from '../run-ear.ts';
import { aheadSpec, aheadTable, learningSpec, learningTable } from './curves.ts';
import { saveCallsCsv, saveCallsJson, saveStudyJson } from './files.ts';
import type { SpeculateValues } from './knobs.ts';
import { tasksForLink } from './own-tasks.ts';
import { readSetting, settingOf } from './setting-knobs.ts';
import {
  INITIAL_PAGE,
  optionsOf,
  type PageSetup,
  readSpeculate,
  setupOf,
  speculateAddress,
} from './setup.ts';
import { type SpeculationRun, speculationRun } from './speculation-run.ts';
import '../charts/panels-chart.ts';
import './run-panel.ts';
import './speculate-form.ts';
import './speculate-hero.ts';
import './study-section.ts';
import './task-view.ts';

/** What the large button plays: tasks of the longer kind, in which there is something to run ahead of. */
const EXAMPLE = { first: 185, tasks: 20, ...readSetting('tau-0.9') };

export class SpeculatePage extends LabElement {
  static override properties = {
    run: plain,
    query: plain,
    page: { state: true },
    version: { state: true },
  };

  /** The run; tests bring their own. */
  run: SpeculationRun = speculationRun();
  /** Of the address: a set-up. */
  query = '';
  page: PageSetup = INITIAL_PAGE;
  version = 0;
  #frame = 0;

  constructor() {
    super();
    new RunEar(this, () => this.run, { change: () => this.#onChange() });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('query')) return;
    if (this.query === '') {
      this.#take(this.run.page);
      return;
    }
    const { problems, ...page } = readSpeculate(this.query);
    for (const problem of problems) fail(problem);
    this.page = page;
    this.run.page = page;
  }

  protected override render() {
    const { run, version } = this;
    const { values, lines } = this.page;
    const shown = run.phase !== 'empty';
    return html`<div class="plan-page speculate-page" @setup=${this.#onSetup} @own-tasks=${this.#onLines} @start-setup=${this.#onStart}
      @submit-setup=${this.#onSubmit} @run-example=${this.#onExample} @stop=${() => run.stop().catch(fail)} @copy-setup=${this.#onCopy}
      @check-task=${this.#onCheck} @start-study=${this.#onStudy} @forget-predictors=${this.#onForget}
      @save-calls-csv=${() => saveCallsCsv(run)} @save-calls-json=${() => saveCallsJson(run)} @save-study-json=${() => run.study && saveStudyJson(run.study)}>
      <div class="plan-stage">
        ${shown ? html`<h1 class="sr-only">Speculate</h1><run-panel .run=${run} .version=${version}></run-panel>` : html`<speculate-hero .busy=${run.busy}></speculate-hero>`}
        ${shown ? html`<task-view .run=${run} .version=${version}></task-view>${this.#curves()}` : nothing}
        <study-section .setup=${values} .busy=${run.busy} .run=${run} .version=${version} .tasks=${this.#tasks}></study-section>
      </div>
      <aside class="plan-side" aria-label="Set-up">
        <details class="card setup-card" open><summary>Set up a run</summary>
          <speculate-form .setup=${values} .lines=${lines} .busy=${run.busy}></speculate-form></details>
      </aside>
    </div>`;
  }

  get #tasks(): number {
    const { values, lines } = this.page;
    return lines.length > 0 && values.world === 'Toolchain-v1'
      ? Math.min(lines.length, values.tasks)
      : values.tasks;
  }

  #curves() {
    const { logs, learned, setup, setting } = this.run;
    const played = logs.filter(({ segments }) => segments.length > 0);
    if (played.length === 0 || !setup || setting === 'sequential') return nothing;
    return html`<div class="results">${chartCard({
      id: 'ahead',
      heading: 'How far A runs ahead',
      about:
        'k is how many steps A may guess before it waits for T; V(s) is what the predictor expects. Within a task both change from place to place: that is the band.',
      n: `n = ${plural(played.length, 'task')} of ${taskCount(setup)}`,
      chart: html`<panels-chart .spec=${aheadSpec(played)} .idle=${'Point at a column to read it.'}></panels-chart>`,
      table: aheadTable(played),
    })}
    ${
      learned.length === 0
        ? nothing
        : chartCard({
            id: 'predictor',
            heading: 'What the predictor learns',
            about:
              'After every mismatch: how many matches it had expected, how many came, and how far it was off before it learned from them.',
            n: `n = ${plural(learned.length, 'update')}`,
            chart: html`<panels-chart .spec=${learningSpec(learned)} .idle=${'Point at a column to read it.'}></panels-chart>`,
            table: learningTable(learned),
          })
    }</div>`;
  }

  /** Events come by the thousand under the simulated clock: one drawing a frame is enough. */
  #onChange(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.version++;
    });
  }

  protected override onPageKey(event: KeyboardEvent): void {
    if (commandOf(event, false) === 'help') this.send('help');
  }

  readonly #onSetup = (event: CustomEvent<SpeculateValues>) =>
    this.#take({ ...this.page, values: event.detail });

  readonly #onLines = (event: CustomEvent<readonly string[]>) =>
    this.#take({ ...this.page, lines: event.detail });

  /** The address says what the page is set to, without a new entry in the history. */
  #take(page: PageSetup): void {
    this.page = page;
    this.run.page = page;
    showAddress(this, speculateAddress(page));
  }

  /** As the form's own button would: what cannot be read there stops it. */
  readonly #onSubmit = () => this.querySelector<HTMLFormElement>('speculate-form form')?.requestSubmit();

  readonly #onStart = (event: Event) => {
    if (event.target instanceof HTMLElement && event.target.localName === 'study-section') this.#onStudy();
    else
      this.#play(() =>
        this.run.start(setupOf(this.page), settingOf(this.page.values), optionsOf(this.page.values)),
      );
  };

  readonly #onExample = () => {
    this.#take({ lines: [], values: { ...INITIAL_PAGE.values, ...EXAMPLE } });
    this.#onStart(new Event('example'));
  };

  readonly #onStudy = () => {
    const { values } = this.page;
    this.#play(() => this.run.startStudy(setupOf(this.page), values.settings, optionsOf(values)));
  };

  readonly #onCheck = (event: CustomEvent<number>) => this.#play(() => this.run.check(event.detail));

  readonly #onForget = () =>
    this.#play(async () => {
      await this.run.client.service.forgetPredictors();
      notify('The kept predictors are forgotten.');
    });

  readonly #onCopy = () => {
    const link = `${location.href.split('#', 1)[0]}${speculateAddress(this.page)}`;
    const { lines } = this.page;
    const own =
      lines.length > 0 && tasksForLink(lines) === null
        ? ' without your tasks, which are too long for it'
        : '';
    copyAndSay(link, `Link to the set-up copied${own}`).catch(fail);
  };

  /** Being stopped is no failure. */
  #play(work: () => Promise<void>): void {
    Promise.resolve()
      .then(work)
      .catch((error) => (LabError.from(error).code === 'aborted' ? notify('It was stopped.') : fail(error)));
  }
}

customElements.define('speculate-page', SpeculatePage);
