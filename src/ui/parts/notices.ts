// Messages that come and go: failures (a sentence and a hint, stay until closed) and notices (leave by themselves).
// Everything is text, never HTML. `notify` may be called from anywhere; the one <lab-notices> of the page shows it.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { icon } from '../icons.ts';
import { LabElement } from './lab-element.ts';

interface Notice {
  readonly id: number;
  readonly kind: 'failure' | 'notice';
  readonly text: string;
  readonly hint: string;
  readonly action?: NoticeAction;
}

/** A button in a notice, such as Undo. */
export interface NoticeAction {
  readonly label: string;
  run(): void;
}

const NOTICE_MS = 8000;
const MOST = 4;
const bus = new EventTarget();
/** What was said before <lab-notices> was on the page. */
let waiting: Notice[] | null = [];
let nextId = 1;

/** Shows a notice for eight seconds. */
export function notify(text: string, action?: NoticeAction): void {
  say({ id: nextId++, kind: 'notice', text, hint: '', action });
}

/** Shows a failure until it is closed. What is not a LabError becomes one. */
export function fail(error: unknown): void {
  const { message, hint } = LabError.from(error);
  say({ id: nextId++, kind: 'failure', text: message, hint });
}

function say(notice: Notice): void {
  if (waiting) waiting.push(notice);
  else bus.dispatchEvent(new CustomEvent('add', { detail: notice }));
}

export class LabNotices extends LabElement {
  static override properties = { notices: { state: true } };

  notices: readonly Notice[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    bus.addEventListener('add', this.#onAdd);
    const early = waiting ?? [];
    waiting = null;
    for (const notice of early) this.#add(notice);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    bus.removeEventListener('add', this.#onAdd);
    waiting ??= [];
  }

  protected override render() {
    return html`<div class="notices">
      <div role="alert">${this.notices.filter(({ kind }) => kind === 'failure').map(this.#notice)}</div>
      <div role="status">${this.notices.filter(({ kind }) => kind === 'notice').map(this.#notice)}</div>
    </div>`;
  }

  readonly #notice = (notice: Notice) => {
    const { action } = notice;
    return html`<div class="notice ${notice.kind}">
      <p><strong>${notice.text}</strong>${notice.hint ? html` <span>${notice.hint}</span>` : nothing}</p>
      ${action ? html`<button type="button" @click=${() => this.#act(notice)}>${action.label}</button>` : nothing}
      <button type="button" class="quiet" aria-label="Close message" @click=${() => this.#remove(notice.id)}>${icon('close')}</button>
    </div>`;
  };

  #act(notice: Notice): void {
    notice.action?.run();
    this.#remove(notice.id);
  }

  readonly #onAdd = (event: Event) => this.#add((event as CustomEvent<Notice>).detail);

  #add(notice: Notice): void {
    const others = this.notices.filter(({ text }) => text !== notice.text);
    this.notices = [...others, notice].slice(-MOST);
    if (notice.kind === 'notice') setTimeout(() => this.#remove(notice.id), NOTICE_MS);
  }

  #remove(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }
}

customElements.define('lab-notices', LabNotices);
