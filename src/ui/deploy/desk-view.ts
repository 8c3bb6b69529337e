// What lies on a desk, one case after the other, and a person's keep or discard by button or key: the same for plans and for
// episodes, which say what a case looks like and what can be kept at once. Sends `decided` after every decision and `curate` when the
// person is done.

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { count, plural } from '../labels.ts';
import { always, LabElement, plain } from '../parts/lab-element.ts';
import type { Desk, Verdict } from './curation-desk.ts';
import { generationName } from './generations.ts';

export interface DeskWords {
  /** Begins the id of the heading. */
  readonly id: string;
  readonly heading: string;
  /** What a case is, in small letters. */
  readonly noun: string;
  /** A sentence for below the progress; '' for none. */
  readonly note: string;
}

const VERDICT_TEXT = { kept: 'Kept', discarded: 'Discarded', open: 'Not decided' } as const;

export abstract class DeskView<
  Case extends { readonly key: string },
  CaseDesk extends Desk<Case>,
> extends LabElement {
  static override properties = {
    desk: always,
    generation: plain,
    isLast: plain,
    place: { state: true },
    said: { state: true },
  };

  desk: CaseDesk | null = null;
  generation = 0;
  /** No model learns from these any more. */
  isLast = false;
  place = 0;
  /** For screen readers: what the last key did. */
  said = '';
  #shown: CaseDesk | null = null;

  protected abstract readonly words: DeskWords;
  /** What a person must know of a case, as the rest of a sentence that has begun with its place. */
  protected abstract about(shown: Case): TemplateResult;
  protected abstract played(shown: Case): TemplateResult;
  /** Of the button that keeps several at once. */
  protected abstract restLabel(shown: Case): string;
  /** Keeps several at once. @returns what it did, as a sentence */
  protected abstract keepRest(desk: CaseDesk, shown: Case): string;

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
    const { id, heading, noun, note } = this.words;
    return html`<section class="card curation-card" aria-labelledby="${id}-title">
      <header><h2 id="${id}-title">${heading}: ${generationName(this.generation)}</h2>
        <span class="figure">${count(desk.decided)} of ${plural(length, noun)} decided, ${count(desk.kept)} kept</span></header>
      <progress max=${length} value=${desk.decided} aria-label="${this.#noun}s that are decided"></progress>
      <p class="muted">${this.isLast ? 'No model learns from these any more: what you keep goes into the pool.' : 'What you keep teaches the next generation; what you leave undecided is discarded.'} ${note}</p>
      ${this.#case(desk, shown)}${this.#decide(desk.verdictOf(shown))}
      <div class="buttons">
        <button type="button" @click=${this.#onKeepRest}>${icon('check')} ${this.restLabel(shown)}</button>
        <button type="button" ?disabled=${!desk.canUndo} @click=${this.#onUndo}>${icon('restart')} Undo <kbd>U</kbd></button>
        <span class="spacer"></span>
        <button type="button" class="primary" @click=${() => this.send('curate')}>${icon('play')} ${this.isLast ? 'Finish' : 'Teach the next generation'}</button>
      </div>
      <p class="sr-only" role="status">${this.said}</p>
    </section>`;
  }

  #case(desk: CaseDesk, shown: Case) {
    const verdict = desk.verdictOf(shown);
    return html`<div class="case ${verdict}">
      <p><strong>${this.#noun} ${this.place + 1} of ${desk.cases.length}</strong>: ${this.about(shown)}
        <span class="verdict">${VERDICT_TEXT[verdict]}</span></p>
      ${this.played(shown)}
    </div>`;
  }

  #decide(verdict: Verdict) {
    const { noun } = this.words;
    return html`<div class="decide" role="group" aria-label="Decide about this ${noun}">
      <button type="button" class="quiet" aria-label="Previous ${noun}" @click=${() => this.#go(-1)}>${icon('step-back')} <kbd>←</kbd></button>
      <button type="button" class="keep" aria-pressed=${verdict === 'kept'} @click=${() => this.#rule('kept')}>${icon('check')} Keep <kbd>K</kbd></button>
      <button type="button" class="discard" aria-pressed=${verdict === 'discarded'} @click=${() => this.#rule('discarded')}>${icon('close')} Discard <kbd>D</kbd></button>
      <button type="button" class="quiet" aria-label="Next ${noun}" @click=${() => this.#go(1)}><kbd>→</kbd> ${icon('step')}</button>
    </div>`;
  }

  #go(by: number): void {
    const length = this.desk?.cases.length ?? 1;
    this.place = (this.place + by + length) % length;
    this.said = `${this.#noun} ${this.place + 1} of ${length}.`;
  }

  #rule(verdict: 'kept' | 'discarded'): void {
    const { desk } = this;
    const shown = desk?.cases[this.place];
    if (!desk || !shown) return;
    const { noun } = this.words;
    desk.decide(shown, verdict);
    const next = desk.nextOpen(this.place);
    this.said = `${this.#noun} ${this.place + 1} ${verdict}. ${next < 0 ? `All ${noun}s are decided.` : `Now ${noun} ${next + 1}.`}`;
    if (next >= 0) this.place = next;
    this.#tell();
  }

  readonly #onKeepRest = () => {
    const { desk } = this;
    const shown = desk?.cases[this.place];
    if (!desk || !shown) return;
    this.said = this.keepRest(desk, shown);
    this.place = Math.max(0, desk.nextOpen(this.place - 1));
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

  protected override onPageKey(event: KeyboardEvent): void {
    if (!this.desk || !isOurs(event)) return;
    const act = this.keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** What each key does, by its name in small letters. */
  protected get keys(): Readonly<Record<string, () => void>> {
    return {
      k: () => this.#rule('kept'),
      d: () => this.#rule('discarded'),
      u: () => this.#onUndo(),
      arrowleft: () => this.#go(-1),
      arrowright: () => this.#go(1),
    };
  }

  /** As a sentence begins. */
  get #noun(): string {
    const { noun } = this.words;
    return `${noun[0].toUpperCase()}${noun.slice(1)}`;
  }
}

/** Fields, sliders, charts and dialogs keep their keys. */
function isOurs(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const target = event.composedPath()[0];
  return !(
    target instanceof Element && target.closest('input, select, textarea, svg.chart, dialog, .table-scroll')
  );
}
