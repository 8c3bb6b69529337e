// The field for the name of the person who curates.

import { html } from 'lit';

const MAX_CURATOR = 60;

/** @param told called with the name when it was typed */
export function curatorField(curator: string, told: (name: string) => void) {
  const change = (event: Event) => told((event.target as HTMLInputElement).value);
  return html`<div class="knob"><label for="deploy-curator">Your name, for the pool’s lineage</label>
    <div class="control"><input type="text" id="deploy-curator" autocomplete="off" maxlength=${MAX_CURATOR} .value=${curator} aria-describedby="deploy-about-curator" @change=${change} /></div>
    <p class="muted knob-note" id="deploy-about-curator">It goes along when the pool is exported; leave it empty to stay “a person”.</p></div>`;
}
