// How far the training is, what it does now (always with a number), how long it may still take, and what can be done about it.

import { html, nothing } from 'lit';
import type { TrainingSetup } from '../../services/learner-service.ts';
import { icon } from '../icons.ts';
import { bytes, count, plural, timeLeftText } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { scoreText } from './evaluations.ts';
import { startLabel, VARIANT_LABELS } from './tables.ts';
import type { TrainingRun, TrainPhase } from './training-run.ts';

const PHASE_TEXT: Readonly<Record<TrainPhase, string>> = {
  empty: 'Ready',
  loading: 'Getting ready',
  running: 'Training',
  watching: 'Trained in another tab',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
};
const STAGE_TEXT = {
  playing: ['Playing', 'decisions'],
  learning: ['Learning', 'rows'],
  evaluating: ['Evaluating', 'steps at most'],
  sampling: ['Playing a sample episode', 'steps at most'],
} as const;

const KEEP_TEXT = { policy: 'Keep as a model', gate: 'Keep the gate' } as const;

export class TrainProgress extends LabElement {
  static override properties = { run: plain, version: plain };

  run!: TrainingRun;
  /** Raised by the page whenever the run changed. */
  version = 0;

  protected override render() {
    const { run } = this;
    const { setup, phase, stage } = run;
    if (!setup) return nothing;
    return html`<section class="card progress-panel ${phase}" aria-labelledby="training-title">
      <div class="progress-head"><h2 id="training-title">${setup.name}</h2><span class="state">${PHASE_TEXT[phase]}</span></div>
      <progress max=${setup.plan.steps} value=${run.steps} aria-label="World steps of the training that are made"></progress>
      <p class="progress-line"><span role="status">${this.#sentence()}</span></p>
      <div class="stage-line"><span class="muted">${this.#stageText()}</span>
        ${stage ? html`<progress max=${stage.total} value=${Math.min(stage.done, stage.total)} aria-label=${STAGE_TEXT[stage.stage][0]}></progress>` : nothing}</div>
      <dl class="train-figures">${this.#figures().map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <p class="muted">${this.#details()}</p>
      <div class="buttons">${this.#buttons()}</div>
    </section>`;
  }

  #sentence(): string {
    const { phase, error, loading, setup, updates, isStored } = this.run;
    const made = `${plural(updates, 'update')}, ${count(this.run.steps)} of ${count(setup!.plan.steps)} steps`;
    const kept = isStored
      ? 'kept in this browser after every update'
      : 'kept in memory only: nothing can be stored here';
    if (phase === 'failed') return `${error?.message ?? 'It failed.'} ${error?.hint ?? ''} ${made} are kept.`;
    if (loading) return `Loading ${loading.what}: ${bytes(loading.loaded)} of ${bytes(loading.total)}.`;
    if (phase === 'loading') return `${made}. The model and the learner are being prepared.`;
    if (phase === 'running') return `${made}; ${this.#timeLeft()}. It is ${kept}.`;
    if (phase === 'watching') return `${made}. It goes on in another tab of this browser; you watch it here.`;
    if (phase === 'finished') return `All ${count(setup!.plan.steps)} steps are made. ${this.#bestText()}`;
    return `${made} are kept; it can go on from there at any time. ${this.#bestText()}`;
  }

  #timeLeft(): string {
    const { pace, setup, steps, figures } = this.run;
    const left = setup!.plan.steps - steps;
    // Before this sitting has a pace of its own, the last update's is the best guess.
    const before = figures.at(-1)?.['charts/SPS'];
    return timeLeftText(pace.msLeft(left) ?? (before ? (1000 * left) / before : null));
  }

  #bestText(): string {
    const { best } = this.run;
    const what = this.run.setup?.kind === 'gate' ? 'gate' : 'policy';
    return best ? `Its best ${what}, of update ${best.update}, is kept as well.` : '';
  }

  #stageText(): string {
    const { stage, phase } = this.run;
    if (!stage)
      return phase === 'loading'
        ? 'The first update takes longest: the learner is compiled for this model.'
        : '';
    const [what, unit] = STAGE_TEXT[stage.stage];
    return `${what}: ${count(Math.min(stage.done, stage.total))} of ${count(stage.total)} ${unit}`;
  }

  #figures(): [name: string, value: string][] {
    const { figures, pace, memory, best } = this.run;
    const last = figures.at(-1);
    const known = (value: number | undefined, text: (value: number) => string) =>
      value === undefined || !Number.isFinite(value) ? '–' : text(value);
    return [
      ['Steps a second', known(pace.stepsPerSecond || last?.['charts/SPS'], (v) => v.toFixed(0))],
      ['Reward in 100 steps', known(last?.['charts/reward_per_100_steps'], (v) => v.toFixed(2))],
      ['Plan rate', known(last?.['plan/rate'], (v) => `${(100 * v).toFixed(1)} %`)],
      ['Plan length', known(last?.['plan/length'], (v) => `${v.toFixed(1)} tokens`)],
      ['Best evaluation', best ? scoreText(best.score) : '–'],
      ['Learner holds', memory ? `${plural(memory.arrays, 'array')}, ${bytes(memory.bytes)}` : '–'],
    ];
  }

  #details(): string {
    const { setup, runtime, running } = this.run;
    const { plan, validated } = setup!;
    const { lanes, horizon, price } = plan.hyper;
    const evaluated =
      plan.evaluateEvery > 0
        ? `${plural(validated, 'world')} every ${plural(plan.evaluateEvery, 'update')}`
        : 'never';
    const what = `${whatText(setup!)}, price ${price} a token; ${lanes} lanes × ${horizon} decisions; evaluated on ${evaluated}.`;
    return running && runtime ? `${what} ${runtime}` : what;
  }

  #buttons() {
    const { phase, running, figures, id, setup, steps, updates } = this.run;
    const button = (name: string, iconName: Parameters<typeof icon>[0], label: string, primary = false) =>
      html`<button type="button" class=${primary ? 'primary' : ''} @click=${() => this.send(name)}>${icon(iconName)} ${label}</button>`;
    const hasCheckpoint = updates > 0;
    const canGoOn = !running && phase !== 'watching' && id !== '' && steps < setup!.plan.steps;
    return html`
      ${running ? button('stop-training', 'pause', 'Pause') : nothing}
      ${canGoOn ? button('continue-training', 'play', 'Continue', true) : nothing}
      ${figures.length > 0 ? html`${button('save-csv', 'save', 'CSV')}${button('save-json', 'save', 'JSON')}` : nothing}
      ${hasCheckpoint ? html`${button('save-checkpoint', 'save', 'Checkpoint')}${button('keep', 'check', KEEP_TEXT[setup!.kind])}` : nothing}
      ${running ? nothing : button('new-training', 'restart', 'New training')}`;
  }
}

/** What is trained, and where it starts. */
function whatText(setup: TrainingSetup): string {
  if (setup.kind === 'gate') return `A gate for ${startLabel(setup.start)}, whose weights stay as they are`;
  const { variant, hyper } = setup.plan;
  const learns = hyper.rank > 0 ? `an adapter of rank ${hyper.rank}` : 'all weights';
  return `From ${startLabel(setup.start)}: ${learns}; plans ${VARIANT_LABELS[variant]}`;
}

customElements.define('train-progress', TrainProgress);
