// One step, whole: the exact text that the model read, the exact text that it wrote, and what its reply was held to. Beside it all
// steps as a list that leads back to any of them, and every node in words.

import { html, nothing } from 'lit';
import type { PlanMode } from '../../agents/schedule.ts';
import type { PogsStep } from '../../services/pogs-service.ts';
import { cellText, dataTable, type TableData } from '../charts/data-table.ts';
import { count, plural } from '../labels.ts';
import { type GraphScene, type SceneNode, sightText, visitText } from './graph-scene.ts';
import type { PogsFilm } from './pogs-film.ts';
import { STEP_COLUMNS, stepRows } from './step-table.ts';

const MODE_TEXT: Readonly<Record<PlanMode, string>> = {
  never: 'The schedule allows no plan here: the reply is held to one node.',
  must: 'The schedule asks for a plan here: the reply is held to a plan, then one node.',
  may: 'The model may plan here or not: its own first word decides.',
};

/** What the model read and wrote in the step that led to this moment. */
export function stepCard(film: PogsFilm, at: number, recall: boolean) {
  const step = film.steps[at - 1];
  return html`<section class="card" aria-labelledby="pogs-step-title"><h2 id="pogs-step-title">${step ? `Step ${at}: what the model read and wrote` : 'What the model reads and writes'}</h2>
    ${step ? stepTexts(step, film, at) : html`<p class="muted">Nothing yet. With the first step its exact prompt and reply stand here; nothing is hidden or made nicer.</p>`}
    ${recall ? howToRead() : html`<p class="muted">It is told the latest view alone: what was seen before stands in the picture, but not in its prompt.</p>`}
  </section>`;
}

function stepTexts(step: PogsStep, film: PogsFilm, at: number) {
  const { expert } = film.states[at - 1];
  const accepted = expert.includes(step.action) ? 'so did the model' : 'the model did not';
  const chance =
    step.planProbability === null
      ? ''
      : ` Before that it gave a plan ${Math.round(100 * step.planProbability)} %.`;
  return html`<div class="pogs-texts"><div><h3>It read, ${plural(step.promptTokens, 'position')}</h3>
      <pre tabindex="0" role="region" aria-label="Prompt">${step.prompt}</pre></div>
    <div><h3>It wrote, ${plural(step.tokens, 'token')}</h3>
      <pre tabindex="0" role="region" aria-label="Reply" class="answer">${step.reply}</pre>
      <p class="muted">${MODE_TEXT[step.planMode]}${chance} Its dice: seed ${count(step.seed)}.</p>
      <p class="muted">The oracle, with the same sight, would go to ${expert.join(' or ')}; ${accepted}.</p></div></div>`;
}

function howToRead() {
  return html`<details class="pogs-how"><summary>How to read the prompt</summary>
    <p class="muted">First the plan in force and its age; then where it is, where it came from, and the goal. Then a line for every node it
      knows, nearest first: <code>node:7 visited hops:0 4 12</code> is node 7, visited, 0 hops away, with the known neighbours 4 and 12.
      <code>frontier</code>: the graph may go on there. <code>sought</code>: the goal. <code>remembered</code>: seen before, out of sight.</p></details>`;
}

/** The walk as a table; a step's number leads back to it. */
export function historyCard(film: PogsFilm, at: number, seek: (at: number) => void) {
  const rows = stepRows(film);
  return html`<section class="card" aria-labelledby="pogs-history-title"><h2 id="pogs-history-title">The walk, step by step</h2>
    ${
      rows.length === 0
        ? html`<p class="muted">No step was taken yet.</p>`
        : html`<div class="table-scroll" tabindex="0" role="region" aria-label="Steps"><table class="data-table pogs-history">
      <thead><tr>${STEP_COLUMNS.slice(0, SHOWN_COLUMNS).map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map(
        ([step, ...cells], i) => html`<tr aria-current=${i + 1 === at ? 'step' : nothing}>
        <th scope="row"><button type="button" class="row-name" title="Show step ${step}" @click=${() => seek(i + 1)}>${step}</button></th>
        ${cells.slice(0, SHOWN_COLUMNS - 1).map((cell) => html`<td>${cellText(cell)}</td>`)}</tr>`,
      )}</tbody></table></div>`
    }</section>`;
}

/** The others are for files alone. */
const SHOWN_COLUMNS = 7;

/** Every node in words, for who does not see the picture. */
export function nodesTable({ nodes }: GraphScene): TableData {
  return {
    caption: 'Nodes of the graph, as the agent knows them',
    columns: ['Node', 'Role', 'Sight', 'Visited', 'Known neighbours', 'Open'],
    rows: nodes.map((node) => [
      String(node.node),
      roleText(node),
      sightText(node),
      visitText(node),
      node.neighbours.join(', '),
      node.isOpen ? 'the graph may go on here' : '',
    ]),
  };
}

export function nodesCard(scene: GraphScene) {
  return html`<details class="chart-table"><summary>The graph as a table</summary>${dataTable(nodesTable(scene))}</details>`;
}

function roleText({ isCurrent, isStart, isTarget }: SceneNode): string {
  return [isCurrent && 'the agent is here', isStart && 'start', isTarget && 'goal']
    .filter(Boolean)
    .join(', ');
}
