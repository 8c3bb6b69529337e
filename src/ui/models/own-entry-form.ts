// A form for a chat model that is not on web-llm's list: compiled by somebody else, or served by a classroom's own machine.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import { addOwnEntry } from '../../language/web-llm/own-entries.ts';
import { LabElement } from '../parts/lab-element.ts';
import { notify } from '../parts/notices.ts';

export class OwnEntryFormElement extends LabElement {
  static override properties = { problem: { state: true } };

  problem: LabError | null = null;

  protected override render() {
    const { problem } = this;
    const field = (name: string, label: string, note: string, hint: string) => html`<div class="model-field">
      <label for="own-entry-${name}">${label}</label>
      <input type="text" id="own-entry-${name}" name=${name} autocomplete="off" spellcheck="false" required maxlength="1000"
        placeholder=${hint} aria-describedby="own-entry-about-${name}" />
      <p class="muted" id="own-entry-about-${name}">${note}</p></div>`;
    return html`<details class="card model-card"><summary><h2>Add a chat model by its address</h2></summary>
      <p class="muted">Anything that was compiled for web-llm. A classroom without a network can serve both from this very page’s
        server. The addresses are kept in this browser only.</p>
      <form class="model-form" @submit=${this.#onSubmit}>
        ${field('name', 'Name', 'Letters, digits, blanks, dots and dashes.', 'Class model')}
        ${field('model', 'Weights', 'A folder with mlc-chat-config.json and tensor-cache.json: an https address, or a path on this page’s server.', '/models/class-model/')}
        ${field('library', 'Library', 'The WASM file that was compiled for these weights.', '/models/class-model.wasm')}
        <div class="model-field"><label for="own-entry-context">Context, in tokens</label>
          <input type="text" inputmode="numeric" id="own-entry-context" name="context" autocomplete="off" placeholder="as its files say" /></div>
        <label class="model-toggle"><input type="checkbox" name="f16" /> It computes in 16-bit floats (f16)</label>
        ${problem ? html`<p class="problem" role="alert">${problem.message} ${problem.hint}</p>` : nothing}
        <div class="buttons"><button type="submit" class="primary">Add to the list</button></div>
      </form></details>`;
  }

  readonly #onSubmit = async (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    try {
      const entry = await addOwnEntry(
        {
          name: text('name'),
          model: text('model'),
          library: text('library'),
          needsF16: data.has('f16'),
          contextWindow: text('context') === '' ? null : Number(text('context')),
        },
        document.baseURI,
      );
      this.problem = null;
      form.reset();
      notify(`${entry.label} is on the list above.`);
      this.send('kept-changed');
    } catch (error) {
      this.problem = LabError.from(error);
    }
  };
}

customElements.define('own-entry-form', OwnEntryFormElement);
