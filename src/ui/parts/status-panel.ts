// The player's state as text beside the picture: four vital signs, what it carries, where and how it is.

import { html } from 'lit';
import { type CrafterFrame, DIRECTIONS, ITEMS } from '../../worlds/crafter/names.ts';
import { moodOf } from '../crafter/night.ts';
import { actionLabel, itemLabel } from '../labels.ts';
import { emptyView, type RunView } from '../run-view.ts';
import { always, LabElement, plain } from './lab-element.ts';

const VITALS = 4;

export class StatusPanel extends LabElement {
  static override properties = { view: always, frame: plain, step: plain };

  view: RunView = emptyView();
  frame: CrafterFrame | null = null;
  step = 0;

  protected override render() {
    const { frame } = this;
    return html`<section class="card status" aria-labelledby="status-title">
      <h2 id="status-title">Player</h2>
      ${
        frame
          ? html`<ul class="vitals">${ITEMS.slice(0, VITALS).map((name, i) => vital(name, frame.inventory[i]))}</ul>
            <p class="where">${this.#situation(frame)}</p>
            <p class="carries">${inventoryText(frame)}</p>`
          : html`<p class="muted">The world is being made.</p>`
      }
    </section>`;
  }

  #situation(frame: CrafterFrame): string {
    const last = this.step > 0 ? this.view.steps[this.step - 1] : undefined;
    const facing = DIRECTIONS[frame.objects[3]]?.name ?? 'south';
    const state = frame.sleeping ? 'Asleep' : `Facing ${facing}`;
    const place = `at ${frame.objects[1]}, ${frame.objects[2]}`;
    const did = last
      ? ` Last action: ${actionLabel(last.action)}${last.by === 'person' ? ' (you)' : ''}.`
      : '';
    return `${state} ${place}, ${dayTime(frame.daylight)}.${did}`;
  }
}

function vital(name: string, amount: number) {
  const level = amount <= 2 ? 'low' : amount <= 5 ? 'middle' : 'good';
  return html`<li class=${level}>
    <span class="name">${itemLabel(name)}</span>
    <span class="bar" aria-hidden="true"><span style="width: ${(amount / 9) * 100}%"></span></span>
    <span class="amount">${amount}<span class="sr-only"> of 9</span></span>
  </li>`;
}

function inventoryText(frame: CrafterFrame): string {
  const carried = ITEMS.map((name, i) => ({ name, amount: frame.inventory[i] }))
    .slice(VITALS)
    .filter(({ amount }) => amount > 0)
    .map(({ name, amount }) =>
      name.includes('_') && amount === 1 ? itemLabel(name) : `${amount} ${itemLabel(name)}`,
    );
  return carried.length > 0 ? `Carries ${carried.join(', ')}.` : 'Carries nothing yet.';
}

function dayTime(daylight: number): string {
  const { darkness } = moodOf(daylight);
  if (darkness > 0.75) return 'night';
  if (darkness > 0.1) return 'dusk';
  return 'day';
}

customElements.define('status-panel', StatusPanel);
