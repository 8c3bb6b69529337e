// The stored runs as a table; on a narrow screen each run becomes a card. Names are edited in place.

import { html, nothing } from 'lit';
import { MAX_NAME_CHARACTERS, type StoredRun } from '../../records/store/run-store.ts';
import { icon } from '../icons.ts';
import { ACHIEVEMENT_COUNT, count, modelName, scheduleLabel, timeText } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { renameForm } from '../parts/rename-form.ts';

export class RunsTable extends LabElement {
  static override properties = {
    rows: plain,
    selected: plain,
    plans: plain,
    busy: plain,
    renaming: { state: true },
  };

  rows: readonly StoredRun[] = [];
  selected: ReadonlySet<string> = new Set();
  plans: ReadonlyMap<string, number> = new Map();
  busy: ReadonlySet<string> = new Set();
  renaming = '';

  protected override render() {
    const all = this.selected.size === this.rows.length;
    return html`<div class="card runs-card"><table class="runs">
      <caption class="sr-only">Stored runs, newest first</caption>
      <thead><tr>
        <th scope="col"><input type="checkbox" aria-label="Select all runs" .checked=${all}
          .indeterminate=${!all && this.selected.size > 0} @change=${() => this.#selectAll(!all)} /></th>
        ${['Name', 'Played', 'Seed', 'Agent', 'Plans made', 'Progress', 'Steps', 'State'].map((name) => html`<th scope="col">${name}</th>`)}
        <th scope="col"><span class="sr-only">Actions</span></th>
      </tr></thead>
      <tbody>${this.rows.map((row) => this.#row(row))}</tbody>
    </table></div>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('renaming') && this.renaming !== '')
      this.querySelector<HTMLInputElement>('.rename input')?.select();
  }

  #row(row: StoredRun) {
    const { agent } = row.config;
    const achievements = Object.keys(row.outcome.achievements).length;
    const cell = (name: string, text: unknown) => html`<td data-label=${name}>${text}</td>`;
    return html`<tr>
      <td><input type="checkbox" aria-label="Select ${row.name}" .checked=${this.selected.has(row.id)} @change=${() => this.#toggle(row.id)} /></td>
      <th scope="row">${this.renaming === row.id ? this.#rename(row) : html`<a href="#/replay/${encodeURIComponent(row.id)}">${row.name}</a>`}</th>
      ${cell('Played', html`<time datetime=${new Date(row.updated).toISOString()}>${timeText(row.updated)}</time>`)}
      ${cell('Seed', String(row.config.seed))}
      ${cell('Agent', `${modelName(agent.model)}, ${scheduleLabel(agent.schedule)}`)}
      ${cell('Plans made', this.#plans(row))}
      ${cell('Progress', html`${achievements} of ${ACHIEVEMENT_COUNT}<progress aria-hidden="true" max=${ACHIEVEMENT_COUNT} value=${achievements}></progress>`)}
      ${cell('Steps', count(row.steps))}
      ${cell('State', this.busy.has(row.id) ? 'unfinished, playing now' : stateText(row))}
      <td><div class="row-actions">${this.#actions(row)}</div></td>
    </tr>`;
  }

  #plans(row: StoredRun): string {
    const found = this.plans.get(`${row.id} ${row.steps}`);
    return found === undefined ? '…' : count(found);
  }

  #actions(row: StoredRun) {
    const button = (name: 'pen' | 'save' | 'trash', label: string, act: () => void) =>
      html`<button type="button" class="quiet" aria-label="${label} ${row.name}" title=${label} @click=${act}>${icon(name)}</button>`;
    return html`${
      row.status === 'finished' || row.steps === 0
        ? nothing
        : html`<button type="button" @click=${() => this.send('continue-run', row.id)}>Continue<span class="sr-only"> ${row.name}</span></button>`
    }
      ${button('pen', 'Rename', () => {
        this.renaming = row.id;
      })}
      ${button('save', 'Export', () => this.send('export', row.id))}
      ${button('trash', 'Delete', () => this.send('delete', row.id))}`;
  }

  #rename({ id, name }: StoredRun) {
    const done = (given: string | null) => {
      this.renaming = '';
      if (given !== null) this.send('rename', { id, name: given });
    };
    return renameForm({ name, most: MAX_NAME_CHARACTERS, done });
  }

  #toggle(id: string): void {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) selected.add(id);
    this.send('choose', selected);
  }

  #selectAll(on: boolean): void {
    this.send('choose', new Set(on ? this.rows.map(({ id }) => id) : []));
  }
}

function stateText({ status, source, outcome }: StoredRun): string {
  if (status === 'unfinished') return 'unfinished';
  const end = outcome.terminated ? 'died' : outcome.truncated ? 'step limit' : 'part of a run';
  return source === 'imported' ? `${end}, imported` : end;
}

customElements.define('runs-table', RunsTable);
