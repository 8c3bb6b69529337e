// The form of an experiment, made from the table in setup.ts, with what it comes to (configurations × worlds) said before
// it starts. What cannot be read stays in its field with a sentence below it.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { icon } from '../icons.ts';
import { count, plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import type { ChoiceKnob, NumberKnob } from '../settings.ts';
import {
  INITIAL_SETUP,
  type ManyKnob,
  problemOfSetup,
  readSetupKnob,
  SETUP_KEYS,
  SETUP_KNOBS,
  type Setup,
  type SetupKey,
  type SetupKnob,
  sweepOfSetup,
} from './setup.ts';

export class SetupForm extends LabElement {
  static override properties = { setup: plain, busy: plain, problems: { state: true } };

  setup: Setup = INITIAL_SETUP;
  /** An experiment plays; a new one would stop it. */
  busy = false;
  problems: Readonly<Partial<Record<SetupKey, LabError>>> = {};

  protected override render() {
    return html`<form class="setup" aria-label="Set up an experiment" @submit=${this.#onSubmit}>
      ${SETUP_KEYS.map((key) => this.#knob(key))}
      <p class="muted" role="status">${this.#sumText()}</p>
      <button type="submit" ?disabled=${this.busy || problemOfSetup(this.setup) !== ''}>${icon('play')} Start this experiment</button>
      ${this.busy ? html`<p class="muted">Stop the experiment that plays first; it stays stored.</p>` : nothing}
    </form>`;
  }

  #sumText(): string {
    const problem = problemOfSetup(this.setup);
    if (problem !== '') return problem;
    const { configurations, seeds, maxSteps } = sweepOfSetup(this.setup);
    const runs = configurations.length * seeds.length;
    const warning = seeds.length === 1 ? ' n = 1: one world is an anecdote and gives no interval.' : '';
    return `${plural(configurations.length, 'configuration')} × ${plural(seeds.length, 'world')} = ${plural(runs, 'run')}, ${count(runs * maxSteps)} steps at the most.${warning}`;
  }

  #knob(key: SetupKey) {
    const knob: SetupKnob = SETUP_KNOBS[key];
    const problem = this.problems[key];
    const note = html`<p class="muted knob-note" id="setup-about-${key}">${knob.sentence}</p>
      ${problem ? html`<p class="problem" id="setup-problem-${key}" role="alert">${problem.message} ${problem.hint}</p>` : nothing}`;
    if (knob.kind === 'many') return this.#many(key, knob, note);
    return html`<div class="knob"><label for="setup-${key}">${knob.label}</label>
      <div class="control">${knob.kind === 'choice' ? this.#choice(key, knob) : this.#number(key, knob)}</div>${note}</div>`;
  }

  #many(key: SetupKey, knob: ManyKnob, note: unknown) {
    const chosen = this.setup[key] as readonly string[];
    return html`<fieldset class="knob many" aria-describedby="setup-about-${key}"><legend>${knob.label}</legend>
      <div class="chips">${knob.choices.map(
        ([
          value,
          label,
        ]) => html`<label><input type="checkbox" name="setup-${key}" value=${value} .checked=${chosen.includes(value)}
          @change=${(event: Event) => this.#toggle(key, value, (event.target as HTMLInputElement).checked)} /><span>${label}</span></label>`,
      )}</div>${note}</fieldset>`;
  }

  #choice(key: SetupKey, knob: Pick<ChoiceKnob, 'choices'>) {
    const value = this.setup[key];
    return html`<select id="setup-${key}" aria-describedby="setup-about-${key}"
      @change=${(event: Event) => this.#set(key, (event.target as HTMLSelectElement).value)}>
      ${knob.choices.map(([choice, label]) => html`<option value=${choice} .selected=${choice === value}>${label}</option>`)}
    </select>`;
  }

  #number(key: SetupKey, knob: Omit<NumberKnob, 'restarts'>) {
    const problem = this.problems[key];
    const value = this.setup[key] as number;
    const change = (event: Event) => this.#set(key, (event.target as HTMLInputElement).value);
    const about = `setup-about-${key}${problem ? ` setup-problem-${key}` : ''}`;
    if (knob.step !== 1) {
      return html`<input type="range" id="setup-${key}" aria-describedby=${about} min=${knob.min} max=${knob.max} step=${knob.step}
        .value=${String(value)} @input=${change} /><output for="setup-${key}">${value.toFixed(1)}</output>`;
    }
    return html`<input type="text" inputmode="numeric" autocomplete="off" id="setup-${key}" .value=${String(value)}
      aria-describedby=${about} aria-invalid=${problem ? 'true' : 'false'} @change=${change} />`;
  }

  /** An empty choice is no readable text, but a state on the way to another choice. */
  #toggle(key: SetupKey, value: string, on: boolean): void {
    const rest = (this.setup[key] as readonly string[]).filter((each) => each !== value);
    const next = on ? [...rest, value] : rest;
    if (next.length === 0) this.send('setup', { ...this.setup, [key]: [] });
    else this.#set(key, next.join(','));
  }

  #set(key: SetupKey, text: string): void {
    try {
      const value = readSetupKnob(key, text);
      this.problems = { ...this.problems, [key]: undefined };
      this.send('setup', { ...this.setup, [key]: value });
    } catch (error) {
      this.problems = { ...this.problems, [key]: LabError.from(error) };
    }
  }

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    // Enter in a field submits before its change event in some browsers: read what is being edited first.
    const field = document.activeElement;
    if (field instanceof HTMLInputElement && field.type === 'text' && field.id.startsWith('setup-'))
      this.#set(field.id.slice('setup-'.length) as SetupKey, field.value);
    if (Object.values(this.problems).every((problem) => problem === undefined)) this.send('start-setup');
  };
}

customElements.define('setup-form', SetupForm);
