// A large deployment from a file is being judged, every plan and every episode of it: how far that is, and a way to give it up.
// Sends `stop-import`.

import { html, nothing } from 'lit';
import { icon } from '../icons.ts';
import { count } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';

export interface Judged {
  /** Attempts and traces that were judged, of all. */
  readonly done: number;
  readonly total: number;
}

export class ImportProgress extends LabElement {
  static override properties = { file: plain, judged: plain };

  /** Its name; '' while nothing is imported. */
  file = '';
  /** null for a file that is too small to wait for. */
  judged: Judged | null = null;

  protected override render() {
    const { file, judged } = this;
    if (file === '' || !judged) return nothing;
    const { done, total } = judged;
    return html`<section class="card import-progress" aria-labelledby="import-progress-title">
      <h2 id="import-progress-title">Judging ${file.slice(0, 60)}</h2>
      <p class="muted" role="status">Nothing that a file says of itself is believed: every plan and episode in it is tried again.</p>
      <progress max=${total} value=${done} aria-label="Judged of this file"></progress>
      <p class="muted figure">${count(done)} of ${count(total)}</p>
      <div class="buttons"><button type="button" @click=${() => this.send('stop-import')}>${icon('close')} Cancel the import</button></div>
    </section>`;
  }
}

customElements.define('import-progress', ImportProgress);
