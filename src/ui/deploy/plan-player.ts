// A plan played step by step: the picture, the step in words, what the validator says, and buttons. It plays by itself unless its
// viewer asked for less motion; then every step is a press.

import { html, nothing } from 'lit';
import type { Tasks } from '../../deployment/tasks.ts';
import { icon } from '../icons.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { filmOf, type PlanFilm } from './plan-film.ts';
import { type Scene, sceneOf } from './scenes/scene.ts';

/** A whole plan takes about this long, in ms, and a step never more or less than these. */
const PLAN_MS = 7000;
const STEP_MS = { least: 60, most: 550 } as const;

export class PlanPlayer extends LabElement {
  static override properties = {
    tasks: plain,
    task: plain,
    plan: plain,
    frame: { state: true },
    playing: { state: true },
  };

  /** Where problems come from. */
  tasks: Tasks | null = null;
  task = 0;
  /** `(unstack b1 b2) (putdown b1)`. */
  plan = '';
  frame = 0;
  playing = false;
  #film: PlanFilm | null = null;
  #scene: Scene | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.playing = false;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('tasks') && !changed.has('task') && !changed.has('plan')) return;
    this.#film = this.tasks && filmOf(this.tasks.problem(this.task), this.plan);
    this.#scene = this.#film && sceneOf(this.#film);
    this.frame = 0;
    this.#play(!wantsLessMotion());
  }

  protected override render() {
    const film = this.#film;
    const scene = this.#scene;
    if (!film || !scene) return nothing;
    const last = film.frames.length - 1;
    const frame = Math.min(this.frame, last);
    return html`<figure class="plan-player" role="group" aria-label="Plan for task ${this.tasks?.nameOf(this.task)}">
      <div class="scene-box" role="img" aria-label=${scene.tell(frame)} tabindex="0">${scene.draw(frame)}</div>
      <figcaption>${this.#caption(film, frame)}</figcaption>
      <div class="player-bar">${this.#buttons(frame, last)}
        <input type="range" aria-label="Step of the plan" min="0" max=${last} .value=${String(frame)} aria-valuetext="step ${frame} of ${last}" @input=${this.#onSeek} />
        <output>${frame} / ${last}</output></div>
    </figure>`;
  }

  #caption({ frames, verdict }: PlanFilm, frame: number) {
    const isEnd = frame === frames.length - 1;
    const step = frames[frame].step || 'The problem as it is given.';
    const word = verdict.valid ? 'The goal is reached.' : verdict.reason;
    return html`<code>${step}</code>${isEnd ? html` <span class=${verdict.valid ? 'good' : 'wrong'}>${word}</span>` : nothing}`;
  }

  #buttons(frame: number, last: number) {
    const button = (name: Parameters<typeof icon>[0], label: string, act: () => void, disabled = false) =>
      html`<button type="button" class="quiet" aria-label=${label} title=${label} ?disabled=${disabled} @click=${act}>${icon(name)}</button>`;
    return html`${button('step-back', 'One step back', () => this.#step(-1), frame === 0)}
      ${this.playing ? button('pause', 'Pause the plan', () => this.#play(false)) : button('play', 'Play the plan', () => this.#replay(last))}
      ${button('step', 'One step on', () => this.#step(1), frame === last)}`;
  }

  #replay(last: number): void {
    if (this.frame >= last) this.frame = 0;
    this.#play(true, true);
  }

  #step(by: number): void {
    this.#play(false);
    this.frame = Math.max(0, Math.min((this.#film?.frames.length ?? 1) - 1, this.frame + by));
  }

  /** @param isAsked by a press, not by itself */
  #play(playing: boolean, isAsked = false): void {
    clearTimeout(this.#timer);
    const last = (this.#film?.frames.length ?? 1) - 1;
    this.playing = playing && last > 0;
    if (!this.playing) return;
    const pause = Math.max(STEP_MS.least, Math.min(STEP_MS.most, PLAN_MS / last));
    const next = () => {
      if (wantsLessMotion() && !isAsked) {
        this.playing = false;
        return;
      }
      this.frame = Math.min(last, this.frame + 1);
      if (this.frame === last) this.playing = false;
      else this.#timer = setTimeout(next, pause);
    };
    this.#timer = setTimeout(next, pause);
  }

  readonly #onSeek = (event: Event) => {
    this.#play(false);
    this.frame = Number((event.target as HTMLInputElement).value);
  };
}

function wantsLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

customElements.define('plan-player', PlanPlayer);
