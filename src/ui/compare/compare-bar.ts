// The controls of two runs on one clock: play, one step of both, speed, the map, and for records a scrubber.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { speedChoice } from '../parts/speed-choice.ts';

/** Steps per second; 0 is as fast as it goes. */
export const COMPARE_SPEEDS = [1, 2, 5, 10, 30, 0] as const;

export class CompareBar extends LabElement {
  static override properties = {
    step: plain,
    length: plain,
    playing: plain,
    idle: plain,
    speed: plain,
    whole: plain,
    writes: plain,
  };

  step = 0;
  /** Length of the longer record; null for live runs. */
  length: number | null = null;
  playing = false;
  /** Nothing can be played now: still loading, or over. */
  idle = false;
  speed = 5;
  whole = false;
  /** Plans can be written for the right run. */
  writes = false;

  protected override render() {
    return html`<div class="transport"><div role="group" aria-label="Playback">
        <button type="button" class="primary" ?disabled=${this.idle} aria-keyshortcuts="Space" @click=${() => this.send('command', 'toggle')}>
          ${icon(this.playing ? 'pause' : 'play')} ${this.playing ? 'Pause' : 'Play'}</button>
        <button type="button" ?disabled=${this.idle} aria-keyshortcuts="." @click=${() => this.send('command', 'step')}>${icon('step')} Step both</button>
        ${speedChoice('compare-speed', COMPARE_SPEEDS, this.speed, this.#onSpeed)}
      </div><div role="group" aria-label="View and tools">
        <button type="button" aria-pressed=${this.whole} aria-keyshortcuts="m" @click=${() => this.send('command', 'map')}>${icon('map')} Whole map</button>
        ${
          this.length === null
            ? html`<button type="button" aria-keyshortcuts="r" @click=${() => this.send('command', 'restart')}>${icon('restart')} Restart both</button>
              <button type="button" ?disabled=${!this.writes} aria-keyshortcuts="p" @click=${() => this.send('command', 'plan')}>${icon('pen')} Write a plan</button>`
            : nothing
        }
      </div></div>
      ${this.length === null ? nothing : this.#scrubber(this.length)}`;
  }

  #scrubber(length: number) {
    const seek = (event: Event) => this.send('seek', Number((event.target as HTMLInputElement).value));
    return html`<label class="scrubber"><span class="sr-only">Step of both runs</span>
      <input type="range" min="0" max=${length} step="1" .value=${String(this.step)}
        aria-valuetext="step ${this.step} of ${length}" @input=${seek} /></label>`;
  }

  readonly #onSpeed = (speed: number) => this.send('speed', speed);
}

customElements.define('compare-bar', CompareBar);
