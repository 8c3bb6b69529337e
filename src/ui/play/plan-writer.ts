// A person writes the plan: a line with suggestions, how its words are read, a menu of written plans, and how long the
// plan is to be kept. Loaded when the first plan is written: it brings the plan language with it.

import { html, nothing } from 'lit';
import { MAX_PLAN_CHARACTERS, MAX_PLAN_TOKENS } from '../../agents/agent.ts';
import { isChatModel } from '../../agents/chat-models.ts';
import { libraryPlan, PLAN_LIBRARY } from '../../agents/coach/plan-library.ts';
import { holdSteps, MAX_HOLD_STEPS, type PlanHold } from '../../agents/plan-hold.ts';
import type { Situation } from '../../agents/plan-suggestions.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import type { PlanBox } from './plan-box.ts';
import './plan-box.ts';

/** What `write-plan` carries. An empty text hands planning back. */
export interface WrittenPlan {
  readonly text: string;
  readonly hold: PlanHold;
}

type HoldKind = 'done' | 'steps' | 'pinned';
const HOLDS: readonly (readonly [HoldKind, string])[] = [
  ['done', 'until it is done'],
  ['steps', 'for'],
  ['pinned', 'until I replace it'],
];
const INITIAL_STEPS = 20;

export class PlanWriter extends LabElement {
  static override properties = {
    model: plain,
    followed: plain,
    situation: plain,
    text: { state: true },
    hold: { state: true },
    steps: { state: true },
    about: { state: true },
  };

  model = 'pocket-crafter';
  /** A person's plan is in force. */
  followed = false;
  /** Asks what the agent knows now. */
  situation: () => Situation | null = () => null;
  text = '';
  hold: HoldKind = 'done';
  steps = INITIAL_STEPS;
  /** When the plan of the library that was chosen is of use. */
  about = '';

  protected override firstUpdated(): void {
    this.#box()?.updateComplete.then(() => this.#box()?.focus());
  }

  protected override render() {
    return html`<form class="card plan-writer" aria-labelledby="plan-writer-title" @submit=${this.#onSubmit} @keydown=${this.#onKey}
      @typed=${this.#onTyped} @submit-plan=${this.#submit}>
      <h2 id="plan-writer-title">Write a plan</h2>
      <label for="plan-text">The agent follows it from its next decision.</label>
      <plan-box .text=${this.text} .model=${this.model} .situation=${this.situation}></plan-box>
      <p class="muted" id="plan-limits">${this.#limits()} <span class="figure">${this.text.length} of ${MAX_PLAN_CHARACTERS}</span></p>
      ${this.#library()}
      ${this.#holds()}
      <div class="buttons">
        <button type="submit" class="primary">Follow this plan</button>
        ${this.followed ? html`<button type="button" @click=${() => this.#write('', 'pinned')}>Let the agent plan again</button>` : nothing}
        <button type="button" class="quiet" @click=${() => this.send('command', 'plan')}>Close</button>
      </div>
    </form>`;
  }

  #limits(): string {
    if (isChatModel(this.model)) return 'Say it in your own words.';
    return `A verb, a thing, a direction; “then” joins goals. The first ${MAX_PLAN_TOKENS} words count.`;
  }

  #library() {
    return html`<div class="library"><label for="plan-library">Or take a written plan</label>
      <select id="plan-library" aria-describedby="about-plan" @change=${this.#onLibrary}>
        <option value="">Choose …</option>
        ${PLAN_LIBRARY.map(({ id, title }) => html`<option value=${id}>${title}</option>`)}
      </select>
      <p class="muted" id="about-plan">${this.about}</p></div>`;
  }

  #holds() {
    const radio = ([
      kind,
      label,
    ]: (typeof HOLDS)[number]) => html`<span class="hold"><label><input type="radio" name="hold" value=${kind}
        .checked=${this.hold === kind} @change=${() => this.#keep(kind)} /> ${label}</label>
      ${
        kind === 'steps'
          ? html`<input type="number" id="hold-steps" aria-label="Steps" min="1" max=${MAX_HOLD_STEPS} step="1" .value=${String(this.steps)}
              @focus=${() => this.#keep('steps')} @input=${this.#onSteps} /> steps`
          : nothing
      }</span>`;
    return html`<fieldset class="holds"><legend>Keep it</legend>${HOLDS.map(radio)}</fieldset>`;
  }

  #keep(kind: HoldKind): void {
    this.hold = kind;
  }

  #box(): PlanBox | null {
    return this.querySelector('plan-box');
  }

  readonly #onTyped = (event: Event) => {
    this.text = (event as CustomEvent<string>).detail;
  };

  readonly #onSteps = (event: Event) => {
    const value = Math.round(Number((event.target as HTMLInputElement).value));
    if (value >= 1 && value <= MAX_HOLD_STEPS) this.steps = value;
  };

  readonly #onLibrary = (event: Event) => {
    const chosen = libraryPlan((event.target as HTMLSelectElement).value);
    this.about = chosen?.when ?? '';
    if (!chosen) return;
    this.text = chosen.text;
    this.hold = chosen.hold.startsWith('steps-') ? 'steps' : (chosen.hold as HoldKind);
    if (this.hold === 'steps') this.steps = holdSteps(chosen.hold);
  };

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    this.#submit();
  };

  readonly #submit = () => {
    const text = this.querySelector<HTMLInputElement>('#plan-text')?.value.trim() ?? '';
    const hold: PlanHold = this.hold === 'steps' ? `steps-${this.steps}` : this.hold;
    if (text !== '') this.#write(text, hold);
  };

  #write(text: string, hold: PlanHold): void {
    this.send('write-plan', { text, hold } satisfies WrittenPlan);
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') this.send('command', 'plan');
  };
}

customElements.define('plan-writer', PlanWriter);
