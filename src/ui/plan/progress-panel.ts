// How far the experiment is, how long it may still take, and what can be done about it. Its height is the same in every
// state, so nothing below it moves.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import { bytes, count, plural, timeLeftText } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import type { SweepPhase, SweepRun } from './sweep-run.ts';

const PHASE_TEXT: Readonly<Record<SweepPhase, string>> = {
  empty: 'Ready',
  loading: 'Getting ready',
  running: 'Playing',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  shared: 'From a link',
};

export class ProgressPanel extends LabElement {
  static override properties = { run: plain, version: plain };

  run!: SweepRun;
  /** Raised by the page whenever the run changed. */
  version = 0;

  protected override render() {
    const { run } = this;
    const { sweep, phase } = run;
    if (!sweep) return nothing;
    return html`<section class="card progress-panel ${phase}" aria-labelledby="sweep-title">
      <div class="progress-head"><h2 id="sweep-title">${sweep.name}</h2><span class="state">${PHASE_TEXT[phase]}</span></div>
      <progress max="1" value=${partDone(run, Date.now())} aria-label="Part of the experiment that is done"></progress>
      <p class="progress-line"><span role="status">${this.#sentence()}</span></p>
      <p class="muted">${this.#details()}</p>
      <div class="buttons">${this.#buttons()}</div>
    </section>`;
  }

  #sentence(): string {
    const { run } = this;
    const { phase, done, total, progress, loading, error } = run;
    const played = `${count(done)} of ${plural(total, 'episode')}`;
    if (phase === 'failed') return `${error?.message ?? 'It failed.'} ${error?.hint ?? ''}`.trim();
    if (phase === 'loading' && loading)
      return `${loading.what}: ${bytes(loading.loaded)} of ${bytes(loading.total)}`;
    if (phase === 'loading') return `${played}. The models are being prepared.`;
    if (phase === 'running') return this.#running(played, progress?.msLeft ?? null);
    if (phase === 'finished' && done < total)
      return `Its time is up: ${played} are played and kept. The others can be played at any time.`;
    if (phase === 'finished') return `All ${plural(total, 'episode')} are played and kept in this browser.`;
    if (phase === 'shared' && done === 0) return 'This set-up came by a link. Nothing of it is played yet.';
    if (phase === 'shared')
      return `${played}, as figures from a link: their runs stayed where they were played.`;
    return `${played} are kept; the others can be played at any time.`;
  }

  #running(played: string, msLeft: number | null): string {
    const { deadline, done } = this.run;
    if (deadline === 0) return `${played}, ${timeLeftText(msLeft)}`;
    const untilDeadline = deadline - Date.now();
    const episodes = plural(done, 'episode');
    if (untilDeadline <= 0) return `${episodes}; the worlds that were begun are played to their ends.`;
    return `${episodes}, ${timeLeftText(Math.min(untilDeadline, msLeft ?? untilDeadline))}, as many worlds as fit into it`;
  }

  #details() {
    const { sweep, progress, phase, runtimes } = this.run;
    if (!sweep) return nothing;
    const seeds = sweep.seeds;
    const worlds =
      seeds.length === 1 ? `world ${seeds[0]}` : `${seeds.length} worlds from seed ${Math.min(...seeds)}`;
    const setup = `${plural(sweep.configurations.length, 'configuration')} × ${worlds}, at most ${count(sweep.maxSteps)} steps.`;
    const speed =
      phase === 'running' && progress
        ? ` ${count(Math.round(progress.decisionsPerSecond))} decisions a second, ${plural(progress.active, 'episode')} side by side.`
        : '';
    const [runtime] = runtimes.values();
    return html`${setup}${speed}${runtime && this.run.running ? html` Runs on ${runtime}` : nothing}`;
  }

  #buttons() {
    const { phase, running, done, total } = this.run;
    const button = (name: string, iconName: Parameters<typeof icon>[0], label: string, primary = false) =>
      html`<button type="button" class=${primary ? 'primary' : ''} @click=${() => this.send(name)}>${icon(iconName)} ${label}</button>`;
    return html`
      ${running ? button('stop-sweep', 'pause', 'Stop') : nothing}
      ${!running && phase !== 'shared' && done < total && this.run.id !== '' ? button('continue-sweep', 'play', 'Continue', true) : nothing}
      ${phase === 'shared' ? button('replay-sweep', 'again', 'Play it here') : nothing}
      ${done > 0 ? button('share-sweep', 'share', 'Share as a link') : nothing}
      ${done > 0 ? html`${button('save-csv', 'save', 'CSV')}${button('save-json', 'save', 'JSON')}` : nothing}
      ${running ? nothing : button('new-sweep', 'restart', 'New experiment')}`;
  }
}

/** 0..1: of the episodes, or of the time where that is limited and further on. */
export function partDone(
  run: Pick<SweepRun, 'done' | 'total' | 'began' | 'deadline' | 'phase'>,
  now: number,
): number {
  const episodes = run.total === 0 ? 0 : run.done / run.total;
  if (run.deadline === 0 || run.phase === 'stopped') return episodes;
  return run.phase === 'finished'
    ? 1
    : Math.max(episodes, Math.min(0.98, (now - run.began) / (run.deadline - run.began)));
}

customElements.define('progress-panel', ProgressPanel);
