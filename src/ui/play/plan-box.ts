// The line a plan is typed into, with the marks of its words and suggestions below it: a combobox in the sense of the
// ARIA patterns. Arrow keys choose a suggestion, Enter takes it, Escape closes the list; without a chosen one Enter
// means the plan as it stands.

import { html, nothing } from 'lit';
import { MAX_PLAN_CHARACTERS } from '../../agents/agent.ts';
import { type Situation, type Suggestion, suggestPlans } from '../../agents/plan-suggestions.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import './plan-marks.ts';

/** Sends `typed` (the text) and `submit-plan`. */
export class PlanBox extends LabElement {
  static override properties = {
    text: plain,
    model: plain,
    situation: plain,
    open: { state: true },
    active: { state: true },
  };

  text = '';
  model = 'pocket-crafter';
  /** Asks what the agent knows now; null before there is a run. */
  situation: () => Situation | null = () => null;
  open = false;
  /** Index of the chosen suggestion; -1 for none. */
  active = -1;
  #suggestions: readonly Suggestion[] = [];

  protected override render() {
    this.#suggestions = this.open ? this.#suggest() : [];
    const shown = this.#suggestions.length > 0;
    const active = shown && this.active >= 0 ? `suggestion-${this.active}` : nothing;
    return html`<input id="plan-text" type="text" role="combobox" autocomplete="off" spellcheck="false" dir="auto"
        maxlength=${MAX_PLAN_CHARACTERS} placeholder="collect 5 wood then place table" .value=${this.text}
        aria-autocomplete="list" aria-expanded=${shown} aria-controls="plan-suggestions" aria-activedescendant=${active}
        aria-describedby="plan-limits" @input=${this.#onInput} @keydown=${this.#onKey} @blur=${this.#onBlur}
        @click=${this.#onClick} />
      <plan-marks .text=${this.text} .model=${this.model}></plan-marks>
      <ul id="plan-suggestions" role="listbox" aria-label="Suggestions" class="suggestions" ?hidden=${!shown}>
        ${this.#suggestions.map((suggestion, i) => this.#option(suggestion, i))}
      </ul>
      <p class="sr-only" role="status">${shown ? `${this.#suggestions.length} suggestions` : nothing}</p>`;
  }

  /** Puts the caret into the box. */
  override focus(): void {
    this.querySelector('input')?.focus();
  }

  #option({ phrase, why }: Suggestion, i: number) {
    // Taken on pointerdown, before the box loses the focus and the list with it.
    const take = (event: Event) => {
      event.preventDefault();
      this.#take(i);
    };
    return html`<li id="suggestion-${i}" role="option" aria-selected=${i === this.active} @pointerdown=${take}>
      <span>${phrase}</span>${why ? html` <span class="why">${why}</span>` : nothing}</li>`;
  }

  #suggest(): readonly Suggestion[] {
    const situation = this.situation();
    return situation ? suggestPlans(this.text, situation) : [];
  }

  #set(text: string): void {
    this.text = text;
    this.send('typed', text);
  }

  #take(i: number): void {
    const { text } = this.#suggestions[i];
    this.active = -1;
    this.#set(text.slice(0, MAX_PLAN_CHARACTERS));
    this.open = false;
    this.focus();
  }

  readonly #onInput = (event: Event) => {
    this.open = true;
    this.active = -1;
    this.#set((event.target as HTMLInputElement).value);
  };

  readonly #onClick = () => {
    this.open = true;
  };

  /** On the way to another control of the form the list stays: what is below it must not move from under a click. */
  readonly #onBlur = (event: FocusEvent) => {
    if (this.closest('form')?.contains(event.relatedTarget as Node | null)) return;
    this.open = false;
    this.active = -1;
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (!this.#handle(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @returns whether the key was for the list */
  #handle({ key, altKey }: KeyboardEvent): boolean {
    const last = this.#suggestions.length - 1;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (last < 0) this.open = true;
      else if (!altKey) this.active = wrap(this.active + (key === 'ArrowDown' ? 1 : -1), last);
      return true;
    }
    if (key === 'Escape' && last >= 0) {
      this.open = false;
      this.active = -1;
      return true;
    }
    if (key !== 'Enter') return false;
    if (this.active >= 0 && this.active <= last) this.#take(this.active);
    else this.send('submit-plan');
    return true;
  }
}

/** Through the list and, past either end, to no choice at all (-1). */
function wrap(index: number, last: number): number {
  if (index > last) return -1;
  return index < -1 ? last : index;
}

customElements.define('plan-box', PlanBox);
