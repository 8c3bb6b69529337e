// The exact text the model read and what it wrote, of any decision that this page has seen; nothing is left out or made nicer.
// It follows the newest one until somebody looks back.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import { always, LabElement, plain } from '../parts/lab-element.ts';
import { type Exchange, ExchangeLog } from '../run-view.ts';

const ROLES = {
  system: 'System',
  user: 'User: what the lab wrote',
  assistant: 'Assistant: an earlier answer',
} as const;

export class PromptPanel extends LabElement {
  static override properties = {
    exchanges: always,
    model: plain,
    open: { state: true },
    chosen: { state: true },
  };

  exchanges = new ExchangeLog();
  model = '';
  open = false;
  /** The step that is looked at; 0 follows the newest one. */
  chosen = 0;
  #atEnd = true;

  protected override render() {
    return html`<details class="card prompt" @toggle=${this.#onToggle}>
      <summary>What the model read and wrote</summary>
      ${this.open ? this.#content() : nothing}
    </details>`;
  }

  protected override willUpdate(): void {
    const region = this.#conversation();
    this.#atEnd = !region || region.scrollTop + region.clientHeight >= region.scrollHeight - 8;
  }

  /** What is new stands at the end: it stays in sight until somebody scrolls away from it. */
  protected override updated(): void {
    const region = this.#conversation();
    if (region && this.#atEnd) region.scrollTop = region.scrollHeight;
  }

  #conversation(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.conversation');
  }

  #content() {
    const { exchanges } = this;
    if (this.model === 'teacher')
      return html`<p class="muted">The teacher is a script: it reads no text and writes only its plan.</p>`;
    const exchange = exchanges.near(this.chosen || exchanges.last);
    if (!exchange) return html`<p class="muted">Nothing yet: it appears with the agent’s next decision.</p>`;
    return html`${this.#chooser(exchange.step)}
      <h3>It read</h3>
      ${exchange.messages ? conversation(exchange.messages) : part('Prompt', exchange.text)}
      ${exchange.thoughts ? html`<h3>It thought</h3>${part('Thoughts', exchange.thoughts)}` : nothing}
      <h3>It wrote</h3>
      ${part('Answer', exchange.answer, 'answer')}
      ${remark(exchange)}`;
  }

  #chooser(step: number) {
    const { first, last } = this.exchanges;
    const go = (to: number) => () => this.#look(to);
    return html`<div class="exchange" role="group" aria-label="Which decision">
      <label for="exchange-step">Step</label>
      <button type="button" class="quiet" aria-label="The decision before" ?disabled=${step <= first} @click=${go(step - 1)}>${icon('step-back')}</button>
      <input type="text" inputmode="numeric" autocomplete="off" id="exchange-step" .value=${String(step)} @change=${this.#onStep} />
      <button type="button" class="quiet" aria-label="The decision after" ?disabled=${step >= last} @click=${go(this.#after(step))}>${icon('step')}</button>
      <label><input type="checkbox" .checked=${this.chosen === 0} @change=${this.#onFollow} /> follow the run</label>
      ${first > 1 ? html`<span class="muted">Seen here from step ${first} on.</span>` : nothing}
    </div>`;
  }

  /** A person's steps lie between two decisions. */
  #after(step: number): number {
    const { exchanges } = this;
    for (let next = step + 1; next <= exchanges.last; next++)
      if (exchanges.near(next)?.step === next) return next;
    return step;
  }

  #look(step: number): void {
    const { first, last } = this.exchanges;
    this.chosen = Math.min(last, Math.max(first, step));
  }

  readonly #onStep = (event: Event) => {
    const field = event.target as HTMLInputElement;
    const step = Math.round(Number(field.value));
    if (step >= 1) this.#look(step);
    field.value = String(this.exchanges.near(this.chosen || this.exchanges.last)?.step ?? '');
  };

  readonly #onFollow = (event: Event) => {
    this.chosen = (event.target as HTMLInputElement).checked ? 0 : this.exchanges.last;
  };

  readonly #onToggle = (event: Event) => {
    this.open = (event.target as HTMLDetailsElement).open;
  };
}

/** All messages in the order in which they were sent. */
function conversation(messages: NonNullable<Exchange['messages']>) {
  return html`<div class="conversation" tabindex="0" role="region" aria-label="Prompt">${messages.map(
    ({ role, content }) => html`<h4>${ROLES[role]}</h4><pre class=${role}>${content}</pre>`,
  )}</div>`;
}

function part(label: string, text: string, kind = '') {
  return html`<pre tabindex="0" role="region" aria-label=${label} class=${kind}>${text}</pre>`;
}

/** What became of an answer that was not as it should be. */
function remark({ cut, valid }: Exchange) {
  const said = [
    cut ? 'The limit of tokens ended this answer.' : '',
    valid === false ? 'It names no action, so it became a Noop, and the next observation says so.' : '',
  ].filter(Boolean);
  return said.length > 0 ? html`<p class="muted">${said.join(' ')}</p>` : nothing;
}

customElements.define('prompt-panel', PromptPanel);
