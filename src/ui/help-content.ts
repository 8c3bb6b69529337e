// The help dialog: what this page is, in three sentences, and the keyboard, printed from the table that drives it.

import { html } from 'lit';
import { type KeyRow, PLAY_KEYS, TAKE_OVER_KEYS } from './keyboard.ts';
import { POGS_KEYS } from './pogs/keys.ts';

const table = (title: string, rows: readonly Pick<KeyRow, 'shown' | 'what'>[]) => html`<table class="keys">
  <caption>${title}</caption>
  <tbody>${rows.map(({ shown, what }) => html`<tr><th scope="row"><kbd>${shown}</kbd></th><td>${what}</td></tr>`)}</tbody>
</table>`;

export const helpContent = html`
  <p>A small language model plays Crafter here, in your browser, on your own machine. It reads the world as text and
  writes an action, and before it, when the schedule lets it, a plan in plain words.</p>
  <p>Try how often it should plan: never, at every step, or when it wants to. Every run is kept on the Runs page and can
  become a link that replays anywhere, step by step.</p>
  <p>How often should it plan? The Plan page lets it play the same worlds under several schedules and draws what comes out;
  any of those episodes can be watched.</p>
  <p>When does planning pay? The Train page teaches a model by reward, with a price on every token of a plan, and shows what it
  makes of it: checkpoints and curves stay in this browser.</p>
  <p>Must a careful agent be slow? On the Speculate page a quick agent guesses ahead while the careful one checks beside it, and
  the page weighs the time that this saves against the money that it costs.</p>
  <p>Can a model teach itself to plan further? On the Deploy page it solves puzzles, a validator or you keep the plans that work
  (K keeps, D discards, the arrows go on, U takes back), and every next generation learns from what was kept.</p>
  <p>Must it plan to find its way? On the Graph page a model searches a graph of which it sees a small part; every prompt and
  reply can be read, and the same graphs can be played under every schedule.</p>
  <p>Steer it: press P and write a plan in short goals. The page suggests what makes sense now, marks which words the model
  knows, and keeps the plan until it is done, for a number of steps, or until you replace it. Then compare your run with
  an unsteered one of the same seed, side by side.</p>
  <p class="muted">For a lesson, hide what shall not be changed: add <code>hide=seed,model</code> to the address of the Play page
  (any of the names in the address) and share it.</p>
  <div class="columns">${table('On the Play page', PLAY_KEYS)}${table('While you play', TAKE_OVER_KEYS)}${table('On the Graph page', POGS_KEYS)}</div>`;
