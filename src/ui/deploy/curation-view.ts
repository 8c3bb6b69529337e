// The curation view: the generation's plans one by one, each played, with the validator's word on it, and a person's keep or
// discard by button or key. Sends `decided` after every decision and `curate` when the person is done.

import { html, nothing } from 'lit';
import type { Tasks } from '../../deployment/tasks.ts';
import { icon } from '../icons.ts';
import { count, plural } from '../labels.ts';
import { always, LabElement, plain } from '../parts/lab-element.ts';
import type { Case, CurationDesk } from './curation-desk.ts';
import { generationName } from './generations.ts';
import './plan-player.ts';

const VERDICT_TEXT = { kept: 'Kept', discarded: 'Discarded', open: 'Not decided' } as const;

export class CurationView extends LabElement {
  static override properties = {
    desk: always,
    tasks: plain,
    generation: plain,
    isLast: plain,
    place: { state: true },
    said: { state: true },
  };

  desk: CurationDesk | null = null;
  tasks: Tasks | null = null;
  generation = 0;
  /** No model learns from these any more. */
  isLast = false;
  place = 0;
  /** For screen readers: what the last key did. */
  said = '';
  #shown: CurationDesk | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#onKey);
  }

  protected override willUpdate(): void {
    if (this.desk === this.#shown) return;
    this.#shown = this.desk;
    this.place = Math.max(0, this.desk?.nextOpen(-1) ?? 0);
  }

  protected override render() {
    const { desk } = this;
    const shown = desk?.cases[this.place];
    if (!desk || !shown) return nothing;
    const { length } = desk.cases;
    return html`<section class="card curation-card" aria-labelledby="curation-title">
      <header><h2 id="curation-title">Your curation: ${generationName(this.generation)}</h2>
        <span class="figure">${count(desk.decided)} of ${plural(length, 'plan')} decided, ${count(desk.kept)} kept</span></header>
      <progress max=${length} value=${desk.decided} aria-label="Plans that are decided"></progress>
      <p class="muted">${this.isLast ? 'No model learns from these any more: what you keep goes into the pool.' : 'What you keep teaches the next generation; what you leave undecided is discarded.'}</p>
      ${this.#case(desk, shown)}
      ${this.#decide(desk, shown)}
      <div class="buttons">
        <button type="button" @click=${this.#onKeepAll}>${icon('check')} Keep all valid plans</button>
        <button type="button" ?disabled=${!desk.canUndo} @click=${this.#onUndo}>${icon('restart')} Undo <kbd>U</kbd></button>
        <span class="spacer"></span>
        <button type="button" class="primary" @click=${() => this.send('curate')}>${icon('play')} ${this.isLast ? 'Finish' : 'Teach the next generation'}</button>
      </div>
      <p class="sr-only" role="status">${this.said}</p>
    </section>`;
  }

  #case(desk: CurationDesk, shown: Case) {
    const { attempt, times } = shown;
    const verdict = desk.verdictOf(shown);
    const runs = times > 1 ? `, written by ${times} runs` : '';
    return html`<div class="case ${verdict}">
      <p><strong>Plan ${this.place + 1} of ${desk.cases.length}</strong>: task ${this.tasks?.nameOf(attempt.task)}, ${plural(attempt.steps, 'step')}${runs}.
        <span class=${attempt.valid ? 'good' : 'wrong'}>${attempt.valid ? 'The validator accepts it.' : 'The validator refuses it.'}</span>
        <span class="verdict">${VERDICT_TEXT[verdict]}</span></p>
      <plan-player .tasks=${this.tasks} .task=${attempt.task} .plan=${attempt.plan}></plan-player>
    </div>`;
  }

  #decide(desk: CurationDesk, shown: Case) {
    const verdict = desk.verdictOf(shown);
    return html`<div class="decide" role="group" aria-label="Decide about this plan">
      <button type="button" class="quiet" aria-label="Previous plan" @click=${() => this.#go(-1)}>${icon('step-back')} <kbd>←</kbd></button>
      <button type="button" class="keep" aria-pressed=${verdict === 'kept'} @click=${() => this.#rule('kept')}>${icon('check')} Keep <kbd>K</kbd></button>
      <button type="button" class="discard" aria-pressed=${verdict === 'discarded'} @click=${() => this.#rule('discarded')}>${icon('close')} Discard <kbd>D</kbd></button>
      <button type="button" class="quiet" aria-label="Next plan" @click=${() => this.#go(1)}><kbd>→</kbd> ${icon('step')}</button>
    </div>`;
  }

  #go(by: number): void {
    const length = this.desk?.cases.length ?? 1;
    this.place = (this.place + by + length) % length;
    this.said = `Plan ${this.place + 1} of ${length}.`;
  }

  #rule(verdict: 'kept' | 'discarded'): void {
    const { desk } = this;
    const shown = desk?.cases[this.place];
    if (!desk || !shown) return;
    desk.decide(shown, verdict);
    const next = desk.nextOpen(this.place);
    this.said = `Plan ${this.place + 1} ${verdict}. ${next < 0 ? 'All plans are decided.' : `Now plan ${next + 1}.`}`;
    if (next >= 0) this.place = next;
    this.#tell();
  }

  readonly #onKeepAll = () => {
    this.desk?.keepAllValid();
    this.place = Math.max(0, this.desk?.nextOpen(this.place - 1) ?? 0);
    this.said = `All valid plans are kept: ${this.desk?.kept ?? 0}.`;
    this.#tell();
  };

  readonly #onUndo = () => {
    if (!this.desk?.canUndo) return;
    this.desk.undo();
    this.said = 'The last decision is taken back.';
    this.#tell();
  };

  #tell(): void {
    this.requestUpdate();
    this.send('decided');
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (!this.desk || !isOurs(event)) return;
    const act = this.#keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  };

  readonly #keys: Readonly<Record<string, () => void>> = {
    k: () => this.#rule('kept'),
    d: () => this.#rule('discarded'),
    u: () => this.#onUndo(),
    arrowleft: () => this.#go(-1),
    arrowright: () => this.#go(1),
  };
}

/** Fields, sliders, charts and dialogs keep their keys. */
export function isOurs(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const target = event.composedPath()[0];
  return !(
    target instanceof Element && target.closest('input, select, textarea, svg.chart, dialog, .table-scroll')
  );
}

customElements.define('curation-view', CurationView);
