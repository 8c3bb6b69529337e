// How far the run is, what came out so far, and what can be done about it.

import { html, nothing } from 'lit';
import type { TaskResult } from '../../services/speculation-service.ts';
import { taskCount } from '../../speculation/setup.ts';
import { icon } from '../icons.ts';
import { bytes, count, plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { moneyOfThousand, msText, settingLabel } from './names.ts';
import type { RunPhase, SpeculationRun } from './speculation-run.ts';

const PHASE_TEXT: Readonly<Record<RunPhase, string>> = {
  empty: 'Ready',
  loading: 'Getting ready',
  running: 'Playing',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
};
/** A screen reader hears of this many parts of a run. */
const TOLD_PARTS = 4;

export class RunPanel extends LabElement {
  static override properties = { run: plain, version: plain };

  run!: SpeculationRun;
  /** Raised by the page whenever the run changed. */
  version = 0;

  protected override render() {
    const { phase, setup, setting, results } = this.run;
    if (!setup) return nothing;
    const total = taskCount(setup);
    return html`<section class="card progress-panel ${phase}" aria-labelledby="run-title">
      <div class="progress-head"><h2 id="run-title">${plural(total, 'task')} with ${settingLabel(setting)}</h2><span class="state">${PHASE_TEXT[phase]}</span></div>
      <progress max=${total} value=${results.length} aria-label="Tasks that are played"></progress>
      <p class="progress-line">${this.#sentence(results.length, total)}</p>
      <p class="sr-only" role="status">${this.#told(results.length, total)}</p>
      <dl class="train-figures">${figuresOf(results).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <p class="muted">${this.#details()}</p>
      <div class="buttons">${this.#buttons(results.length)}</div>
    </section>`;
  }

  #sentence(done: number, total: number): string {
    const { phase, loading, error, logs } = this.run;
    if (phase === 'failed') return `${error?.message ?? 'It failed.'} ${error?.hint ?? ''}`.trim();
    if (loading) return `Loading ${loading.what}: ${bytes(loading.loaded)} of ${bytes(loading.total)}.`;
    if (phase === 'loading') return 'The models are being prepared.';
    const played = `${count(done)} of ${plural(total, 'task')}`;
    if (phase === 'running') return `${played} played; now “${logs.at(-1)?.title ?? ''}”`;
    return phase === 'finished' ? `All ${plural(total, 'task')} are played.` : `Stopped after ${played}.`;
  }

  /** Only what is worth an interruption. */
  #told(done: number, total: number): string {
    const { phase } = this.run;
    if (phase !== 'running')
      return `${PHASE_TEXT[phase]}. ${phase === 'loading' ? '' : this.#sentence(done, total)}`;
    const part = Math.floor((TOLD_PARTS * done) / total);
    return part === 0 ? 'Playing.' : `${(100 / TOLD_PARTS) * part} % of the tasks are played.`;
  }

  #details(): string {
    const { setup, runtimes, playing } = this.run;
    const { world, clock, match, models } = setup!;
    const rule = match === 'exact' ? 'exact match, lossless' : 'fuzzy match, not lossless';
    const clockText = clock === 'simulated' ? 'simulated clock' : 'real clock of this device';
    const [runtime] = runtimes.values();
    const runs = playing && runtime ? ` Runs on ${runtime}` : '';
    return `${world}; A ${models.A}, T ${models.T}; ${rule}; ${clockText}.${runs}`;
  }

  #buttons(done: number) {
    const { playing } = this.run;
    const button = (name: string, iconName: Parameters<typeof icon>[0], label: string) =>
      html`<button type="button" @click=${() => this.send(name)}>${icon(iconName)} ${label}</button>`;
    return html`${playing ? button('stop', 'pause', 'Stop') : nothing}
      ${playing ? nothing : button('submit-setup', 'play', 'Run again')}
      ${done > 0 ? html`${button('save-calls-csv', 'save', 'Calls, CSV')}${button('save-calls-json', 'save', 'Calls, JSON')}` : nothing}
      ${button('copy-setup', 'share', 'Copy link')}`;
  }
}

/** Means over the tasks that are over. */
function figuresOf(results: readonly TaskResult[]): [name: string, value: string][] {
  const mean = (of: (result: TaskResult) => number) =>
    results.reduce((sum, result) => sum + of(result), 0) / results.length;
  const known = (text: () => string) => (results.length === 0 ? '–' : text());
  const judged = results.filter(({ solved }) => solved !== null);
  const solved = judged.filter(({ solved }) => solved).length;
  return [
    ['Time of a task', known(() => msText(mean(({ time }) => time)))],
    ['Money of 1,000 tasks', known(() => moneyOfThousand(mean(({ money }) => money)))],
    ['Calls at once', known(() => mean(({ peak }) => peak).toFixed(2))],
    ['Mean k', known(() => mean(({ meanK }) => meanK).toFixed(2))],
    ['Generated tokens', known(() => count(Math.round(mean(({ generatedTokens }) => generatedTokens))))],
    ['Solved by T', judged.length === 0 ? '–' : `${solved} of ${judged.length}`],
  ];
}

customElements.define('run-panel', RunPanel);
