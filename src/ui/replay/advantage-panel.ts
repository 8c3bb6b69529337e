// "Was this plan worth it?": at the step that is shown, futures with the plan in force are played against futures with a
// fresh one, in a worker. Results stay while the replay is open, so that steps can be compared. Loaded when it is opened;
// the model is loaded with the first measurement.

import { html, nothing } from 'lit';
import { checkMeasurable } from '../../experiments/advantage-model.ts';
import { ADVANTAGE_DIALS, type AdvantageRow, FEW_FORKS, verdictOf } from '../../experiments/advantage-row.ts';
import { LabError } from '../../lab-error.ts';
import { weightsOfModel } from '../../language/pocket/shipped.ts';
import type { RunRecord } from '../../records/record.ts';
import type { AdvantageEvent } from '../../services/advantage-service.ts';
import { icon } from '../icons.ts';
import { bytes, plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { type AdvantageClient, connectAdvantage } from './advantage-client.ts';
import { advantagePlot } from './advantage-plot.ts';
import { resultDetails, resultTable, VERDICT_CLASS } from './advantage-result.ts';

type Dial = keyof typeof ADVANTAGE_DIALS;

/** Fewer futures and a shorter horizon than the default: a first answer within seconds on two cores. */
const FIRST_FORKS = 16;

/** A measurement in progress. */
interface Measuring {
  readonly step: number;
  /** When its first step was done, in ms. */
  began: number | null;
  text: string;
  /** 0..1; null while nothing can be told. */
  share: number | null;
}

export class AdvantagePanel extends LabElement {
  static override properties = {
    record: plain,
    step: plain,
    connect: plain,
    forks: { state: true },
    horizon: { state: true },
    hold: { state: true },
    rows: { state: true },
    measuring: { state: true },
    problem: { state: true },
  };

  record!: RunRecord;
  /** The step that is shown: the decision after it is measured. */
  step = 0;
  connect = connectAdvantage;
  forks = FIRST_FORKS;
  horizon: number = ADVANTAGE_DIALS.horizon.default;
  hold = false;
  /** Everything measured in this replay, by step. */
  rows: readonly AdvantageRow[] = [];
  measuring: Measuring | null = null;
  /** What is wrong with a dial. */
  problem = '';
  #last: AdvantageRow | null = null;
  #client: AdvantageClient | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#client?.close();
    this.#client = null;
    this.measuring = null;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('record')) return;
    this.rows = [];
    this.#last = null;
    if (this.measuring) this.#cancel();
  }

  protected override render() {
    const refusal = refusalOf(this.record);
    if (refusal) return html`<p class="refused">${refusal.message} ${refusal.hint}</p>`;
    return html`<p class="muted">Futures are played from this step, half of them with the plan in force and half with a new one.
        What both come to is compared.</p>
      ${this.#situation()} ${this.#form()} ${this.#progress()} ${this.#result()} ${this.#all()}`;
  }

  #situation() {
    const made = planMadeAt(this.record, this.step);
    return html`<p>Step ${this.step}: ${
      made === null
        ? 'no plan is in force yet.'
        : html`the plan in force is <q dir="auto">${this.record.steps[made].plan}</q>; ${plural(this.step - made, 'step')} taken under it.`
    } ${
      made === null
        ? nothing
        : html`<button type="button" class="quiet jump" @click=${() => this.send('seek', made)}>Go to step ${made}, where it was made</button>`
    }</p>`;
  }

  #form() {
    const few = this.forks < FEW_FORKS;
    return html`<form class="advantage-form" @submit=${this.#onSubmit}>
      ${this.#dial('forks')} ${this.#dial('horizon')}
      <label class="hold"><input type="checkbox" .checked=${this.hold} aria-describedby="about-hold"
        @change=${(event: Event) => {
          this.hold = (event.target as HTMLInputElement).checked;
        }} /> Keep both plans for the whole horizon</label>
      <p class="muted" id="about-hold">Otherwise the agent goes on planning as it did in this run, and soon mends an old plan.</p>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${few && !this.problem ? html`<p class="muted">With fewer than ${FEW_FORKS} forks this is a hint, not a result.</p>` : nothing}
      ${
        this.measuring
          ? html`<button type="button" @click=${this.#cancel}>${icon('close')} Cancel</button>`
          : html`<button type="submit" ?disabled=${!this.#canMeasure}>Measure at step ${this.step}</button>`
      }
      ${this.#canMeasure ? nothing : html`<p class="muted">The run is over here: there is no decision left.</p>`}
    </form>`;
  }

  #dial(name: Dial) {
    const { label, least, most, sentence } = ADVANTAGE_DIALS[name];
    const invalid = this.problem.startsWith(label);
    return html`<div class="dial"><label for="advantage-${name}">${label}</label>
      <input type="number" id="advantage-${name}" inputmode="numeric" min=${least} max=${most} step="1" .value=${String(this[name])}
        aria-describedby="about-${name}" aria-invalid=${invalid ? 'true' : 'false'}
        @change=${(event: Event) => this.#set(name, event.target as HTMLInputElement)} />
      <p class="muted" id="about-${name}">${sentence}</p></div>`;
  }

  #progress() {
    const { measuring } = this;
    if (!measuring) return nothing;
    return html`<div class="download">
      <label for="advantage-bar">${measuring.text}</label>
      <progress id="advantage-bar" max="1" value=${measuring.share ?? nothing}></progress>
    </div>`;
  }

  #result() {
    const row = this.#last;
    return html`<div role="status">${
      row === null
        ? nothing
        : html`<p class="verdict ${VERDICT_CLASS[verdictOf(row).kind]}"><strong>Step ${row.step}.</strong> ${verdictOf(row).text}</p>${resultDetails(row)}`
    }</div>`;
  }

  #all() {
    if (this.rows.length === 0) return nothing;
    return html`${advantagePlot(this.rows, (step) => this.send('seek', step))}
      <details class="timeline-table"><summary>Measured steps as a table</summary>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Measured steps">${resultTable(this.rows)}</div>
      </details>`;
  }

  get #canMeasure(): boolean {
    const { steps, outcome } = this.record;
    return this.step < steps.length || !(outcome.terminated || outcome.truncated);
  }

  #set(name: Dial, input: HTMLInputElement): void {
    const { label, least, most } = ADVANTAGE_DIALS[name];
    const value = Number(input.value);
    const fine = input.value !== '' && Number.isInteger(value) && value >= least && value <= most;
    this.problem = fine ? '' : `${label}: a whole number from ${least} to ${most}.`;
    if (fine) this[name] = value;
  }

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    if (this.problem === '' && !this.measuring && this.#canMeasure) this.#measure().catch(fail);
  };

  async #measure(): Promise<void> {
    const { record, step, forks, horizon, hold } = this;
    const mine: Measuring = { step, began: null, text: 'The model is being prepared.', share: null };
    this.measuring = mine;
    this.#client ??= this.connect((event) => this.#onEvent(event));
    try {
      const row = await this.#client.measure(record, step, { forks, horizon, hold, runtime: 'auto' });
      if (this.measuring !== mine) return;
      this.#last = row;
      this.rows = [...this.rows.filter((other) => !isSame(other, row)), row].sort((a, b) => a.step - b.step);
    } catch (error) {
      if (this.measuring === mine && LabError.from(error).code !== 'aborted') throw error;
    } finally {
      if (this.measuring === mine) this.measuring = null;
    }
  }

  readonly #cancel = () => {
    this.measuring = null;
    this.#client?.cancel().catch(fail);
  };

  #onEvent(event: AdvantageEvent): void {
    const { measuring } = this;
    if (event.type === 'notice') notify(event.text);
    if (!measuring) return;
    if (event.type === 'loading') {
      measuring.text = `${event.what}: ${bytes(event.loaded)} of ${bytes(event.total)}`;
      measuring.share = event.loaded / event.total;
    }
    if (event.type === 'progress') {
      const now = performance.now();
      measuring.began ??= now;
      measuring.share = event.done / event.total;
      const left =
        event.done > 0 ? ((now - measuring.began) * (event.total - event.done)) / event.done : null;
      measuring.text = `Step ${measuring.step}: ${Math.round(100 * measuring.share)} %${leftText(left)}`;
    }
    this.requestUpdate();
  }
}

function leftText(ms: number | null): string {
  return ms === null ? '' : `, about ${plural(Math.max(1, Math.ceil(ms / 1000)), 'second')} left`;
}

/** Index of the step at which the plan in force after `step` steps came; null without one. */
function planMadeAt({ steps }: RunRecord, step: number): number | null {
  const made = steps.slice(0, step).findLastIndex(({ plan }) => plan !== undefined);
  return made < 0 || steps[made].plan === '' ? null : made;
}

function refusalOf({ config: { agent } }: RunRecord): LabError | null {
  try {
    checkMeasurable(agent, weightsOfModel(agent.model));
    return null;
  } catch (error) {
    return LabError.from(error);
  }
}

function isSame(a: AdvantageRow, b: AdvantageRow): boolean {
  return a.step === b.step && a.hold === b.hold && a.horizon === b.horizon;
}

customElements.define('advantage-panel', AdvantagePanel);
