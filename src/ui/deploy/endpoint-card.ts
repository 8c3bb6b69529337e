// Beside a stored deployment of a remote model that can go on: where it is asked, and the way to another endpoint. Sends
// `continue-deployment` when one was chosen.

import { html, nothing } from 'lit';
import { isRemoteModel, servedName } from '../../language/remote/endpoint.ts';
import type { AnyOpened } from '../../services/deployment-service.ts';
import { endpointList } from '../endpoints.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail } from '../parts/notices.ts';
import { askedBy, askWhere } from './asked-endpoint.ts';
import type { DeployPhase } from './deploy-phase.ts';

const WAITING: readonly DeployPhase[] = ['stopped', 'failed'];

export class EndpointCard extends LabElement {
  static override properties = { opened: plain, phase: plain };

  opened: AnyOpened | null = null;
  phase: DeployPhase = 'empty';

  override connectedCallback(): void {
    super.connectedCallback();
    endpointList.addEventListener('change', this.#onList);
    endpointList.ready().catch(fail);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    endpointList.removeEventListener('change', this.#onList);
  }

  protected override render() {
    const { opened, phase } = this;
    if (!opened || !isRemoteModel(opened.facts.plan.model) || !WAITING.includes(phase)) return nothing;
    const model = servedName(opened.facts.plan.model);
    const known = endpointList.serving(model);
    return html`<section class="card endpoint-offer" aria-labelledby="deploy-endpoint-title">
      <h2 id="deploy-endpoint-title">${known ? `${model} answers from ${known.endpoint.url}` : `${model} needs an endpoint`}</h2>
      ${known ? nothing : html`<p>A deployment names its model, not where it is served. Say where, and it goes on.</p>`}
      <div class="buttons"><button type="button" class=${known ? '' : 'primary'} @click=${() => this.#ask(opened)}>${known ? 'Change the endpoint …' : 'Choose its endpoint …'}</button></div>
    </section>`;
  }

  #ask(opened: AnyOpened): void {
    askWhere(askedBy(opened))
      .then((isKnown) => {
        if (isKnown) this.send('continue-deployment');
      })
      .catch(fail);
  }

  readonly #onList = () => this.requestUpdate();
}

customElements.define('endpoint-card', EndpointCard);
