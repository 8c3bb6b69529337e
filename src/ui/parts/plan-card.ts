// The plan in force in plain words, how old it is, who wrote it and how long it is kept; above it a person's plan that
// waits for the next decision. Screen readers hear new plans politely and not more often than every three seconds,
// however fast the agent changes its mind.

import { html, nothing } from 'lit';
import type { PlanHold } from '../../agents/plan-hold.ts';
import { actorLabel, holdLabel, plural } from '../labels.ts';
import { emptyView, type PlanMark, planAt, type RunView } from '../run-view.ts';
import { always, LabElement, plain } from './lab-element.ts';

const QUIET_MS = 3000;

export class PlanCard extends LabElement {
  static override properties = {
    view: always,
    step: plain,
    pending: plain,
    steering: plain,
    spoken: { state: true },
  };

  view: RunView = emptyView();
  step = 0;
  /** A plan that was written and waits for the next decision. */
  pending: { readonly text: string; readonly hold: PlanHold } | null = null;
  /** How long the person's plan in force is kept; null where nobody knows (a replay). */
  steering: { readonly hold: PlanHold; readonly delay: number | null } | null = null;
  spoken = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override render() {
    const plan = planAt(this.view, this.step);
    const by = this.pending?.text ? 'person' : (plan?.by ?? 'nobody');
    return html`<section class="card plan-card by-${by}" aria-labelledby="plan-title">
      <h2 id="plan-title">Plan${plan && !this.pending ? html` <span class="author ${plan.by}">${badge(plan.by)}</span>` : nothing}</h2>
      ${this.pending ? this.#waiting(this.pending, plan) : this.#inForce(plan)}
      <p class="sr-only" aria-live="polite">${this.spoken || nothing}</p>
    </section>`;
  }

  protected override updated(): void {
    const text = planAt(this.view, this.step)?.text ?? '';
    if (text === this.spoken || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.spoken = planAt(this.view, this.step)?.text ?? '';
    }, QUIET_MS);
  }

  #waiting({ text, hold }: { text: string; hold: PlanHold }, plan: PlanMark | null) {
    if (text === '') {
      return html`<p class="plan-text none">The agent plans again</p>
        <p class="plan-by person" role="status">From its next decision.</p>`;
    }
    return html`<p class="plan-text waiting" dir="auto">${text}</p>
      <p class="plan-by person" role="status">Written by you, waiting for the next decision; ${holdLabel(hold)}.</p>
      ${plan ? html`<p class="plan-by">Until then: <span dir="auto">${plan.text}</span></p>` : nothing}`;
  }

  #inForce(plan: PlanMark | null) {
    if (!plan) {
      return html`<p class="plan-text none">${this.#withoutPlan()}</p>
        <p class="plan-by">${this.#whatToExpect()}</p>`;
    }
    return html`<p class="plan-text" dir="auto">${plan.text}</p>
      <p class="plan-by ${plan.by}">${this.#origin(plan.by, plan.step)}</p>`;
  }

  #origin(by: 'agent' | 'person', madeAt: number): string {
    const age = this.step - madeAt;
    const when = age === 0 ? 'just now' : `${plural(age, 'step')} ago`;
    const origin = `Written by ${actorLabel(by)}, ${when}`;
    if (by === 'agent' || !this.steering) return origin;
    const { hold, delay } = this.steering;
    const prompt = delay === null ? '' : ` In force after ${Math.round(delay)} ms.`;
    return `${origin}; ${holdLabel(hold)}.${prompt}`;
  }

  #whatToExpect(): string {
    if (this.view.config?.agent.schedule === 'human')
      return 'This agent follows your plans: press P to write one.';
    return 'Plans appear here as the agent makes them.';
  }

  #withoutPlan(): string {
    if (this.view.config?.agent.schedule === 'never') return 'This agent never plans';
    return 'No plan yet';
  }
}

/** Whose plan it is, by shape and word as well as by colour. */
function badge(by: 'agent' | 'person'): string {
  return by === 'person' ? '▲ yours' : '● the agent’s';
}

customElements.define('plan-card', PlanCard);
