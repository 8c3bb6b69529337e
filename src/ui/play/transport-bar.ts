// Play, pause, one step, speed, restart, and the switches beside them. Speeds are buttons, not a list: one click.

import { html } from 'lit';
import type { RunPhase } from '../../services/agent-service.ts';
import { type IconName, icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { KNOBS } from '../settings.ts';

export class TransportBar extends LabElement {
  static override properties = { phase: plain, speed: plain, whole: plain, takingOver: plain, stale: plain };

  phase: RunPhase = 'idle';
  speed = '5';
  whole = false;
  takingOver = false;
  /** Settings were changed since this run began. */
  stale = false;

  protected override render() {
    return html`<div class="transport"><div role="group" aria-label="Playback">
      <button type="button" class="primary" ?disabled=${this.phase === 'over' || this.phase === 'loading'} aria-keyshortcuts="Space"
        @click=${() => this.send('command', 'toggle')}>${this.#playLabel()}</button>
      ${this.#button('step', 'step', 'Step', '.', this.phase === 'over' || this.phase === 'loading')}
      ${this.#button('restart', 'restart', 'Restart', 'r', false, this.stale ? 'wanted' : '')}
      ${this.#speeds()}
      </div><div role="group" aria-label="View and tools">
      ${this.#toggle('map', 'map', 'Whole map', 'm', this.whole)}
      ${this.#toggle('take-over', 'hand', 'Take over', 't', this.takingOver)}
      ${this.#button('plan', 'pen', 'Write a plan', 'p', this.phase === 'over')}
      ${this.#button('share', 'share', 'Share', 'l', false)}
    </div></div>`;
  }

  #playLabel() {
    if (this.phase === 'loading') return 'Loading …';
    return this.phase === 'playing' ? html`${icon('pause')} Pause` : html`${icon('play')} Play`;
  }

  #button(command: string, name: IconName, label: string, key: string, disabled: boolean, kind = '') {
    return html`<button type="button" class=${kind} ?disabled=${disabled} aria-keyshortcuts=${key}
      @click=${() => this.send('command', command)}>${icon(name)} <span>${label}</span></button>`;
  }

  #toggle(command: string, name: IconName, label: string, key: string, pressed: boolean) {
    return html`<button type="button" aria-pressed=${pressed} aria-keyshortcuts=${key}
      @click=${() => this.send('command', command)}>${icon(name)} <span>${label}</span></button>`;
  }

  #speeds() {
    return html`<fieldset class="speeds">
      <legend class="sr-only">Speed, decisions per second</legend>
      ${KNOBS.speed.choices.map(
        ([
          value,
          label,
        ]) => html`<label><input type="radio" name="speed" value=${value} .checked=${value === this.speed}
          @change=${() => this.send('speed', value)} /><span>${label === 'max' ? label : `${label}/s`}<span class="sr-only">
          ${label === 'max' ? 'as fast as it goes' : 'decisions per second'}</span></span></label>`,
      )}
    </fieldset>`;
  }
}

customElements.define('transport-bar', TransportBar);
