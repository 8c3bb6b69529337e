// The controls of a replay: a scrubber over the whole run, play, one step either way, speed, and what can be done with
// the record.

import { html } from 'lit';
import { icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { speedChoice } from '../parts/speed-choice.ts';

/** Steps per second; 0 is as fast as it goes. */
export const REPLAY_SPEEDS = [2, 5, 10, 30, 100, 0] as const;

export class ReplayBar extends LabElement {
  static override properties = {
    step: plain,
    length: plain,
    playing: plain,
    speed: plain,
    whole: plain,
    verifying: plain,
  };

  step = 0;
  length = 0;
  playing = false;
  speed = 10;
  whole = false;
  verifying = false;

  protected override render() {
    return html`<div class="transport"><div role="group" aria-label="Playback">
        <button type="button" class="primary" aria-keyshortcuts="Space" @click=${() => this.send('command', 'toggle')}>
          ${icon(this.playing ? 'pause' : 'play')} ${this.playing ? 'Pause' : 'Play'}</button>
        <button type="button" aria-label="Step back" aria-keyshortcuts="," @click=${() => this.send('seek', this.step - 1)}>${icon('step-back')}</button>
        <button type="button" aria-label="Step" aria-keyshortcuts="." @click=${() => this.send('seek', this.step + 1)}>${icon('step')}</button>
        ${speedChoice('replay-speed', REPLAY_SPEEDS, this.speed, this.#onSpeed)}
      </div><div role="group" aria-label="View and tools">
        <button type="button" aria-pressed=${this.whole} aria-keyshortcuts="m" @click=${() => this.send('command', 'map')}>${icon('map')} Whole map</button>
        <button type="button" ?disabled=${this.verifying} @click=${() => this.send('verify')}>${icon('check')} Verify</button>
        <button type="button" @click=${() => this.send('again')}>${icon('again')} Run again</button>
        <button type="button" aria-keyshortcuts="l" @click=${() => this.send('command', 'share')}>${icon('share')} Share</button>
      </div></div>
      <label class="scrubber"><span class="sr-only">Step of the run</span>
        <input type="range" min="0" max=${this.length} step="1" .value=${String(this.step)}
          aria-valuetext="step ${this.step} of ${this.length}" @input=${this.#onScrub} /></label>`;
  }

  readonly #onSpeed = (speed: number) => this.send('speed', speed);

  readonly #onScrub = (event: Event) => this.send('seek', Number((event.target as HTMLInputElement).value));
}

customElements.define('replay-bar', ReplayBar);
