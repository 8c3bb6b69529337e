// A chat model by BALROG's protocol, beside the published table. Loaded with the first chat model that plays. Sends `play-balrog`
// (seeds, maxSteps) and `stop-balrog`.

import { html, nothing } from 'lit';
import { BALROG_PROTOCOL, type BalrogRow } from '../../experiments/balrog.ts';
import { BALROG_PUBLISHED, BALROG_SOURCE } from '../../experiments/balrog-published.ts';
import { parseEvaluationSeeds } from '../../experiments/seeds.ts';
import type { BalrogEvent } from '../../services/agent-balrog.ts';
import { count, modelName } from '../labels.ts';
import { always, LabElement } from '../parts/lab-element.ts';
import { emptyView, type RunView } from '../run-view.ts';

const MOST_EPISODES = 64;

export class BalrogPanel extends LabElement {
  static override properties = { view: always, episodes: { state: true }, steps: { state: true } };

  view: RunView = emptyView();
  episodes: number = BALROG_PROTOCOL.episodes;
  steps: number = BALROG_PROTOCOL.maxSteps;

  protected override render() {
    const { balrog } = this.view;
    return html`<details class="card balrog"><summary>This model by BALROG’s protocol</summary>
      <p class="muted">Plays episodes by BALROG’s settings: its prose, its names of actions, ${BALROG_PROTOCOL.history} turns, no plans, temperature
        ${BALROG_PROTOCOL.temperature}. The run above is paused. Every step is one request of some thousand tokens.</p>
      <div class="pair">${this.#number('episodes', 'Episodes', MOST_EPISODES)}${this.#number('steps', 'Steps of an episode at the most', BALROG_PROTOCOL.maxSteps)}</div>
      <div class="buttons">${
        balrog?.playing
          ? html`<button type="button" @click=${() => this.send('stop-balrog')}>Stop</button>`
          : html`<button type="button" ?disabled=${!this.view.runtime} @click=${this.#play}>Play ${count(this.episodes)} episodes</button>`
      }</div>
      <p role="status" class="muted">${balrog ? progressText(balrog) : nothing}</p>
      ${balrog?.row ? result(balrog.row) : nothing}
    </details>`;
  }

  #number(key: 'episodes' | 'steps', label: string, most: number) {
    return html`<div class="field"><label for="balrog-${key}">${label}</label>
      <input type="text" inputmode="numeric" autocomplete="off" id="balrog-${key}" .value=${String(this[key])}
        @change=${(event: Event) => this.#set(key, event.target as HTMLInputElement, most)} /></div>`;
  }

  /** What is no number within the limits leaves the last good one. */
  #set(key: 'episodes' | 'steps', field: HTMLInputElement, most: number): void {
    const value = Number(field.value);
    if (Number.isInteger(value) && value >= 1 && value <= most) this[key] = value;
    field.value = String(this[key]);
  }

  readonly #play = () =>
    this.send('play-balrog', { seeds: parseEvaluationSeeds(String(this.episodes)), maxSteps: this.steps });
}

function progressText({ decisions, most, playing, row }: BalrogEvent): string {
  if (playing) return `${count(decisions)} of at most ${count(most)} steps.`;
  return row ? '' : `Stopped after ${count(decisions)} steps.`;
}

function result(row: BalrogRow) {
  const { progress, seeds, episodes, invalidShare, departures, comparable } = row;
  const own = { model: `${modelName(row.model)}, here`, progress: progress.mean, se: progress.se };
  const rows = [...BALROG_PUBLISHED, own].sort((one, other) => other.progress - one.progress);
  const invalid =
    invalidShare === null ? '' : `; ${(100 * invalidShare).toFixed(1)} % of its replies named no action`;
  return html`<p><strong>${figure(own)} % progress</strong> over ${episodes.length} episodes (seeds ${seeds})${invalid}.
      ${comparable === 'near' ? 'This is near to the protocol:' : 'This is not the protocol:'}</p>
    <ul class="departures">${departures.map((departure) => html`<li>${departure}</li>`)}</ul>
    <table class="published"><caption class="muted">${BALROG_SOURCE}</caption>
      <thead><tr><th scope="col">Model</th><th scope="col">Progress, %</th></tr></thead>
      <tbody>${rows.map((each) => html`<tr class=${each === own ? 'own' : ''}><th scope="row">${each.model}</th><td>${figure(each)}</td></tr>`)}</tbody>
    </table>`;
}

function figure({ progress, se }: { readonly progress: number; readonly se: number | null }): string {
  return `${progress.toFixed(1)}${se === null ? '' : ` ± ${se.toFixed(1)}`}`;
}

customElements.define('balrog-panel', BalrogPanel);
