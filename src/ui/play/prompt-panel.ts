// The exact text the model read and what it wrote, of the latest decision; nothing is left out or made nicer.

import { html, nothing } from 'lit';
import { LabElement, plain } from '../parts/lab-element.ts';
import type { RunView } from '../run-view.ts';

export class PromptPanel extends LabElement {
  static override properties = { prompt: plain, model: plain, open: { state: true } };

  prompt: RunView['prompt'] = null;
  model = '';
  open = false;

  protected override render() {
    return html`<details class="card prompt" @toggle=${this.#onToggle}>
      <summary>What the model read and wrote</summary>
      ${this.open ? this.#content() : nothing}
    </details>`;
  }

  #content() {
    const { prompt } = this;
    if (this.model === 'teacher')
      return html`<p class="muted">The teacher is a script: it reads no text and writes only its plan.</p>`;
    if (!prompt) return html`<p class="muted">Nothing yet: it appears with the agent’s next decision.</p>`;
    return html`<h3>It read</h3>
      <pre tabindex="0" role="region" aria-label="Prompt">${prompt.text}</pre>
      <h3>It wrote</h3>
      <pre tabindex="0" role="region" aria-label="Answer" class="answer">${prompt.answer}</pre>`;
  }

  readonly #onToggle = (event: Event) => {
    this.open = (event.target as HTMLDetailsElement).open;
  };
}

customElements.define('prompt-panel', PromptPanel);
