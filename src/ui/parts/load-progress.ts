// A download in bytes, with a way to stop it; under the world, because that is where a first visitor looks and waits.

import { html, nothing } from 'lit';
import type { RunPhase } from '../../services/agent-service.ts';
import { bytes } from '../labels.ts';
import type { RunView } from '../run-view.ts';
import { LabElement, plain } from './lab-element.ts';

export class LoadProgress extends LabElement {
  static override properties = { progress: plain, phase: plain };

  progress: RunView['progress'] = null;
  phase: RunPhase = 'idle';

  protected override render() {
    if (this.phase !== 'loading') return nothing;
    const { progress } = this;
    const text = progress
      ? `${progress.what}: ${bytes(progress.loaded)} of ${bytes(progress.total)}`
      : 'The model is being prepared.';
    return html`<div class="download">
      <label for="download-bar">${text}</label>
      <progress id="download-bar" max=${progress?.total ?? 1} value=${progress?.loaded ?? nothing}></progress>
      <button type="button" @click=${() => this.send('cancel-loading')}>Cancel</button>
    </div>`;
  }
}

customElements.define('load-progress', LoadProgress);
