// How far the deployment is: one sentence for everybody (and for screen readers), the stage in the making with its own bar, and
// what can be done now.

import { html, nothing } from 'lit';
import { isChatModel } from '../../agents/chat-models.ts';
import type { Stage } from '../../deployment/deployment-run.ts';
import { icon } from '../icons.ts';
import { bytes, count, modelName, plural, timeLeftText } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import type { DeployPhase } from './deploy-phase.ts';
import type { DeployRun } from './deploy-run.ts';
import { generationName } from './generations.ts';
import { spentText } from './spent.ts';

const STATES: Readonly<Record<DeployPhase, string>> = {
  empty: '',
  loading: 'Preparing',
  running: 'Running',
  curating: 'Your turn',
  watching: 'In another tab',
  finished: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
};
/** The look of the panel. */
const LOOKS: Partial<Record<DeployPhase, string>> = {
  loading: 'running',
  running: 'running',
  curating: 'running',
  finished: 'finished',
  failed: 'failed',
};
const STAGES: Readonly<Record<Stage, readonly [what: string, unit: string]>> = {
  collect: ['tries the collecting tasks', 'attempts'],
  'hold-out': ['tries the held-out tasks', 'attempts'],
  curate: ['is curated', 'attempts'],
  'fine-tune': ['is being taught', 'optimizer steps'],
  done: ['is done', ''],
};

export class DeployProgress extends LabElement {
  static override properties = { run: plain, version: plain };

  run!: DeployRun;
  version = 0;

  protected override render() {
    const { phase, shown: opened, spent: asked } = this.run;
    const spent = asked.total;
    const facts = opened?.facts;
    const total = (facts?.plan.generations ?? 0) + 1;
    const done = facts?.generations.length ?? 0;
    return html`<section class="card progress-panel ${LOOKS[phase] ?? 'stopped'}" aria-labelledby="deploy-progress-title">
      <div class="progress-head"><h2 id="deploy-progress-title">${opened?.name ?? 'A new deployment'}</h2><span class="state">${STATES[phase]}</span></div>
      <progress max=${total} value=${done} aria-label="Generations that are done"></progress>
      <p class="progress-line"><span role="status">${this.#sentence(done, total)}</span></p>
      ${this.#stage()}
      <p class="muted">${this.#details()}</p>
      ${spent ? html`<p class="muted spent">${spentText(spent)}</p>` : nothing}
      <div class="buttons">${this.#buttons(done)}</div>
    </section>`;
  }

  #sentence(done: number, total: number): string {
    const { phase, error, loading, shown: opened } = this.run;
    const made = `${done} of ${plural(total, 'generation')}, the base included, ${done === 1 ? 'is' : 'are'} there`;
    const kept =
      opened?.stored === false
        ? 'in memory only: nothing can be stored here'
        : 'in this browser after every stage';
    if (phase === 'failed') return `${error?.message ?? 'It failed.'} ${error?.hint ?? ''} ${made}.`;
    if (loading) return `Loading ${loading.what}: ${bytes(loading.loaded)} of ${bytes(loading.total)}.`;
    if (phase === 'loading') return `${made}. The model is being prepared.`;
    if (phase === 'running') return `${made}; it is kept ${kept}.`;
    if (phase === 'curating') return `${made}. It waits for you: keep or discard what is below.`;
    if (phase === 'watching') return `${made}. It goes on in another tab of this browser; you watch it here.`;
    if (phase === 'finished') return `All ${plural(total, 'generation')} are there.`;
    return `${made}; it can go on from there at any time.`;
  }

  #stage() {
    const { progress, pace, phase, running } = this.run;
    if (!progress || phase !== 'running') return running ? html`<div class="stage-line"></div>` : nothing;
    const { stage, generation, done, total, loss } = progress;
    const [what, unit] = STAGES[stage];
    const left = timeLeftText(pace.msLeft(total - done));
    const nats = loss === undefined ? '' : `, loss ${loss.toFixed(3)}`;
    return html`<div class="stage-line"><span class="muted">${generationName(generation)} ${what}: ${count(done)} of ${count(total)} ${unit}${nats}; ${left}</span>
      <progress max=${total} value=${done} aria-label="Of this stage"></progress></div>`;
  }

  #details(): string {
    const { shown: opened, runtime, learner, running } = this.run;
    if (!opened) return '';
    const { seeds, heldOut, samples, runs, temperature, seed } = opened.facts.plan;
    const { model } = opened.facts.plan;
    const by = isChatModel(model) ? `${modelName(model)}: ` : '';
    const what = `${by}${plural(seeds.length, 'task')} × ${plural(samples, 'sample')}, ${count(heldOut.length)} held out × ${plural(runs, 'run')}; temperature ${temperature}, seed ${seed}.`;
    return running ? [what, runtime, learner].filter((text) => text !== '').join(' ') : what;
  }

  #buttons(done: number) {
    const { phase, running, shown: opened } = this.run;
    const button = (name: string, iconName: Parameters<typeof icon>[0], label: string, primary = false) =>
      html`<button type="button" class=${primary ? 'primary' : ''} @click=${() => this.send(name)}>${icon(iconName)} ${label}</button>`;
    const canGoOn = opened !== null && (phase === 'stopped' || phase === 'failed');
    return html`
      ${running ? button('stop-deployment', 'pause', 'Pause') : nothing}
      ${canGoOn ? button('continue-deployment', 'play', 'Continue', true) : nothing}
      ${done > 0 ? html`${button('save-csv', 'save', 'CSV')}${button('save-json', 'save', 'JSON')}` : nothing}
      ${opened ? button('save-state', 'save', 'Whole deployment') : nothing}
      ${running ? nothing : button('new-deployment', 'restart', 'New deployment')}`;
  }
}

customElements.define('deploy-progress', DeployProgress);
