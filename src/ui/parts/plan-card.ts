// The plan in force in plain words, how old it is and who wrote it. Screen readers hear new plans politely and not more
// often than every three seconds, however fast the agent changes its mind.

import { html, nothing } from 'lit';
import { actorLabel, plural } from '../labels.ts';
import { emptyView, planAt, type RunView } from '../run-view.ts';
import { always, LabElement, plain } from './lab-element.ts';

const QUIET_MS = 3000;

export class PlanCard extends LabElement {
  static override properties = { view: always, step: plain, spoken: { state: true } };

  view: RunView = emptyView();
  step = 0;
  spoken = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override render() {
    const plan = planAt(this.view, this.step);
    return html`<section class="card plan-card" aria-labelledby="plan-title">
      <h2 id="plan-title">Plan</h2>
      ${
        plan
          ? html`<p class="plan-text" dir="auto">${plan.text}</p>
            <p class="plan-by ${plan.by}">${this.#origin(plan.by, plan.step)}</p>`
          : html`<p class="plan-text none">${this.#withoutPlan()}</p>
            <p class="plan-by">${this.#whatToExpect()}</p>`
      }
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

  #origin(by: 'agent' | 'person', madeAt: number): string {
    const age = this.step - madeAt;
    const when = age === 0 ? 'just now' : `${plural(age, 'step')} ago`;
    return `Written by ${actorLabel(by)}, ${when}`;
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

customElements.define('plan-card', PlanCard);
