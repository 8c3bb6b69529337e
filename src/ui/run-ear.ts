// Listens to a run for a page, as long as the page stands in the document: the run outlives it. Notices are shown as they come.

import type { LitElement, ReactiveController } from 'lit';
import { notify } from './parts/notices.ts';

export class RunEar implements ReactiveController {
  readonly #run: () => EventTarget;
  readonly #listeners: Readonly<Record<string, (event: Event) => void>>;

  /**
   * @param run the page's run when it enters the document
   * @param listeners by the type of event
   */
  constructor(
    page: LitElement,
    run: () => EventTarget,
    listeners: Readonly<Record<string, (event: Event) => void>>,
  ) {
    this.#run = run;
    this.#listeners = { ...listeners, notice: sayNotice };
    page.addController(this);
  }

  hostConnected(): void {
    for (const [type, listener] of Object.entries(this.#listeners))
      this.#run().addEventListener(type, listener);
  }

  hostDisconnected(): void {
    for (const [type, listener] of Object.entries(this.#listeners))
      this.#run().removeEventListener(type, listener);
  }
}

function sayNotice(event: Event): void {
  notify((event as CustomEvent<string>).detail);
}
