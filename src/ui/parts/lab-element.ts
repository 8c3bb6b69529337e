// The base of all our elements: Lit without a shadow root, so that one style sheet, labels and descriptions reach across
// elements, and a skeleton in index.html is simply replaced when the element wakes up.

import { LitElement } from 'lit';

export class LabElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    this.replaceChildren();
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.onPageKey) addEventListener('keydown', this.#hearKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#hearKey);
  }

  /** Hears every key press on the page while the element stands in it. */
  protected onPageKey?(event: KeyboardEvent): void;

  readonly #hearKey = (event: KeyboardEvent) => this.onPageKey?.(event);

  /** Sends an event that bubbles to the page. */
  protected send(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

/** For properties that are changed in place (a run's view): every assignment renders. */
export const always = { attribute: false, hasChanged: () => true } as const;
/** For properties that are set, never written as attributes. */
export const plain = { attribute: false } as const;
