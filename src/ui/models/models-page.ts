// The Models page: the lab's own small models, the chat models that web-llm can run on this device's GPU, models that a person adds,
// and what of all this lies in this browser. Opening it asks nobody for anything; another server is first asked when somebody
// chooses one of its models.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { type CachedFolder, cachedFolders } from '../../language/web-llm/cached.ts';
import { WEB_LLM_MODELS, type WebLlmEntry } from '../../language/web-llm/catalog.ts';
import { describeDevice, type WebLlmDevice } from '../../language/web-llm/device.ts';
import { ownEntries } from '../../language/web-llm/own-entries.ts';
import { LabElement } from '../parts/lab-element.ts';
import { downloads } from './downloads.ts';
import './lab-models.ts';
import './model-storage.ts';
import './own-entry-form.ts';
import './own-models.ts';
import './web-llm-list.ts';

export class ModelsPage extends LabElement {
  static override properties = {
    device: { state: true },
    own: { state: true },
    cached: { state: true },
    refused: { state: true },
  };

  /** null before the browser has told it. */
  device: WebLlmDevice | null = null;
  own: readonly WebLlmEntry[] = [];
  cached: readonly CachedFolder[] = [];
  /** Why nothing can be kept here; '' if it can. */
  refused = '';

  override connectedCallback(): void {
    super.connectedCallback();
    downloads.addEventListener('kept', this.#onKept);
    describeDevice().then(
      (device) => {
        this.device = device;
      },
      (error) => this.#refuse(error),
    );
    void this.#refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    downloads.removeEventListener('kept', this.#onKept);
  }

  protected override render() {
    const entries = [...this.own, ...WEB_LLM_MODELS];
    return html`<div class="models-page" @kept-changed=${this.#onKept}>
      <div class="models-head"><h1>Models</h1>
        <p class="muted">The lab’s own models come with the page. Larger ones run here too, on your graphics card, once they are
          downloaded. Nothing is asked of another server before you choose a model.</p></div>
      ${this.refused ? html`<p class="ending refused" role="status">${this.refused}</p>` : nothing}
      <lab-models></lab-models>
      <web-llm-list .device=${this.device} .entries=${entries} .cached=${this.cached}></web-llm-list>
      <own-entry-form></own-entry-form>
      <own-models></own-models>
      <model-storage .cached=${this.cached} .entries=${entries}></model-storage>
    </div>`;
  }

  readonly #onKept = () => this.#refresh();

  async #refresh(): Promise<void> {
    try {
      this.own = await ownEntries();
      this.cached = await cachedFolders([...this.own, ...WEB_LLM_MODELS]);
      this.refused = '';
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    const { message, hint } = LabError.from(error);
    this.refused = `${message} ${hint}`;
  }
}

customElements.define('models-page', ModelsPage);
