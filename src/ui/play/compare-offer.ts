// Once a person has steered a run: the offer to see what the same seed would have brought without their plans.

import { html, nothing } from 'lit';
import { always, LabElement } from '../parts/lab-element.ts';
import { emptyView, isSteered, type RunView } from '../run-view.ts';

/** Sends `compare` with the run's configuration and steps. */
export class CompareOffer extends LabElement {
  static override properties = { view: always };

  view: RunView = emptyView();

  protected override render() {
    if (!isSteered(this.view)) return nothing;
    return html`<p class="compare-offer"><button type="button" @click=${this.#compare}>Compare with an unsteered run from the same seed</button></p>`;
  }

  readonly #compare = () => {
    const { config, steps } = this.view;
    if (config) this.send('compare', { config, steps: [...steps] });
  };
}

customElements.define('compare-offer', CompareOffer);
