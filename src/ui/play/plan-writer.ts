// A person writes the plan: a text box of 500 characters at the most, and the truth about what the agent makes of it.

import { html, nothing } from 'lit';
import { MAX_PLAN_CHARACTERS, MAX_PLAN_TOKENS } from '../../agents/agent.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

const EXAMPLES = [
  'collect 5 wood then place table',
  'explore west',
  'make wood pickaxe then collect stone',
  'drink water',
];

export class PlanWriter extends LabElement {
  static override properties = { model: plain, followed: plain, length: { state: true } };

  model = 'pocket-crafter';
  /** A person's plan is in force. */
  followed = false;
  length = 0;

  protected override firstUpdated(): void {
    this.querySelector('textarea')?.focus();
  }

  protected override render() {
    return html`<form class="card plan-writer" aria-labelledby="plan-writer-title" @submit=${this.#onSubmit} @keydown=${this.#onKey}>
      <h2 id="plan-writer-title">Write a plan</h2>
      <label for="plan-text">The agent follows it from its next decision until it is replaced.</label>
      <textarea id="plan-text" rows="2" maxlength=${MAX_PLAN_CHARACTERS} dir="auto" spellcheck="false"
        aria-describedby="plan-limits" placeholder="collect 5 wood then place table" @input=${this.#onInput}></textarea>
      <p class="muted" id="plan-limits">${this.#limits()} <span class="figure">${this.length} of ${MAX_PLAN_CHARACTERS}</span></p>
      <div class="examples" role="group" aria-label="Examples">
        ${EXAMPLES.map((text) => html`<button type="button" class="chip" @click=${() => this.#fill(text)}>${text}</button>`)}
      </div>
      <div class="buttons">
        <button type="submit" class="primary">Follow this plan</button>
        ${this.followed ? html`<button type="button" @click=${() => this.send('write-plan', '')}>Let the agent plan again</button>` : nothing}
        <button type="button" class="quiet" @click=${() => this.send('command', 'plan')}>Close</button>
      </div>
    </form>`;
  }

  #limits(): string {
    const words = `Short goals work best: a verb, a thing, a direction; the first ${MAX_PLAN_TOKENS} words count.`;
    if (this.model === 'teacher')
      return `${words} The scripted teacher looks for goals it knows and ignores the rest.`;
    return `${words} The pocket model knows about a hundred words; others reach it letter by letter, and rarely mean much to it.`;
  }

  #fill(text: string): void {
    const area = this.querySelector('textarea');
    if (!area) return;
    area.value = text;
    area.focus();
    this.length = text.length;
  }

  readonly #onInput = (event: Event) => {
    this.length = (event.target as HTMLTextAreaElement).value.length;
  };

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    this.#submit();
  };

  #submit(): void {
    const text = this.querySelector('textarea')?.value.trim() ?? '';
    if (text !== '') this.send('write-plan', text);
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') this.send('command', 'plan');
    if (event.key === 'Enter' && !event.shiftKey && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      this.#submit();
    }
  };
}

customElements.define('plan-writer', PlanWriter);
