// The knobs of a run, made from the table in settings.ts: label, control, limits and tooltip all come from there. What
// cannot be read stays in its field with a sentence below it, and the last good value stays in force.

import { html, nothing } from 'lit';
import { isChatModel } from '../../agents/chat-models.ts';
import { LabError } from '../../lab-error.ts';
import { remoteModelId } from '../../language/remote/endpoint.ts';
import { endpointList } from '../endpoints.ts';
import { icon } from '../icons.ts';
import { choicesWith, modelList } from '../kept-models.ts';
import { modelName } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import {
  type ChoiceKnob,
  INITIAL_SETTINGS,
  KNOB_KEYS,
  KNOBS,
  type Knob,
  type KnobKey,
  type NumberKnob,
  readKnob,
  type Settings,
} from '../settings.ts';
import { webLlmChoices } from './web-llm-choices.ts';

/** Where speed has buttons of its own, the form leaves it out. */
const ELSEWHERE: readonly KnobKey[] = ['speed'];
const WITH_DICE: readonly KnobKey[] = ['seed', 'luck'];
/** The entry of the list of models that is no model: it opens the dialog. */
const ANOTHER_ENDPOINT = '+endpoint';
/** Dice give seeds that are short enough to be read out to a class. */
const DICE_SIDES = 100_000;

export class SettingsForm extends LabElement {
  static override properties = {
    settings: plain,
    hiddenKnobs: plain,
    stale: plain,
    problems: { state: true },
    webLlm: { state: true },
  };

  settings: Settings = INITIAL_SETTINGS;
  /** Knobs that the address hides. */
  hiddenKnobs: readonly KnobKey[] = [];
  stale = false;
  problems: Readonly<Partial<Record<KnobKey, LabError>>> = {};
  /** Those of web-llm's models that lie in this browser. */
  webLlm: ChoiceKnob['choices'] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    modelList.addEventListener('change', this.#onModels);
    endpointList.addEventListener('change', this.#onModels);
    endpointList.ready().catch(() => {});
    void webLlmChoices().then((choices) => {
      this.webLlm = choices;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    modelList.removeEventListener('change', this.#onModels);
    endpointList.removeEventListener('change', this.#onModels);
  }

  readonly #onModels = () => this.requestUpdate();

  protected override render() {
    return html`<form class="card settings" aria-labelledby="settings-title" @submit=${this.#onSubmit}
      @keydown=${this.#onKey} @pointerleave=${this.#showTips} @focusout=${this.#showTips}>
      <h2 id="settings-title">Settings</h2>
      ${KNOB_KEYS.filter((key) => this.#shows(key)).map((key) => this.#knob(key))}
      ${this.#startButton()}
    </form>`;
  }

  #shows(key: KnobKey): boolean {
    if (ELSEWHERE.includes(key) || this.hiddenKnobs.includes(key)) return false;
    const { schedule, model } = this.settings;
    if (key === 'answers') return isChatModel(model);
    // A chat model has no choice of runtime.
    if (key === 'runtime') return !isChatModel(model);
    return key === 'k' ? schedule === 'every' : key !== 'gate' || schedule === 'gate';
  }

  #startButton() {
    return html`<p class="stale" role="status">${this.stale ? 'These settings count from the next start.' : nothing}</p>
      <button type="submit" class=${this.stale ? 'wanted' : ''}>${icon('restart')} Start this run</button>`;
  }

  #knob(key: KnobKey) {
    const knob: Knob = KNOBS[key];
    const problem = this.problems[key];
    return html`<div class="knob">
      <label for="knob-${key}">${knob.label}</label>
      <div class="control">
        ${knob.kind === 'choice' ? this.#choice(key, knob) : this.#number(key, knob)}
        ${WITH_DICE.includes(key) ? this.#dice(key) : nothing}
      </div>
      <p class="tip" id="about-${key}">${knob.sentence}</p>
      ${problem ? html`<p class="problem" id="problem-${key}" role="alert">${problem.message} ${problem.hint}</p>` : nothing}
    </div>`;
  }

  #choice(key: KnobKey, knob: ChoiceKnob) {
    const value = this.settings[key];
    const choices = key === 'model' ? this.#models(knob.choices) : knob.choices;
    const change = (event: Event) => this.#choose(key, event.target as HTMLSelectElement);
    return html`<select id="knob-${key}" aria-describedby="about-${key}" @change=${change}>
      ${choicesWith(choices, String(value)).map(([choice, label]) => html`<option value=${choice} .selected=${choice === value}>${label}</option>`)}
    </select>`;
  }

  /** Every model of the list, the chat models that can be asked from here, and the way to another endpoint. */
  #models(choices: ChoiceKnob['choices']): ChoiceKnob['choices'] {
    const remote = endpointList.all.map(({ model }) => remoteModelId(model));
    return [
      ...choices,
      ...this.webLlm,
      ...remote.map((id) => [id, modelName(id)] as const),
      [ANOTHER_ENDPOINT, 'Remote endpoint …'],
    ];
  }

  #choose(key: KnobKey, select: HTMLSelectElement): void {
    if (select.value === ANOTHER_ENDPOINT) {
      select.value = String(this.settings[key]);
      this.send('choose-endpoint', '');
    } else this.#set(key, select.value);
  }

  #number(key: KnobKey, knob: NumberKnob) {
    const problem = this.problems[key];
    const value = this.settings[key] as number;
    const change = (event: Event) => this.#set(key, (event.target as HTMLInputElement).value);
    if (knob.step !== 1) {
      return html`<input type="range" id="knob-${key}" aria-describedby="about-${key}" min=${knob.min} max=${knob.max}
          step=${knob.step} .value=${String(value)} @input=${change} /><output for="knob-${key}">${value.toFixed(1)}</output>`;
    }
    return html`<input type="text" inputmode="numeric" autocomplete="off" id="knob-${key}" .value=${String(value)}
      aria-describedby="about-${key}${problem ? ` problem-${key}` : ''}" aria-invalid=${problem ? 'true' : 'false'} @change=${change} />`;
  }

  #dice(key: KnobKey) {
    return html`<button type="button" class="quiet" aria-label="Roll the dice for ${KNOBS[key].label.toLowerCase()}"
      @click=${() => this.#set(key, String(rollDice()))}>${icon('dice')}</button>`;
  }

  #set(key: KnobKey, text: string): void {
    try {
      const value = readKnob(key, text);
      this.problems = { ...this.problems, [key]: undefined };
      this.send('settings', { ...this.settings, [key]: value });
    } catch (error) {
      this.problems = { ...this.problems, [key]: LabError.from(error) };
    }
  }

  /** Escape hides the tooltip that is open, without moving the pointer or the focus. */
  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') this.classList.add('no-tips');
  };

  readonly #showTips = () => this.classList.remove('no-tips');

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    // Enter in a field submits before its change event in some browsers: read what is being edited first.
    const field = document.activeElement;
    if (field instanceof HTMLInputElement && field.id.startsWith('knob-')) {
      this.#set(field.id.slice('knob-'.length) as KnobKey, field.value);
    }
    if (Object.values(this.problems).every((problem) => problem === undefined))
      this.send('command', 'restart');
  };
}

/** Five random digits. A die of the page, not of the core: what it rolls is written into the seed's field. */
function rollDice(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] % DICE_SIDES;
}

customElements.define('settings-form', SettingsForm);
