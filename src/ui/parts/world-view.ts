// The world's picture on a canvas: what the agent sees, or the whole map. It draws once per animation frame at the most,
// only when something changed, except that the night's noise drifts (unless motion is to be reduced).

import { html } from 'lit';
import type { CrafterFrame } from '../../worlds/crafter/names.ts';
import { drawFrame, pictureSize } from '../crafter/draw-frame.ts';
import { MapPainter, mapSize } from '../crafter/draw-map.ts';
import { moodOf } from '../crafter/night.ts';
import { LabElement, plain } from './lab-element.ts';

/** Redraw rate of a night that nothing else happens in, in ms. */
const NIGHT_MS = 140;
/** Pixels of the window that are kept for everything around the picture. */
const CHROME_HEIGHT = 350;
const SMALLEST = 240;
const LARGEST = 720;

export class WorldView extends LabElement {
  static override properties = { whole: { type: Boolean }, description: plain };

  whole = false;
  description = 'The world';
  #frame: CrafterFrame | null = null;
  #map = new MapPainter();
  #scheduled = 0;
  #lastDrawn = 0;
  #size = 0;
  #observer: ResizeObserver | null = null;
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');

  /** What to draw; frames replace one another, only the latest is drawn. */
  set frame(frame: CrafterFrame | null) {
    this.#frame = frame;
    this.#schedule();
  }

  get frame(): CrafterFrame | null {
    return this.#frame;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this);
    addEventListener('resize', this.#resize);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    removeEventListener('resize', this.#resize);
    cancelAnimationFrame(this.#scheduled);
    this.#scheduled = 0;
  }

  protected override render() {
    return html`<canvas role="img" aria-label=${this.description}></canvas>`;
  }

  protected override updated(): void {
    this.#resize();
    this.#schedule();
  }

  readonly #resize = () => {
    const room = Math.min(this.clientWidth, innerHeight - CHROME_HEIGHT, LARGEST);
    const size = Math.max(Math.min(SMALLEST, this.clientWidth), room);
    if (size <= 0 || Math.abs(size - this.#size) < 2) return;
    this.#size = size;
    this.#schedule();
  };

  #schedule(): void {
    if (this.#scheduled || !this.isConnected) return;
    this.#scheduled = requestAnimationFrame((time) => {
      this.#scheduled = 0;
      this.#draw(time);
    });
  }

  #draw(time: number): void {
    const canvas = this.querySelector('canvas');
    const frame = this.#frame;
    if (!canvas || !frame || this.#size === 0) return;
    const still = this.#still.matches;
    const idleNight = time - this.#lastDrawn < NIGHT_MS && this.#drawnFrame === frame && !this.#dirty(canvas);
    if (!idleNight) this.#paint(canvas, frame, still ? 0 : time);
    if (!still && !this.whole && (frame.sleeping || moodOf(frame.daylight).darkness > 0.02)) this.#schedule();
  }

  #drawnFrame: CrafterFrame | null = null;
  #drawnAs = '';

  #dirty(canvas: HTMLCanvasElement): boolean {
    return this.#drawnAs !== `${this.whole} ${this.#size} ${canvas.width}`;
  }

  #paint(canvas: HTMLCanvasElement, frame: CrafterFrame, time: number): void {
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return;
    const scale = this.#scaleFor(frame);
    const [width, height] = this.whole ? mapSize(frame.area) : pictureSize(frame.view, scale);
    resizeCanvas(canvas, width, height, this.#size);
    if (this.whole) this.#map.draw(context, frame);
    else drawFrame(context, frame, { scale, time });
    if (this.#lastDrawn === 0) performance.mark('first-world');
    this.#lastDrawn = performance.now();
    this.#drawnFrame = frame;
    this.#drawnAs = `${this.whole} ${this.#size} ${canvas.width}`;
  }

  /** The integer scale just above what the screen shows, so that the browser only ever shrinks the picture a little. */
  #scaleFor(frame: CrafterFrame): number {
    const [width] = pictureSize(frame.view, 1);
    return Math.min(10, Math.max(1, Math.ceil((this.#size * devicePixelRatio) / width - 0.05)));
  }
}

function resizeCanvas(canvas: HTMLCanvasElement, width: number, height: number, size: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const shown = Math.round(size * Math.min(1, width / height));
  if (canvas.style.width !== `${shown}px`) canvas.style.width = `${shown}px`;
}

customElements.define('world-view', WorldView);
