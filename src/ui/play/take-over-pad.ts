// The on-screen controls of a person who plays: a cross for walking, and a button for each of the other actions, with
// its key. Every press is one step of the world and goes into the same record as the agent's.

import { html, nothing } from 'lit';
import { TAKE_OVER_KEYS } from '../keyboard.ts';
import { actionLabel } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

const ARROWS: readonly (readonly [action: number, area: string, sign: string])[] = [
  [3, 'north', '↑'],
  [1, 'west', '←'],
  [5, 'use', 'use'],
  [2, 'east', '→'],
  [4, 'south', '↓'],
];
const OTHERS = [0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

export class TakeOverPad extends LabElement {
  static override properties = { over: plain };

  /** The run has ended: nothing can be done. */
  over = false;

  protected override render() {
    return html`<section class="card take-over" aria-labelledby="take-over-title">
      <h2 id="take-over-title">You play</h2>
      <p class="muted">The world waits for you: every key or button is one step. T gives back to the agent.</p>
      <div class="pad">
        <div class="cross">${ARROWS.map(([action, area, sign]) => this.#button(action, sign, area))}</div>
        <div class="actions">${OTHERS.map((action) => this.#button(action, actionLabel(action)))}</div>
      </div>
      <button type="button" @click=${() => this.send('command', 'take-over')}>Give back to the agent</button>
    </section>`;
  }

  #button(action: number, text: string, area = '') {
    const key = TAKE_OVER_KEYS.find(({ command }) => command === `action:${action}`);
    return html`<button type="button" class=${area} ?disabled=${this.over} aria-label=${area === '' ? nothing : actionLabel(action)}
      @click=${() => this.send('command', `action:${action}`)}>
      <span>${text}</span>${area === '' ? html`<kbd aria-hidden="true">${key?.shown}</kbd>` : nothing}</button>`;
  }
}

customElements.define('take-over-pad', TakeOverPad);
