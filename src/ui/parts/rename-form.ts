// A name that is edited in place: Enter keeps it, Escape does not.

import { html, type TemplateResult } from 'lit';

export interface RenameForm {
  readonly name: string;
  /** Characters at the most. */
  readonly most: number;
  /** The editing is over; a new name where there is one. */
  readonly done: (name: string | null) => void;
}

export function renameForm({ name, most, done }: RenameForm): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).querySelector('input');
    const given = field?.value.trim() ?? '';
    done(given !== '' && given !== name ? given : null);
  };
  const cancel = (event: KeyboardEvent) => {
    if (event.key === 'Escape') done(null);
  };
  return html`<form class="rename" @submit=${submit} @keydown=${cancel}>
    <input type="text" aria-label="New name" maxlength=${most} .value=${name} /><button type="submit">Save</button></form>`;
}
