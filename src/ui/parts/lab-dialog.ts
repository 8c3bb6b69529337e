// A modal dialog on the browser's own <dialog>: focus stays inside, Escape closes, the page behind is inert.

import { html, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { LabElement, plain } from './lab-element.ts';

export class LabDialog extends LabElement {
  static override properties = { label: plain, content: plain };

  label = '';
  content: TemplateResult = html``;

  protected override render() {
    return html`<dialog aria-labelledby="dialog-title" @close=${() => this.send('closed')} @click=${this.#onClick}>
      <header><h2 id="dialog-title">${this.label}</h2>
        <button type="button" class="quiet" aria-label="Close" @click=${() => this.close()}>${icon('close')}</button></header>
      <div class="dialog-body">${this.content}</div>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  close(): void {
    this.querySelector('dialog')?.close();
  }

  /** A click on the backdrop has the dialog itself as its target. */
  readonly #onClick = (event: Event) => {
    if (event.target === event.currentTarget) this.close();
  };
}

customElements.define('lab-dialog', LabDialog);

/** Opens a dialog above everything; it removes itself when closed. */
export function openDialog(label: string, content: TemplateResult): LabDialog {
  const dialog = document.createElement('lab-dialog') as LabDialog;
  dialog.label = label;
  dialog.content = content;
  dialog.addEventListener('closed', () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}
