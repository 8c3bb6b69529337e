// Play, pause, one step on or back, the played steps as a slider, speed, and what else is shown. Sends `command` (keys.ts), `seek`
// (a moment) and `speed`.

import { html } from 'lit';
import { type IconName, icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { speedChoice } from '../parts/speed-choice.ts';
import type { PogsCommand } from './keys.ts';
import { POGS_KNOBS } from './knobs.ts';

const SPEEDS: readonly string[] = POGS_KNOBS.speed.choices.map(([speed]) => speed);

export class PogsTransport extends LabElement {
  static override properties = {
    at: plain,
    last: plain,
    playing: plain,
    canStep: plain,
    speed: plain,
    shown: plain,
    disabled: plain,
  };

  /** The moment that is shown, and the last that was played. */
  at = 0;
  last = 0;
  playing = false;
  canStep = false;
  speed = POGS_KNOBS.speed.initial as string;
  /** What is shown beside what the agent knows. */
  shown: readonly string[] = [];
  /** There is no graph, or something else needs the model. */
  disabled = false;

  protected override render() {
    const { at, last, playing, canStep, disabled } = this;
    return html`<div class="player-bar pogs-bar">
        ${this.#step('step-back', 'back', 'One step back', '←', at === 0)}
        <button type="button" class="primary" ?disabled=${disabled} aria-keyshortcuts="Space" @click=${() => this.#command('toggle')}>${playing ? html`${icon('pause')} Pause` : html`${icon('play')} Play`}</button>
        ${this.#step('step', 'step', 'One step on', '→', !canStep || disabled)}
        <input type="range" aria-label="Step that is shown" min="0" max=${Math.max(1, last)} .value=${String(at)} ?disabled=${last === 0}
          aria-valuetext="step ${at} of ${last} played" @input=${this.#onSeek} />
        <output>${at} / ${last}</output></div>
      <div class="transport"><div role="group" aria-label="Graph">
        ${this.#button('restart', 'restart', 'Restart', 'r')}${this.#button('dice', 'next', 'Next graph', 'n')}</div>
        ${speedChoice('pogs-speed', SPEEDS, this.speed, this.#onSpeed)}
        <div role="group" aria-label="View and link">
        ${this.#toggle('eye', 'hidden', 'Show all', 'What the agent cannot see', 'h')}
        ${this.#toggle('compare', 'oracle', 'Oracle', 'The way of an oracle that sees no more than the agent', 'o')}
        ${this.#button('share', 'share', 'Copy link', 'l')}</div></div>`;
  }

  #step(name: IconName, command: PogsCommand, label: string, key: string, disabled: boolean) {
    const shortcut = key === '→' ? 'ArrowRight' : 'ArrowLeft';
    return html`<button type="button" class="quiet" aria-label=${label} title="${label} (${key})" aria-keyshortcuts=${shortcut} ?disabled=${disabled}
      @click=${() => this.#command(command)}>${icon(name)}</button>`;
  }

  #button(name: IconName, command: PogsCommand, label: string, key: string) {
    return html`<button type="button" aria-keyshortcuts=${key} @click=${() => this.#command(command)}>${icon(name)} <span>${label}</span></button>`;
  }

  #toggle(name: IconName, command: 'hidden' | 'oracle', label: string, title: string, key: string) {
    return html`<button type="button" aria-pressed=${this.shown.includes(command)} title=${title} aria-keyshortcuts=${key}
      @click=${() => this.#command(command)}>${icon(name)} <span>${label}</span></button>`;
  }

  #command(command: PogsCommand): void {
    this.send('command', command);
  }

  readonly #onSpeed = (speed: string) => this.send('speed', speed);

  readonly #onSeek = (event: Event) => this.send('seek', Number((event.target as HTMLInputElement).value));
}

customElements.define('pogs-transport', PogsTransport);
