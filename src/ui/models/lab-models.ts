// The models that ship with the lab: which there are, how large, and whether this browser has them already.

import { html, nothing } from 'lit';
import { SHIPPED_MODELS, type ShippedModel } from '../../language/pocket/shipped.ts';
import { LabDatabase } from '../../records/store/database.ts';
import { ModelCache } from '../../records/store/model-cache.ts';
import { icon } from '../icons.ts';
import { bytes, modelName } from '../labels.ts';
import { LabElement } from '../parts/lab-element.ts';

const PLAY_WORLD = 'Crafter-v1';

export class LabModels extends LabElement {
  static override properties = { kept: { state: true } };

  /** First digits of the hashes of what is in this browser. */
  kept: ReadonlySet<string> = new Set();

  override connectedCallback(): void {
    super.connectedCallback();
    const list = new ModelCache(new LabDatabase()).list();
    list.then(
      (models) => {
        this.kept = new Set(models.map(({ hash }) => hash.slice(0, 16)));
      },
      // A browser that keeps nothing has none of them.
      () => {},
    );
  }

  protected override render() {
    return html`<details class="card model-card"><summary><h2>The lab’s own models
        <span class="figure">${Object.keys(SHIPPED_MODELS).length}, part of this page</span></h2></summary>
      <ul class="model-rows">${Object.entries(SHIPPED_MODELS).map(([id, model]) => this.#row(id, model))}</ul>
    </details>`;
  }

  #row(id: string, { world = PLAY_WORLD, base, bytes: size, weights }: ShippedModel) {
    return html`<li class="model-row">
      <div class="model-name"><strong>${modelName(id)}</strong>
        <span class="figure">for ${world}, ${bytes(size)}${base ? `, over ${modelName(base)}` : ''}</span></div>
      <div class="row-actions">
        <span class="figure">${this.kept.has(weights) ? html`${icon('check')} in this browser` : 'fetched when it is used'}</span>
        ${world === PLAY_WORLD ? html`<a class="button" href="#/play?model=${encodeURIComponent(id)}">${icon('play')} Play<span class="sr-only"> with ${modelName(id)}</span></a>` : nothing}
      </div></li>`;
  }
}

customElements.define('lab-models', LabModels);
