// A form made from a table of knobs. What cannot be read stays in its field with a sentence below it, and the last good value
// stays in force. Sends `setup` with all values at every change, and `start-setup` when it is submitted.

import { html, type TemplateResult } from 'lit';
import { LabError } from '../../lab-error.ts';
import { choicesWith, modelList } from '../kept-models.ts';
import { type FormKnob, type FormNumberKnob, type KnobTable, type ManyKnob, readKnobText } from '../knobs.ts';
import type { ChoiceKnob } from '../settings.ts';
import { LabElement, plain } from './lab-element.ts';

type Values = Readonly<Record<string, number | string | readonly string[]>>;

export abstract class KnobForm extends LabElement {
  static override properties = { setup: plain, busy: plain, problems: { state: true } };

  abstract setup: Values;
  /** Something goes on; a new start would stop it. */
  busy = false;
  problems: Readonly<Record<string, LabError | undefined>> = {};

  protected abstract readonly table: KnobTable;
  /** Begins the ids of the form's fields. */
  protected readonly idPrefix: string = 'setup';

  override connectedCallback(): void {
    super.connectedCallback();
    modelList.addEventListener('change', this.#onModels);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    modelList.removeEventListener('change', this.#onModels);
  }

  protected knob(key: string, knob: FormKnob = this.table[key]): TemplateResult {
    const problem = this.problems[key];
    const prefix = this.idPrefix;
    const note = html`<p class="muted knob-note" id="${prefix}-about-${key}">${knob.sentence}</p>
      ${problem ? html`<p class="problem" id="${prefix}-problem-${key}" role="alert">${problem.message} ${problem.hint}</p>` : ''}`;
    if (knob.kind === 'many') return this.#many(key, knob, note);
    return html`<div class="knob"><label for="${prefix}-${key}">${knob.label}</label>
      <div class="control">${knob.kind === 'choice' ? this.#choice(key, knob) : this.#number(key, knob)}</div>${note}</div>`;
  }

  #many(key: string, knob: ManyKnob, note: unknown) {
    const chosen = this.setup[key] as readonly string[];
    const prefix = this.idPrefix;
    return html`<fieldset class="knob many" aria-describedby="${prefix}-about-${key}"><legend>${knob.label}</legend>
      <div class="chips">${choicesWith(knob.choices, ...chosen).map(
        ([value, label]) =>
          html`<label><input type="checkbox" name="${prefix}-${key}" value=${value} .checked=${chosen.includes(value)}
          @change=${(event: Event) => this.#toggle(key, value, (event.target as HTMLInputElement).checked)} /><span>${label}</span></label>`,
      )}</div>${note}</fieldset>`;
  }

  #choice(key: string, knob: Pick<ChoiceKnob, 'choices'>) {
    const value = this.setup[key];
    const prefix = this.idPrefix;
    return html`<select id="${prefix}-${key}" aria-describedby="${prefix}-about-${key}"
      @change=${(event: Event) => this.set(key, (event.target as HTMLSelectElement).value)}>
      ${choicesWith(knob.choices, String(value)).map(([choice, label]) => html`<option value=${choice} .selected=${choice === value}>${label}</option>`)}
    </select>`;
  }

  #number(key: string, knob: FormNumberKnob) {
    const prefix = this.idPrefix;
    const problem = this.problems[key];
    const value = this.setup[key] as number;
    const change = (event: Event) => this.set(key, (event.target as HTMLInputElement).value);
    const about = `${prefix}-about-${key}${problem ? ` ${prefix}-problem-${key}` : ''}`;
    if (knob.slider || (knob.step !== 1 && !knob.typed)) {
      const decimals = knob.step >= 1 ? 0 : Math.max(1, Math.ceil(-Math.log10(knob.step)));
      return html`<input type="range" id="${prefix}-${key}" aria-describedby=${about} min=${knob.min} max=${knob.max} step=${knob.step}
        .value=${String(value)} @input=${change} /><output for="${prefix}-${key}">${value.toFixed(decimals)}</output>`;
    }
    return html`<input type="text" inputmode=${knob.typed ? 'decimal' : 'numeric'} autocomplete="off" id="${prefix}-${key}" .value=${String(value)}
      aria-describedby=${about} aria-invalid=${problem ? 'true' : 'false'} @change=${change} />`;
  }

  /** An empty choice is no readable text, but a state on the way to another choice. */
  #toggle(key: string, value: string, on: boolean): void {
    const rest = (this.setup[key] as readonly string[]).filter((each) => each !== value);
    const next = on ? [...rest, value] : rest;
    if (next.length === 0) this.send('setup', { ...this.setup, [key]: [] });
    else this.set(key, next.join(','));
  }

  protected set(key: string, text: string): void {
    try {
      const value = readKnobText(this.table[key], text);
      this.problems = { ...this.problems, [key]: undefined };
      this.send('setup', { ...this.setup, [key]: value });
    } catch (error) {
      this.problems = { ...this.problems, [key]: LabError.from(error) };
    }
  }

  protected readonly onSubmit = (event: Event) => {
    event.preventDefault();
    // Enter in a field submits before its change event in some browsers: read what is being edited first.
    const field = document.activeElement;
    if (
      field instanceof HTMLInputElement &&
      field.type === 'text' &&
      field.id.startsWith(`${this.idPrefix}-`)
    )
      this.set(field.id.slice(this.idPrefix.length + 1), field.value);
    if (Object.values(this.problems).every((problem) => problem === undefined)) this.send('start-setup');
  };

  readonly #onModels = () => this.requestUpdate();
}
