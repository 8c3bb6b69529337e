// Speeds of what is played back, as buttons in a row: one click.

import { html } from 'lit';

/**
 * @param name of the group of buttons
 * @param speeds steps per second; 0 is as fast as it goes
 * @param choose is told what was chosen
 */
export function speedChoice<Speed extends number | string>(
  name: string,
  speeds: readonly Speed[],
  chosen: Speed,
  choose: (speed: Speed) => void,
) {
  return html`<fieldset class="speeds"><legend class="sr-only">Speed, steps per second</legend>
    ${speeds.map(
      (speed) => html`<label><input type="radio" name=${name} value=${speed} .checked=${speed === chosen}
        @change=${() => choose(speed)} /><span>${Number(speed) === 0 ? 'max' : `${speed}/s`}</span></label>`,
    )}
  </fieldset>`;
}
