// Which model is deployed: the planner that ships for the domain, chat models that lie in this browser, remote ones whose endpoint
// the page knows, and the way to another endpoint. Sends `choose-model` (a ChosenModel).

import { html, nothing } from 'lit';
import { isRemoteModel, remoteModelId, servedName } from '../../language/remote/endpoint.ts';
import { askEndpoint } from '../ask-endpoint.ts';
import { endpointList } from '../endpoints.ts';
import { choicesWith } from '../kept-models.ts';
import { modelName } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail } from '../parts/notices.ts';
import { webLlmChoices } from '../play/web-llm-choices.ts';
import type { ChoiceKnob } from '../settings.ts';
import { TASK_KNOBS } from './knobs.ts';

export interface ChosenModel {
  readonly model: string;
  /** As the knob `answers` has it; absent where nothing was said of it. */
  readonly answers?: 'free' | 'constrained';
}

/** The entry of the list that is no model: it opens the dialog. */
const ANOTHER_ENDPOINT = '+endpoint';

export class ModelChoice extends LabElement {
  static override properties = { model: plain, constrained: plain, webLlm: { state: true } };

  model: string = TASK_KNOBS.model.initial;
  /** Answers are held to their form. */
  constrained = false;
  /** Those of web-llm's models that lie in this browser. */
  webLlm: ChoiceKnob['choices'] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    endpointList.addEventListener('change', this.#onList);
    endpointList.ready().catch(fail);
    void webLlmChoices().then((choices) => {
      this.webLlm = choices;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    endpointList.removeEventListener('change', this.#onList);
  }

  protected override render() {
    const { label, sentence } = TASK_KNOBS.model;
    return html`<div class="knob"><label for="deploy-model">${label}</label>
      <div class="control"><select id="deploy-model" aria-describedby="deploy-about-model" @change=${this.#onChange}>
        ${this.#choices().map(([id, name]) => html`<option value=${id} .selected=${id === this.model}>${name}</option>`)}
      </select></div>
      <p class="muted knob-note" id="deploy-about-model">${sentence}</p>
      ${isRemoteModel(this.model) ? this.#where(servedName(this.model)) : nothing}</div>`;
  }

  #where(name: string) {
    const known = endpointList.serving(name);
    return html`<p class="knob-note endpoint-line" role="status">${known ? `It answers from ${known.endpoint.url}.` : 'It needs an endpoint: links name the model, not where it is served.'}</p>
      <div class="buttons"><button type="button" @click=${() => this.#ask(name)}>${known ? 'Change the endpoint …' : 'Choose its endpoint …'}</button></div>`;
  }

  #choices(): ChoiceKnob['choices'] {
    const remote = endpointList.all.map(({ model }) => remoteModelId(model));
    const known = [
      ...TASK_KNOBS.model.choices,
      ...this.webLlm,
      ...remote.map((id) => [id, modelName(id)] as const),
    ];
    return [...choicesWith(known, this.model), [ANOTHER_ENDPOINT, 'Remote endpoint …']];
  }

  readonly #onChange = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    if (value !== ANOTHER_ENDPOINT) return this.#choose({ model: value });
    select.value = this.model;
    this.#ask('');
  };

  /** @param model as it is served; '' for any */
  #ask(model: string): void {
    askEndpoint({ model, constrained: this.constrained })
      .then((chosen) => {
        if (!chosen) return;
        const { endpoint, constrained } = chosen;
        const answers = constrained ? 'constrained' : 'free';
        this.#choose({ model: remoteModelId(endpoint.model), answers });
      })
      .catch(fail);
  }

  #choose(chosen: ChosenModel): void {
    this.send('choose-model', chosen);
  }

  readonly #onList = () => this.requestUpdate();
}

customElements.define('model-choice', ModelChoice);
