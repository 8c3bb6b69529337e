// Below the world while a run's model is remote: where it answers from, what went wrong last, and the way to another endpoint.

import { html, nothing } from 'lit';
import { isRemoteModel, servedName } from '../../language/remote/endpoint.ts';
import { endpointList, type KnownEndpoint } from '../endpoints.ts';
import { icon } from '../icons.ts';
import { always, LabElement } from '../parts/lab-element.ts';
import { emptyView, type RunView } from '../run-view.ts';

/** Sends `choose-endpoint` with the model's served name, and `command` to try again. */
export class EndpointOffer extends LabElement {
  static override properties = { view: always };

  view: RunView = emptyView();

  override connectedCallback(): void {
    super.connectedCallback();
    endpointList.addEventListener('change', this.#onList);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    endpointList.removeEventListener('change', this.#onList);
  }

  protected override render() {
    const { config, phase } = this.view;
    if (!config || !isRemoteModel(config.agent.model) || phase === 'over') return nothing;
    const model = servedName(config.agent.model);
    const known = endpointList.serving(model);
    return html`<section class="card endpoint-offer" aria-labelledby="endpoint-title">
      <h2 id="endpoint-title">${known ? this.#source(known) : `${model} needs an endpoint`}</h2>
      ${known ? [this.#trouble(), this.#next(known)] : html`<p>Runs and links name a remote model, not where it is served. Say where, and the run goes on; without it you can still play yourself.</p>`}
      <div class="buttons">
        ${known && this.#failed() ? html`<button type="button" class="primary" @click=${() => this.send('command', 'toggle')}>${icon('again')} Try again</button>` : nothing}
        <button type="button" class=${known ? '' : 'primary'} @click=${() => this.send('choose-endpoint', model)}>${known ? 'Change the endpoint …' : 'Choose its endpoint …'}</button>
      </div>
    </section>`;
  }

  #failed(): boolean {
    const { error, phase } = this.view;
    return error !== null && phase === 'paused';
  }

  /** As the run's worker was told, which a change in this page's list does not change by itself. */
  #source({ endpoint }: KnownEndpoint): string {
    const { runtime } = this.view;
    return runtime?.kind === 'remote'
      ? runtime.why.replace(/\.$/, '')
      : `${endpoint.model} answers from ${endpoint.url}`;
  }

  /** Nobody is asked, and no key is sent, before Play is pressed. */
  #next({ endpoint: { url, apiKey } }: KnownEndpoint) {
    if (this.view.phase !== 'paused') return nothing;
    return html`<p class="muted">Play asks ${url}${apiKey === '' ? '' : ' with your key'}.</p>`;
  }

  #trouble() {
    const { error } = this.view;
    if (!error || !this.#failed()) return nothing;
    return html`<p class="trouble">The run is paused: ${error.message} ${error.hint}</p>`;
  }

  readonly #onList = () => this.requestUpdate();
}

customElements.define('endpoint-offer', EndpointOffer);
