// A person's thumb: the generation's episodes one by one, the best first, each played back, and up or down by button or key. Sends
// `decided` after every decision and `curate` when the person is done.

import { html, nothing } from 'lit';
import type { EpisodeAttempt } from '../../deployment/crafter/episodes.ts';
import { icon } from '../icons.ts';
import { count, plural } from '../labels.ts';
import { always, LabElement, plain } from '../parts/lab-element.ts';
import { isOurs } from './curation-view.ts';
import type { EpisodeDesk } from './episode-desk.ts';
import type { EpisodePlayer } from './episode-player.ts';
import { generationName } from './generations.ts';
import './episode-player.ts';

const VERDICT_TEXT = { kept: 'Kept', discarded: 'Discarded', open: 'Not decided' } as const;

export class EpisodeThumbs extends LabElement {
  static override properties = {
    desk: always,
    generation: plain,
    isLast: plain,
    place: { state: true },
    said: { state: true },
  };

  desk: EpisodeDesk | null = null;
  generation = 0;
  /** No model learns from these any more. */
  isLast = false;
  place = 0;
  /** For screen readers: what the last key did. */
  said = '';
  #shown: EpisodeDesk | null = null;

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
    return html`<section class="card curation-card" aria-labelledby="thumbs-title">
      <header><h2 id="thumbs-title">Your thumb: ${generationName(this.generation)}</h2>
        <span class="figure">${count(desk.decided)} of ${plural(length, 'episode')} decided, ${count(desk.kept)} kept</span></header>
      <progress max=${length} value=${desk.decided} aria-label="Episodes that are decided"></progress>
      <p class="muted">${this.isLast ? 'No model learns from these any more: what you keep goes into the pool.' : 'What you keep teaches the next generation; what you leave undecided is discarded.'}
        Of several in one world the pool takes the one with the most progress.</p>
      ${this.#case(desk, shown)}${this.#decide(desk, shown)}
      <div class="buttons">
        <button type="button" @click=${this.#onKeepRest}>${icon('check')} Keep all with at least ${shown.progress.toFixed(0)} %</button>
        <button type="button" ?disabled=${!desk.canUndo} @click=${this.#onUndo}>${icon('restart')} Undo <kbd>U</kbd></button>
        <span class="spacer"></span>
        <button type="button" class="primary" @click=${() => this.send('curate')}>${icon('play')} ${this.isLast ? 'Finish' : 'Teach the next generation'}</button>
      </div>
      <p class="sr-only" role="status">${this.said}</p>
    </section>`;
  }

  #case(desk: EpisodeDesk, shown: EpisodeAttempt) {
    const { task, progress, steps, plans, died, record } = shown;
    const verdict = desk.verdictOf(shown);
    const end = died ? 'died' : 'lived to the last step';
    return html`<div class="case ${verdict}">
      <p><strong>Episode ${this.place + 1} of ${desk.cases.length}</strong>: world ${task}, progress ${progress.toFixed(1)} %, ${plural(steps, 'step')}, ${plural(plans, 'plan')}, ${end}.
        <span class="verdict">${VERDICT_TEXT[verdict]}</span></p>
      <episode-player .record=${record} .label=${`Episode in world ${task}`}></episode-player>
    </div>`;
  }

  #decide(desk: EpisodeDesk, shown: EpisodeAttempt) {
    const verdict = desk.verdictOf(shown);
    return html`<div class="decide" role="group" aria-label="Decide about this episode">
      <button type="button" class="quiet" aria-label="Previous episode" @click=${() => this.#go(-1)}>${icon('step-back')} <kbd>←</kbd></button>
      <button type="button" class="keep" aria-pressed=${verdict === 'kept'} @click=${() => this.#rule('kept')}>${icon('check')} Keep <kbd>K</kbd></button>
      <button type="button" class="discard" aria-pressed=${verdict === 'discarded'} @click=${() => this.#rule('discarded')}>${icon('close')} Discard <kbd>D</kbd></button>
      <button type="button" class="quiet" aria-label="Next episode" @click=${() => this.#go(1)}><kbd>→</kbd> ${icon('step')}</button>
    </div>`;
  }

  #go(by: number): void {
    const length = this.desk?.cases.length ?? 1;
    this.place = (this.place + by + length) % length;
    this.said = `Episode ${this.place + 1} of ${length}.`;
  }

  #rule(verdict: 'kept' | 'discarded'): void {
    const { desk } = this;
    const shown = desk?.cases[this.place];
    if (!desk || !shown) return;
    desk.decide(shown, verdict);
    const next = desk.nextOpen(this.place);
    this.said = `Episode ${this.place + 1} ${verdict}. ${next < 0 ? 'All episodes are decided.' : `Now episode ${next + 1}.`}`;
    if (next >= 0) this.place = next;
    this.#tell();
  }

  readonly #onKeepRest = () => {
    const shown = this.desk?.cases[this.place];
    if (!shown) return;
    this.desk?.keepAtLeast(shown.progress);
    this.place = Math.max(0, this.desk?.nextOpen(this.place - 1) ?? 0);
    this.said = `Kept: ${this.desk?.kept ?? 0}.`;
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
    p: () => this.querySelector<EpisodePlayer>('episode-player')?.toggle(),
    arrowleft: () => this.#go(-1),
    arrowright: () => this.#go(1),
  };
}

customElements.define('episode-thumbs', EpisodeThumbs);
