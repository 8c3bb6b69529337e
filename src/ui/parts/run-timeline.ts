// The run as a strip: nights shaded, a mark for every achievement, a tick for every plan, and a band that says whose plan
// was in force: thin and gold the agent's, thick, blue and striped (with the word "you", where it fits) a person's, whose
// ticks carry a flag. Beside it the same as a table, for whoever does not see the strip.

import { html, nothing } from 'lit';
import { achievementLabel, actorLabel, plural } from '../labels.ts';
import { emptyView, planAt, type RunView } from '../run-view.ts';
import { onThemeChange } from '../theme.ts';
import { type TimelineData, type TimelineTick, timelineData, timelineSpan } from '../timeline-data.ts';
import { always, LabElement, plain } from './lab-element.ts';

const HEIGHT = 68;
const AXIS_Y = 50;
/** Height of a person's band, and the width from which it carries its word. */
const OWN_HEIGHT = 11;
const OWN_WORD_WIDTH = 36;
/** Rows of the table that are made at once; a run may have 10,000 plans. */
const TABLE_ROWS = 200;

export class RunTimeline extends LabElement {
  static override properties = {
    view: always,
    step: plain,
    total: plain,
    tableOpen: { state: true },
    hover: { state: true },
  };

  view: RunView = emptyView();
  step = 0;
  /** The run's full length where it is known (replay); the strip grows with the run otherwise. */
  total: number | undefined = undefined;
  tableOpen = false;
  hover: number | null = null;
  #width = 0;
  #observer: ResizeObserver | null = null;
  #data: TimelineData | null = null;
  #stopTheme = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => {
      this.#width = this.clientWidth;
      this.#draw();
    });
    this.#observer.observe(this);
    this.#stopTheme = onThemeChange(() => this.#draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#stopTheme();
  }

  protected override render() {
    const { plans, achievements } = this.view;
    const label = `Timeline: step ${this.step}, ${plural(plans.length, 'plan')}, ${plural(achievements.length, 'achievement')}`;
    return html`<div class="timeline">
      <canvas role="img" aria-label=${label} height=${HEIGHT}
        @pointermove=${this.#onPointer} @pointerdown=${this.#onPointer} @pointerleave=${this.#onLeave}></canvas>
      <p class="timeline-note" aria-hidden="true">${this.#note()}</p>
      <details class="timeline-table" @toggle=${this.#onToggle}>
        <summary>Timeline as a table</summary>
        ${this.tableOpen ? this.#table() : nothing}
      </details>
    </div>`;
  }

  protected override updated(): void {
    this.#draw();
  }

  #note() {
    if (this.hover === null) {
      return html`<span class="key plan">the agent’s plan</span><span class="key person">your plan</span>
        <span class="key goal">achievement</span><span class="key night">night</span>`;
    }
    const plan = planAt(this.view, this.hover);
    const unlocked = this.view.achievements.find(({ step }) => Math.abs(step - (this.hover ?? 0)) <= 2);
    const goal = unlocked ? ` · ${achievementLabel(unlocked.name)} (${unlocked.step})` : '';
    return `Step ${this.hover}${goal}${plan ? ` · plan by ${actorLabel(plan.by)}: ${plan.text.slice(0, 90)}` : ''}`;
  }

  #table() {
    const rows = [
      ...this.view.plans.map((plan) => ({
        step: plan.step,
        what: plan.text === '' ? 'Plan taken back' : `Plan by ${actorLabel(plan.by)}`,
        text: plan.text,
      })),
      ...this.view.achievements.map(({ step, name }) => ({
        step,
        what: 'Achievement',
        text: achievementLabel(name),
      })),
    ].sort((a, b) => a.step - b.step);
    const shown = rows.slice(-TABLE_ROWS);
    return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Plans and achievements"><table>
      <caption>${rows.length > shown.length ? `The last ${TABLE_ROWS} of ${rows.length} entries` : plural(rows.length, 'entry').replace('entrys', 'entries')}</caption>
      <thead><tr><th scope="col">Step</th><th scope="col">What</th><th scope="col">Text</th></tr></thead>
      <tbody>${shown.map((row) => html`<tr><td>${row.step}</td><td>${row.what}</td><td dir="auto">${row.text}</td></tr>`)}</tbody>
    </table></div>`;
  }

  readonly #onToggle = (event: Event) => {
    this.tableOpen = (event.target as HTMLDetailsElement).open;
  };

  readonly #onPointer = (event: PointerEvent) => {
    const span = this.#data?.span ?? 1;
    const step = Math.round((event.offsetX / Math.max(1, this.#width - 1)) * span);
    const last = this.total ?? this.view.step;
    this.hover = Math.min(Math.max(0, step), last);
    if (this.total !== undefined && event.buttons & 1) this.send('seek', this.hover);
  };

  readonly #onLeave = () => {
    this.hover = null;
  };

  #draw(): void {
    const canvas = this.querySelector('canvas');
    const context = canvas?.getContext('2d');
    const width = this.#width || this.clientWidth;
    if (!canvas || !context || width === 0) return;
    const ratio = Math.min(3, devicePixelRatio);
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== HEIGHT * ratio) canvas.height = HEIGHT * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, HEIGHT);
    const span = timelineSpan(this.view.step, this.total, this.view.config?.world.length);
    const until = this.total ?? this.view.step;
    this.#data = timelineData(this.view.plans, this.view.achievements, span, width, until);
    paint(context, this.#data, width, this.step, getComputedStyle(this));
  }
}

function paint(
  context: CanvasRenderingContext2D,
  data: TimelineData,
  width: number,
  step: number,
  style: CSSStyleDeclaration,
): void {
  const color = (name: string) => style.getPropertyValue(name);
  context.fillStyle = color('--night');
  for (const [left, right] of data.nights) context.fillRect(left, 2, right - left, AXIS_Y - 2);
  context.fillStyle = color('--line');
  context.fillRect(0, AXIS_Y, width, 1);
  paintSpans(context, data, color, style.fontFamily);
  for (const tick of data.ticks) paintTick(context, tick, color(tick.person ? '--person' : '--plan'));
  paintMarks(context, data, color('--goal'));
  paintAxis(context, data, width, color('--muted'), style.fontFamily);
  const now = Math.round((step / data.span) * (width - 1));
  context.fillStyle = color('--ink');
  context.fillRect(Math.min(width - 2, now), 2, 2, AXIS_Y + 2);
}

/** A person's tick is taller and carries a flag. */
function paintTick(context: CanvasRenderingContext2D, { x, person }: TimelineTick, color: string): void {
  context.fillStyle = color;
  const top = person ? 20 : 28;
  context.fillRect(x, top, person ? 2 : 1.5, AXIS_Y - top);
  if (!person) return;
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x + 8, top + 3.5);
  context.lineTo(x, top + 7);
  context.fill();
}

/** The band above the axis: who the plan in force is by. */
function paintSpans(
  context: CanvasRenderingContext2D,
  data: TimelineData,
  color: (name: string) => string,
  font: string,
): void {
  for (const { left, right, person } of data.spans) {
    const width = Math.max(1, right - left);
    context.fillStyle = color(person ? '--person' : '--plan');
    if (!person) context.fillRect(left, AXIS_Y - 3, width, 3);
    else paintOwn(context, left, width, color('--surface'), font);
  }
}

/** A person's stretch: a striped block with the word "you" in it. */
function paintOwn(
  context: CanvasRenderingContext2D,
  left: number,
  width: number,
  ground: string,
  font: string,
): void {
  const top = AXIS_Y - OWN_HEIGHT;
  context.fillRect(left, top, width, OWN_HEIGHT);
  context.save();
  context.beginPath();
  context.rect(left, top, width, OWN_HEIGHT);
  context.clip();
  context.strokeStyle = ground;
  context.globalAlpha = 0.35;
  context.lineWidth = 1.5;
  for (let x = left - OWN_HEIGHT; x < left + width; x += 6) {
    context.beginPath();
    context.moveTo(x, AXIS_Y);
    context.lineTo(x + OWN_HEIGHT, top);
    context.stroke();
  }
  context.restore();
  if (width < OWN_WORD_WIDTH) return;
  context.fillStyle = ground;
  context.font = `bold 10px ${font}`;
  context.textAlign = 'left';
  context.fillText('you', left + 10, AXIS_Y - 2.5);
}

function paintMarks(context: CanvasRenderingContext2D, data: TimelineData, color: string): void {
  context.fillStyle = color;
  for (const { x } of data.marks) {
    context.beginPath();
    context.moveTo(x, 4);
    context.lineTo(x + 5.5, 10);
    context.lineTo(x, 16);
    context.lineTo(x - 5.5, 10);
    context.fill();
  }
}

function paintAxis(
  context: CanvasRenderingContext2D,
  data: TimelineData,
  width: number,
  color: string,
  font: string,
): void {
  context.fillStyle = color;
  context.font = `11px ${font}`;
  for (const { x, step } of data.labels) {
    context.textAlign = x < 12 ? 'left' : x > width - 14 ? 'right' : 'center';
    context.fillText(String(step), x, HEIGHT - 4);
  }
}

customElements.define('run-timeline', RunTimeline);
