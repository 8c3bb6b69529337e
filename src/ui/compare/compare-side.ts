// One of the two runs: its name, world, plan with author, vital signs and timeline, and the ways to keep or share it.

import { html, nothing } from 'lit';
import { ITEMS } from '../../worlds/crafter/names.ts';
import { icon } from '../icons.ts';
import { PHASE_LABELS, plural } from '../labels.ts';
import { always, LabElement, plain } from '../parts/lab-element.ts';
import { fail } from '../parts/notices.ts';
import type { WorldView } from '../parts/world-view.ts';
import { emptyView, planAt, type RunView } from '../run-view.ts';
import { recordOfView, shareRecord } from '../share.ts';
import type { Side } from './compare-data.ts';
import '../parts/run-timeline.ts';
import '../parts/world-view.ts';

const VITALS = 4;

export class CompareSide extends LabElement {
  static override properties = {
    side: plain,
    name: plain,
    view: always,
    live: plain,
    total: plain,
    whole: plain,
    pending: plain,
  };

  side: Side = 'left';
  name = '';
  view: RunView = emptyView();
  /** Played by an agent now; a record otherwise. */
  live = false;
  /** The record's length; the strip grows with the run where it is live. */
  total: number | undefined = undefined;
  whole = false;
  /** A person's plan that waits for the next decision. */
  pending: { readonly text: string } | null = null;

  protected override render() {
    const { view } = this;
    return html`<section class="compare-side ${this.side}" aria-label=${this.name}>
      <h2>${this.name} <span class="figure">${this.#state()}</span></h2>
      <world-view .whole=${this.whole} .description=${`${this.name}: ${this.whole ? 'the whole map' : 'what the agent sees'} at step ${view.step}`}></world-view>
      ${this.#plan()}
      <p class="side-vitals">${view.frame ? vitals(view.frame.inventory) : nothing}</p>
      <run-timeline .view=${view} .step=${view.step} .total=${this.total}></run-timeline>
      <div class="buttons">
        <button type="button" ?disabled=${view.steps.length === 0} @click=${this.#share}>${icon('share')} Share<span class="sr-only"> ${this.name}</span></button>
        ${view.runId ? html`<a class="button" href="#/replay/${encodeURIComponent(view.runId)}">Replay<span class="sr-only"> ${this.name}</span></a>` : nothing}
      </div>
    </section>`;
  }

  protected override updated(): void {
    this.draw();
  }

  /** Draws the newest frame; called for every frame, more often than the texts change. */
  draw(): void {
    const world = this.querySelector<WorldView>('world-view');
    if (world && world.frame !== this.view.frame) world.frame = this.view.frame;
  }

  #state(): string {
    const { view } = this;
    if (this.live && view.phase === 'loading') return PHASE_LABELS.loading;
    return `step ${view.step}${view.outcome && view.step >= view.outcome.steps && view.outcome.terminated ? ', died' : ''}`;
  }

  #plan() {
    if (this.pending?.text)
      return html`<div class="side-plan"><p class="plan-text waiting" dir="auto">${this.pending.text}</p>
        <p class="plan-by person" role="status">Written by you, waiting for the next decision.</p></div>`;
    const plan = planAt(this.view, this.view.step);
    if (!plan)
      return html`<div class="side-plan"><p class="plan-text none">No plan</p><p class="plan-by">&nbsp;</p></div>`;
    const author = plan.by === 'person' ? '▲ by a person or coach' : '● by the agent';
    return html`<div class="side-plan ${plan.by}"><p class="plan-text" dir="auto">${plan.text}</p>
      <p class="plan-by ${plan.by}">${author}, ${plural(this.view.step - plan.step, 'step')} ago</p></div>`;
  }

  readonly #share = () => {
    try {
      shareRecord(recordOfView(this.view)).catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** "health 9, food 7, drink 6, energy 9 · 5 wood" */
function vitals(inventory: ArrayLike<number>): string {
  const amounts = ITEMS.map((name, i) => ({ name: name.replaceAll('_', ' '), amount: inventory[i] }));
  const held = amounts.slice(VITALS).filter(({ amount }) => amount > 0);
  const state = amounts.slice(0, VITALS).map(({ name, amount }) => `${name} ${amount}`);
  return `${state.join(', ')}${held.length > 0 ? ` · ${held.map(({ name, amount }) => `${amount} ${name}`).join(', ')}` : ''}`;
}

customElements.define('compare-side', CompareSide);
