// What this browser keeps of one kind (experiments, trainings, deployments), the newest change first: open, rename in place, and
// what else its kind can do. Sends `rename-KIND` with an id and a name; a file from elsewhere is sent as `import-KIND`.

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { storedAddress } from '../page-address.ts';
import { takeFiles } from './chosen-files.ts';
import { LabElement, plain } from './lab-element.ts';
import { renameForm } from './rename-form.ts';

/** Characters of a name. */
const MAX_NAME_CHARACTERS = 80;

interface Listed {
  readonly id: string;
}

export abstract class StoredList<Row extends Listed> extends LabElement {
  static override properties = { rows: plain, current: plain, refused: plain, renaming: { state: true } };

  /** null before they were read. */
  rows: readonly Row[] | null = null;
  /** Id of the one on the page. */
  current = '';
  /** Why nothing is kept; '' if it is. */
  refused = '';
  renaming = '';

  /** In the names of events. */
  protected abstract readonly kind: string;
  /** Begins a row's address. */
  protected abstract readonly page: string;
  protected abstract readonly heading: string;
  /** Where nothing is kept yet. */
  protected abstract readonly none: string;

  protected abstract nameOf(row: Row): string;
  /** Below its name. */
  protected abstract about(row: Row): string;
  /** What can be done to it. */
  protected abstract actions(row: Row): unknown;

  /** Below the list. */
  protected foot(): unknown {
    return nothing;
  }

  /** Below a row's buttons. */
  protected more(_row: Row): unknown {
    return nothing;
  }

  protected override render() {
    const title = `stored-${this.kind}s-title`;
    return html`<section class="card stored-sweeps" aria-labelledby=${title}>
      <h2 id=${title}>${this.heading}</h2>
      ${this.refused ? html`<p class="muted">${this.refused}</p>` : this.#list()}
      ${this.foot()}
    </section>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('renaming') && this.renaming !== '')
      this.querySelector<HTMLInputElement>('.rename input')?.select();
  }

  protected button(
    iconName: Parameters<typeof icon>[0],
    label: string,
    row: Row,
    act: () => void,
  ): TemplateResult {
    return html`<button type="button" class="quiet" aria-label="${label} ${this.nameOf(row)}" title=${label} @click=${act}>${icon(iconName)}</button>`;
  }

  protected renameButton(row: Row): TemplateResult {
    return this.button('pen', 'Rename', row, () => {
      this.renaming = row.id;
    });
  }

  /** @param accept endings of files */
  protected importButton(text: string, accept: string): TemplateResult {
    return html`<label class="button import">${icon('open')} ${text}<input type="file" class="sr-only" accept=${accept} @change=${this.#onFile} /></label>`;
  }

  #list() {
    if (!this.rows) return html`<p class="muted">Reading …</p>`;
    if (this.rows.length === 0) return html`<p class="muted">${this.none}</p>`;
    return html`<ul>${this.rows.map((row) => this.#row(row))}</ul>`;
  }

  #row(row: Row) {
    const { id } = row;
    const isCurrent = id === this.current;
    return html`<li class=${isCurrent ? 'current' : ''}>
      ${this.renaming === id ? this.#rename(row) : html`<a href=${storedAddress(this.page, id)} aria-current=${isCurrent ? 'true' : nothing}>${this.nameOf(row)}</a>`}
      <span class="muted">${this.about(row)}</span>
      ${this.actions(row)}
      ${this.more(row)}
    </li>`;
  }

  #rename(row: Row) {
    const done = (given: string | null) => {
      this.renaming = '';
      if (given !== null) this.send(`rename-${this.kind}`, { id: row.id, name: given });
    };
    return renameForm({ name: this.nameOf(row), most: MAX_NAME_CHARACTERS, done });
  }

  readonly #onFile = (event: Event) => {
    const [file] = takeFiles(event);
    if (file) this.send(`import-${this.kind}`, file);
  };
}
