// What all charts share: they draw for the width they have (text keeps its size, nothing is stretched), one tab stop
// leads into them and the arrow keys go from mark to mark, and the line below says in words what is pointed at.

import { html } from 'lit';
import { LabElement } from '../parts/lab-element.ts';

/** A mark that can be pointed at. */
export interface Mark {
  readonly id: string;
  readonly title: string;
}

const FALLBACK_WIDTH = 640;

export abstract class ChartElement extends LabElement {
  static override properties = { width: { state: true }, pointed: { state: true } };

  /** Pixels that are there for the picture. */
  width = 0;
  /** Index of the mark under the pointer or the focus; -1 for none. */
  pointed = -1;
  /** The mark that Tab leads to. */
  protected home = 0;
  #observer: ResizeObserver | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#measure();
    // A new width may change the height: not while the observer still reports.
    this.#observer = new ResizeObserver(() => requestAnimationFrame(() => this.#measure()));
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  #measure(): void {
    this.width = Math.floor(this.clientWidth) || FALLBACK_WIDTH;
  }

  /** The marks in the order of the arrow keys. */
  protected abstract marks: readonly Mark[];

  /** One mark is in the page's tab order; the arrow keys reach the others. */
  protected tabIndexOf(index: number): number {
    return index === Math.min(this.home, this.marks.length - 1) ? 0 : -1;
  }

  /** The sentence of what is pointed at, in a line of its own that never moves the page. */
  protected note(idle: string) {
    return html`<p class="chart-note" aria-hidden="true">${this.marks[this.pointed]?.title ?? idle}</p>`;
  }

  protected readonly onPoint = (event: Event) => {
    const index = markIndex(event);
    if (index === null) return;
    this.pointed = index;
    if (event.type === 'focusin') this.home = index;
  };

  protected readonly onLeave = () => {
    this.pointed = -1;
  };

  protected readonly onChoose = (event: Event) => {
    const index = markIndex(event);
    const mark = index === null ? undefined : this.marks[index];
    if (mark) this.send('choose-mark', mark.id);
  };

  protected readonly onKey = (event: KeyboardEvent) => {
    const index = markIndex(event);
    if (index === null) return;
    const target = this.markAfter(index, event.key);
    if (target !== null) this.querySelector<SVGElement>(`[data-mark="${target}"]`)?.focus();
    else if (event.key === 'Enter' || event.key === ' ') this.onChoose(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** The mark an arrow leads to; null for other keys. */
  protected markAfter(index: number, key: string): number | null {
    const last = this.marks.length - 1;
    if (key === 'Home') return 0;
    if (key === 'End') return last;
    if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(last, index + 1);
    if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(0, index - 1);
    return null;
  }
}

function markIndex(event: Event): number | null {
  const mark = event.target instanceof Element ? event.target.closest('[data-mark]') : null;
  return mark ? Number(mark.getAttribute('data-mark')) : null;
}
