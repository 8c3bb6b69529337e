// “With and without curation”: another stored deployment beside the one on the page, or the same run again with everything kept.
// The same card for plans and for episodes, which bring their own tables.

import { html, nothing } from 'lit';
import type { StoredDeployment } from '../../services/deployment-service.ts';
import { chartCard } from '../charts/chart-card.ts';
import { dataTable, type TableData } from '../charts/data-table.ts';
import { icon } from '../icons.ts';

/** What two deployments come to, side by side. */
export interface BesideTables {
  readonly differences: TableData;
  readonly sideBySide: TableData;
  /** Who is ahead, as a sentence. */
  readonly reading: string;
  /** `3 and 2 generations`. */
  readonly n: string;
}

export interface BesideCard {
  /** Stored deployments that may lie beside it. */
  readonly rows: readonly StoredDeployment[];
  /** Id of the one that does; '' for none. */
  readonly chosen: string;
  /** Whether the same can be run without curation. */
  readonly hasControl: boolean;
  /** A deployment goes on: no other can begin. */
  readonly busy: boolean;
  /** null where nothing lies beside it. */
  readonly tables: BesideTables | null;
  readonly send: (name: 'compare-deployment' | 'run-uncurated', detail?: string) => void;
}

const HEADING = 'With and without curation';

export function besideCard(card: BesideCard) {
  const { hasControl, tables } = card;
  const pick = choice(card);
  if (!tables)
    return html`<section class="card chart-card" id="card-beside" aria-labelledby="heading-beside"><header><h2 id="heading-beside">${HEADING}</h2></header>
      <p class="muted">Choose another stored deployment${hasControl ? ', or run this one again with everything kept: the paper’s control' : ''}.</p>${pick}</section>`;
  return chartCard({
    id: 'beside',
    heading: HEADING,
    about: 'Two deployments side by side; its curve lies over the one above.',
    n: tables.n,
    extra: html`${pick}${dataTable(tables.differences)}`,
    reading: html`<p>${tables.reading}</p>`,
    table: tables.sideBySide,
  });
}

function choice({ rows, chosen, hasControl, busy, send }: BesideCard) {
  const choose = (event: Event) => send('compare-deployment', (event.target as HTMLSelectElement).value);
  return html`<div class="beside"><label>Beside it <select @change=${choose}><option value="">none</option>
      ${rows.map(({ id, name }) => html`<option value=${id} .selected=${id === chosen}>${name}</option>`)}</select></label>
    ${hasControl ? html`<button type="button" ?disabled=${busy} @click=${() => send('run-uncurated')}>${icon('play')} Run the same without curation</button>` : nothing}</div>`;
}
