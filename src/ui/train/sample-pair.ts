// Two sample episodes side by side on one clock: the model before training and the policy of some update, in the same world
// with the same dice.

import { html, nothing } from 'lit';
import type { TrainingSample } from '../../services/learner-service.ts';
import type { Side } from '../compare/compare-data.ts';
import type { CompareSide } from '../compare/compare-side.ts';
import { ReplayPair } from '../compare/replay-pair.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail } from '../parts/notices.ts';
import '../compare/compare-bar.ts';
import '../compare/compare-side.ts';

export class SamplePair extends LabElement {
  static override properties = {
    sample: plain,
    shown: { state: true },
    whole: { state: true },
    version: { state: true },
  };

  /** The newest one. */
  sample: TrainingSample | null = null;
  /** The one on the page: somebody may be watching it while a newer one comes. */
  shown: TrainingSample | null = null;
  whole = false;
  version = 0;
  #pair: ReplayPair | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pair?.close();
    this.#pair = null;
    this.shown = null;
  }

  protected override willUpdate(): void {
    const watched = this.#pair !== null && (this.#pair.playing || this.#pair.step > 0);
    const isOther = this.sample?.before.digest !== this.shown?.before.digest;
    if (this.sample !== this.shown && (!watched || isOther)) this.#show();
  }

  protected override render() {
    const pair = this.#pair;
    if (!pair || !this.shown) return nothing;
    const { update, before } = this.shown;
    const newer = this.sample && this.sample !== this.shown ? this.sample : null;
    return html`<section class="card sample-card" aria-labelledby="sample-title" @command=${this.#onCommand} @speed=${this.#onSpeed} @seek=${this.#onSeek}>
      <header class="progress-head"><h2 id="sample-title">Before and now, in the same world</h2>
        ${newer ? html`<button type="button" @click=${() => this.#show()}>Show update ${newer.update}</button>` : nothing}</header>
      <p class="muted">World seed ${before.config.seed}, the same dice, at most ${before.config.world.length} steps. One episode is an anecdote: the curves say what holds.</p>
      <div class="compare-sides">${this.#side(pair, 'left', 'Before training')}${this.#side(pair, 'right', `After update ${update}`)}</div>
      <compare-bar .step=${pair.step} .length=${pair.length} .playing=${pair.playing} .speed=${pair.speed} .whole=${this.whole}></compare-bar>
    </section>`;
  }

  #side(pair: ReplayPair, side: Side, name: string) {
    const view = pair[side];
    return html`<compare-side .side=${side} .name=${name} .view=${view} .total=${view.steps.length} .whole=${this.whole}></compare-side>`;
  }

  #show(): void {
    this.#pair?.close();
    this.#pair = null;
    this.shown = this.sample;
    if (!this.sample) return;
    try {
      this.#pair = new ReplayPair(this.sample.before, this.sample.after);
    } catch (error) {
      fail(error);
      return;
    }
    this.#pair.addEventListener('change', () => {
      this.version++;
      for (const side of this.querySelectorAll<CompareSide>('compare-side')) side.draw();
    });
  }

  readonly #onCommand = (event: CustomEvent<string>) => {
    const pair = this.#pair;
    if (event.detail === 'map') this.whole = !this.whole;
    else if (event.detail === 'step') pair?.stepOnce().catch(fail);
    else if (pair?.playing) pair.pause();
    else pair?.play();
  };

  readonly #onSpeed = (event: CustomEvent<number>) => {
    if (this.#pair) this.#pair.speed = event.detail;
    this.version++;
  };

  readonly #onSeek = (event: CustomEvent<number>) => this.#pair?.seek(event.detail);
}

customElements.define('sample-pair', SamplePair);
