// An episode played back: the picture as the agent saw it, its plan, what it unlocked so far, and buttons. It plays by itself unless
// its viewer asked for less motion; then every step is a press.

import { html, nothing } from 'lit';
import { recordOf } from '../../deployment/crafter/episodes.ts';
import { Replay } from '../../records/replay.ts';
import { icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import type { WorldView } from '../parts/world-view.ts';
import { ReplayPlayer } from '../replay/replay-player.ts';
import '../parts/world-view.ts';

/** Steps per second: a usual episode takes some ten seconds. */
const SPEED = 30;

export class EpisodePlayer extends LabElement {
  static override properties = {
    record: plain,
    label: plain,
    step: { state: true },
    problem: { state: true },
  };

  /** The record's canonical bytes in base64. */
  record = '';
  label = 'Episode';
  step = 0;
  problem = '';
  #replay: Replay | null = null;
  #player: ReplayPlayer | null = null;
  #frame = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
  }

  /** For whoever has the keyboard. */
  toggle(): void {
    if (this.#player?.playing) this.#pause();
    else this.#play();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('record')) return;
    this.#pause();
    this.#replay = this.#read();
    this.#player = this.#replay && new ReplayPlayer(this.#replay);
    if (this.#player) this.#player.speed = SPEED;
    this.step = 0;
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) this.#play();
  }

  protected override render() {
    if (this.problem) return html`<p class="problem" role="alert">${this.problem}</p>`;
    const replay = this.#replay;
    if (!replay) return nothing;
    const { length } = replay;
    const { step } = this;
    return html`<figure class="plan-player episode-player" role="group" aria-label=${this.label}>
      <world-view .description=${`What the agent saw at step ${step} of ${length}`}></world-view>
      <figcaption>${this.#caption(replay)}</figcaption>
      <div class="player-bar">${this.#buttons(length)}
        <input type="range" aria-label="Step of the episode" min="0" max=${length} .value=${String(step)} aria-valuetext="step ${step} of ${length}" @input=${this.#onSeek} />
        <output>${step} / ${length}</output></div>
    </figure>`;
  }

  protected override updated(): void {
    const view = this.querySelector<WorldView>('world-view');
    if (view && this.#replay) view.frame = this.#replay.frameAt(this.step);
  }

  #caption(replay: Replay) {
    const plan = replay.planAt(this.step);
    const unlocked = replay.achievements.filter(({ step }) => step <= this.step);
    const last = unlocked.at(-1);
    return html`${plan ? html`Plan: <q dir="auto">${plan.text}</q>` : 'No plan yet.'}
      <span class="muted">${unlocked.length} of 22 achievements${last ? `, last ${last.name.replaceAll('_', ' ')} at step ${last.step}` : ''}.</span>`;
  }

  #buttons(length: number) {
    const button = (name: Parameters<typeof icon>[0], label: string, act: () => void, disabled = false) =>
      html`<button type="button" class="quiet" aria-label=${label} title=${label} ?disabled=${disabled} @click=${act}>${icon(name)}</button>`;
    return html`${button('step-back', 'One step back', () => this.#seek(this.step - 1), this.step === 0)}
      ${this.#player?.playing ? button('pause', 'Pause the episode', () => this.#pause()) : button('play', 'Play the episode', () => this.#play())}
      ${button('step', 'One step on', () => this.#seek(this.step + 1), this.step === length)}`;
  }

  #read(): Replay | null {
    this.problem = '';
    try {
      return this.record === '' ? null : new Replay(recordOf(this));
    } catch {
      this.problem = 'The record of this episode cannot be read.';
      return null;
    }
  }

  #play(): void {
    this.#player?.play(performance.now());
    cancelAnimationFrame(this.#frame);
    const tick = () => {
      const player = this.#player;
      if (!player?.playing) {
        this.requestUpdate();
        return;
      }
      if (player.tick(performance.now())) this.step = player.step;
      this.#frame = requestAnimationFrame(tick);
    };
    this.#frame = requestAnimationFrame(tick);
    this.requestUpdate();
  }

  #pause(): void {
    cancelAnimationFrame(this.#frame);
    if (this.#player) this.#player.playing = false;
    this.requestUpdate();
  }

  #seek(step: number): void {
    this.#pause();
    this.#player?.seek(step);
    this.step = this.#player?.step ?? 0;
  }

  readonly #onSeek = (event: Event) => this.#seek(Number((event.target as HTMLInputElement).value));
}

customElements.define('episode-player', EpisodePlayer);
