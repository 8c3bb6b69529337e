// An endpoint's fields, the buttons that try it, and what came of it in a sentence. Sends `endpoint` with what was chosen.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { apiRoot, isKeyExposed } from '../../language/remote/endpoint.ts';
import { CONSTRAINTS, checkEndpoint, type Endpoint, parseExtra } from '../../services/endpoint-settings.ts';
import { endpointList } from '../endpoints.ts';
import { icon } from '../icons.ts';
import { plural } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import type { ChosenEndpoint } from './endpoint-dialog.ts';
import { type EndpointFields, fieldsOf, priceOf } from './endpoint-fields.ts';
import { listOf, tryEndpoint } from './endpoint-trial.ts';

/** What the last attempt came to. */
interface Result {
  readonly kind: 'good' | 'bad' | 'busy';
  readonly text: string;
}

const KINDS: Readonly<Record<(typeof CONSTRAINTS)[number], string>> = {
  'json-schema': 'JSON schema (any server)',
  vllm: 'vLLM’s regular expression',
  sglang: 'SGLang’s regular expression',
  'llama.cpp': 'llama.cpp’s grammar',
};

export class EndpointForm extends LabElement {
  static override properties = {
    model: plain,
    constrained: plain,
    fields: { state: true },
    kept: { state: true },
    models: { state: true },
    result: { state: true },
  };

  /** The model that an endpoint is wanted for; '' for any. */
  model = '';
  constrained = false;
  fields: EndpointFields = fieldsOf(null);
  /** Keep it in this browser. */
  kept = false;
  /** The endpoint's own list. */
  models: readonly string[] = [];
  result: Result | null = null;
  #stop = new AbortController();
  /** A kept key goes to the place it was kept for; null once somebody has typed one. */
  #keyOf: { readonly origin: string; readonly apiKey: string } | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const known = this.model === '' ? endpointList.known[0] : endpointList.serving(this.model);
    this.#show(known?.endpoint ?? null, known?.kept ?? false);
    endpointList.addEventListener('change', this.#onList);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    endpointList.removeEventListener('change', this.#onList);
    this.#stop.abort();
  }

  protected override render() {
    return html`<form class="endpoint-form" @submit=${this.#onSubmit} novalidate>
      <p class="muted">Any server with an OpenAI-compatible API: vLLM, llama.cpp, Ollama, SGLang. Records and links name the model alone,
        never this address or key.</p>
      ${this.#known()}
      ${this.#text('url', 'Address', 'http://localhost:8000/v1', 'url')}
      ${this.#key()}
      ${this.#modelField()}
      ${this.#more()}
      ${this.#constraint()}
      <label class="check"><input type="checkbox" id="endpoint-keep" .checked=${this.kept} @change=${this.#onKeep} aria-describedby="about-keep" />
        <span>Keep this endpoint and its key in this browser</span></label>
      <p class="muted" id="about-keep">Otherwise it is forgotten with this page. Kept, it can be read by whoever may use this browser.</p>
      <p class="trial ${this.result?.kind ?? ''}" role=${this.result?.kind === 'bad' ? 'alert' : 'status'}>${this.result?.text ?? ''}</p>
      <div class="buttons">
        <button type="submit" class="primary">Use this endpoint</button>
        <button type="button" ?disabled=${this.result?.kind === 'busy'} @click=${this.#onTry}>Test the connection</button>
      </div>
    </form>`;
  }

  #known() {
    const { known } = endpointList;
    if (known.length === 0) return nothing;
    return html`<ul class="known-endpoints" aria-label="Endpoints that this page knows">${known.map(
      ({ endpoint, kept }) => html`<li>
        <button type="button" class="quiet" @click=${() => this.#show(endpoint, kept)}>${endpoint.model}</button>
        <span class="muted">${endpoint.url}${kept ? ', kept in this browser' : ''}</span>
        <button type="button" class="quiet" aria-label="Forget ${endpoint.model} at ${endpoint.url}" @click=${() => endpointList.forget(endpoint.model)}>${icon('trash')}</button>
      </li>`,
    )}</ul>`;
  }

  #text(key: keyof EndpointFields, label: string, placeholder: string, mode: string, type = 'text') {
    return html`<div class="field"><label for="endpoint-${key}">${label}</label>
      <input type=${type} inputmode=${mode} id="endpoint-${key}" autocomplete="off" spellcheck="false" autocapitalize="off"
        placeholder=${placeholder} .value=${this.fields[key]} @input=${this.#set(key)} /></div>`;
  }

  #key() {
    const { apiKey, url } = this.fields;
    const exposed = apiKey !== '' && isExposed(url);
    const left = this.#keyOf !== null && apiKey === '' ? this.#keyOf.origin : '';
    return html`${this.#text('apiKey', 'Key, where the server asks for one', '', 'text', 'password')}
      ${exposed ? html`<p class="problem" role="status">This address is plain http: on its way there the key can be read by others.</p>` : nothing}
      ${left === '' ? nothing : html`<p class="muted" id="key-left" role="status">The key was for ${left}, so it is not sent here. Enter one for this address.</p>`}`;
  }

  #modelField() {
    return html`<div class="field"><label for="endpoint-model">Model</label>
      <div class="control"><input type="text" id="endpoint-model" list="endpoint-models" autocomplete="off" spellcheck="false" autocapitalize="off"
        placeholder="Qwen/Qwen3-8B" .value=${this.fields.model} @input=${this.#set('model')} />
      <button type="button" ?disabled=${this.result?.kind === 'busy'} @click=${this.#onListModels}>List its models</button></div>
      <datalist id="endpoint-models">${this.models.map((name) => html`<option value=${name}></option>`)}</datalist>
      ${
        this.models.length > 0
          ? html`<ul class="served" aria-label="Models that it serves">${this.models
              .slice(0, 12)
              .map(
                (name) =>
                  html`<li><button type="button" aria-pressed=${name === this.fields.model} @click=${() => this.#pick(name)}>${name}</button></li>`,
              )}</ul>`
          : nothing
      }</div>`;
  }

  #more() {
    return html`<details class="more"><summary>Limits, prices and more fields</summary>
      <div class="pair">${this.#text('maxTokens', 'Tokens of an answer at the most', '', 'numeric')}
        ${this.#text('concurrency', 'Requests at a time', '', 'numeric')}</div>
      <div class="pair">${this.#text('pricePrompt', 'Price of a million tokens read', 'none', 'decimal')}
        ${this.#text('priceGenerated', 'Price of a million tokens written', 'none', 'decimal')}</div>
      <div class="field"><label for="endpoint-extra">More fields of each request, as JSON</label>
        <textarea id="endpoint-extra" rows="2" spellcheck="false" placeholder='{"chat_template_kwargs": {"enable_thinking": false}}'
          .value=${this.fields.extra} @input=${this.#set('extra')}></textarea></div>
    </details>`;
  }

  #constraint() {
    return html`<label class="check"><input type="checkbox" id="endpoint-constrained" .checked=${this.constrained} aria-describedby="about-constrained"
        @change=${this.#onConstrained} /> <span>Hold its answers to their form</span></label>
      <p class="muted" id="about-constrained">This changes the benchmark: a model that cannot go wrong in form scores differently, so such runs are
        not to be set beside published ones. The record says so.</p>
      ${
        this.constrained
          ? html`<div class="field"><label for="endpoint-constraint">How this server is told</label>
        <select id="endpoint-constraint" @change=${this.#set('constraint')}>${CONSTRAINTS.map((kind) => html`<option value=${kind} .selected=${kind === this.fields.constraint}>${KINDS[kind]}</option>`)}</select></div>`
          : nothing
      }`;
  }

  #show(endpoint: Endpoint | null, kept: boolean): void {
    this.fields = { ...fieldsOf(endpoint), ...(this.model && !endpoint && { model: this.model }) };
    this.#keyOf = endpoint && endpoint.apiKey !== '' ? { ...endpoint, origin: originOf(endpoint.url) } : null;
    this.kept = kept;
    this.models = [];
    this.result = null;
  }

  #set(key: keyof EndpointFields) {
    return (event: Event) => {
      this.fields = { ...this.fields, [key]: (event.target as HTMLInputElement).value };
      if (key === 'apiKey') this.#keyOf = null;
      if (key === 'url') this.#keepKeyAtHome();
      this.result = null;
    };
  }

  /** Another server must not be shown the key of the one before; back at its own, the key is there again. */
  #keepKeyAtHome(): void {
    if (!this.#keyOf) return;
    const { origin, apiKey } = this.#keyOf;
    this.fields = { ...this.fields, apiKey: originOf(this.fields.url) === origin ? apiKey : '' };
  }

  #pick(name: string): void {
    this.fields = { ...this.fields, model: name };
    this.result = null;
  }

  /** @throws LabError bad-argument */
  #endpoint(): Endpoint {
    const { url, apiKey, model, maxTokens, concurrency, constraint, extra } = this.fields;
    return checkEndpoint({
      url,
      apiKey: apiKey.trim(),
      model: model.trim(),
      maxTokens: Number(maxTokens),
      concurrency: Number(concurrency),
      prices: priceOf(this.fields),
      constraint: constraint as Endpoint['constraint'],
      extra: parseExtra(extra),
    });
  }

  /** One attempt at a time; a newer one, or closing the dialog, stops it. */
  async #attempt(what: string, work: (signal: AbortSignal) => Promise<string>): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.result = { kind: 'busy', text: what };
    try {
      const text = await work(signal);
      if (!signal.aborted) this.result = { kind: 'good', text };
    } catch (error) {
      const { message, hint } = LabError.from(error);
      if (!signal.aborted) this.result = { kind: 'bad', text: `${message} ${hint}`.trim() };
    }
  }

  readonly #onListModels = () =>
    this.#attempt('Asking for its models …', async (signal) => {
      this.models = await listOf(this.fields, signal);
      if (this.fields.model === '' && this.models.length === 1) this.#pick(this.models[0]);
      return this.models.length === 0
        ? 'It answers, but serves no model yet.'
        : `It serves ${plural(this.models.length, 'model')}.`;
    });

  readonly #onTry = () =>
    this.#attempt('Asking the model …', async (signal) => tryEndpoint(this.#endpoint(), signal));

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    try {
      const detail: ChosenEndpoint = {
        endpoint: this.#endpoint(),
        kept: this.kept,
        constrained: this.constrained,
      };
      this.send('endpoint', detail);
    } catch (error) {
      const { message, hint } = LabError.from(error);
      this.result = { kind: 'bad', text: `${message} ${hint}`.trim() };
    }
  };

  readonly #onKeep = (event: Event) => {
    this.kept = (event.target as HTMLInputElement).checked;
  };

  readonly #onConstrained = (event: Event) => {
    this.constrained = (event.target as HTMLInputElement).checked;
  };

  readonly #onList = () => this.requestUpdate();
}

/** '' for what is no address yet. */
function originOf(url: string): string {
  try {
    return new URL(apiRoot(url)).origin;
  } catch {
    return '';
  }
}

function isExposed(url: string): boolean {
  try {
    return isKeyExposed({ root: apiRoot(url), key: true });
  } catch {
    return false;
  }
}

customElements.define('endpoint-form', EndpointForm);
