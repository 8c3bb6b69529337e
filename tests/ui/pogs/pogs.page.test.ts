// The Graph page in a real browser, over the real host in this thread: a walk that is stepped, played, looked back on and saved, the
// address that says all of it, the comparison, and what goes wrong.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PogsPage } from '../../../src/ui/pogs/pogs-page.ts';
import { PogsRun } from '../../../src/ui/pogs/pogs-run.ts';
import { key, named, press, saved, text, textOf, until, within } from '../page-hands.ts';
import { type LocalPogs, localPogs } from './local-pogs.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/pogs/pogs-page.ts';
import '../../../src/ui/styles/main.css';

let local: LocalPogs;
let page: PogsPage;

/** A small graph without backtracks that everybody walks at once. */
async function open(query = 'speed=0', run?: PogsRun): Promise<void> {
  page = document.createElement('pogs-page') as PogsPage;
  page.run = run ?? new PogsRun(local.connect);
  page.query = query;
  document.body.append(page);
  await until(() => page.querySelector('pogs-graph svg') !== null);
}

const { find, all } = within(() => page);
const shown = (at: number, last: number) =>
  until(() => find('.pogs-bar output')?.textContent === `${at} / ${last}`);
const choose = async (id: string, value: string) => {
  await until(() => find(`#pogs-${id}`) !== null);
  const field = find<HTMLInputElement | HTMLSelectElement>(`#pogs-${id}`);
  field.value = value;
  field.dispatchEvent(new Event(field.type === 'range' ? 'input' : 'change'));
};
/** Presses the bar's button once it says this and nothing more ("Play 8 graphs" is another). @returns when, in ms */
const toggle = async (label: 'Play' | 'Pause'): Promise<number> => {
  const button = () => find<HTMLButtonElement>('.pogs-bar .primary');
  await until(() => textOf(button()).trim() === label && !button().disabled);
  const at = performance.now();
  button().click();
  return at;
};
const figure = (name: string) =>
  all('.pogs-figures dt').find((each) => each.textContent === name)?.nextElementSibling?.textContent;

beforeEach(() => {
  sessionStorage.clear();
  local = localPogs();
  document.body.append(document.createElement('lab-notices'));
});
afterEach(async () => {
  page.run.pause();
  page.remove();
  await local.close();
  document.body.replaceChildren();
  history.replaceState(null, '', '#');
});

test('the page shows a graph at once, with what is in sight and nothing else, before any model is loaded', async () => {
  await open();
  const nodes = all('.pogs-node[data-mark]');
  const { observation } = page.run.film!.states[0];
  expect(nodes).toHaveLength(observation.view.length);
  expect(nodes.every((node) => node.classList.contains('in-sight'))).toBe(true);
  expect(all('.pogs-node.current')).toHaveLength(1);
  expect(find('.pogs-walker')).not.toBeNull();
  expect(text()).toContain('Nothing yet. With the first step its exact prompt and reply stand here');
  expect([local.loads, location.hash]).toEqual([0, '#/pogs?speed=0']);
});

test('a step shows its exact prompt and reply, the plan in force, and the figures', async () => {
  await open();
  await press('One step on');
  await shown(1, 1);
  const [prompt] = local.model.prompts;
  expect(find('pre[aria-label=Prompt]').textContent).toBe(prompt.text);
  expect(find('pre[aria-label=Reply]').textContent).toBe(page.run.film!.steps[0].reply);
  expect(find('.pogs-plan code').textContent).toBe(page.run.film!.steps[0].plan);
  expect(text()).toContain('made for this step');
  expect([figure('Steps'), figure('Plan tokens'), figure('Backtracks')]).toEqual(['1 of 30', '2', '0']);
  expect(all('.pogs-history tbody tr')).toHaveLength(1);
  expect(all('.chart .pogs-move.on')).toHaveLength(1);
  await press('One step on');
  await shown(2, 2);
  expect(text()).toContain('made 1 step before');
  expect(find('pre[aria-label=Prompt]').textContent).toContain('plan age:1 | ');
  expect(local.loads).toBe(1);
});

test('the walk is looked back on by buttons, keys, slider and list, and nothing is asked of the model again', async () => {
  await open();
  key(' ');
  await until(() => page.run.film!.isOver && !page.run.playing);
  const { last } = page.run.film!;
  await shown(last, last);
  const asked = local.model.prompts.length;
  key('ArrowLeft');
  await shown(last - 1, last);
  key('Home');
  await shown(0, last);
  key('ArrowRight');
  await shown(1, last);
  const slider = find<HTMLInputElement>('input[aria-label="Step that is shown"]');
  slider.value = '2';
  slider.dispatchEvent(new Event('input'));
  await shown(2, last);
  find('.pogs-history tbody tr:nth-child(3) button').click();
  await shown(3, last);
  expect(find('.pogs-history tr[aria-current=step] button').textContent).toBe('3');
  expect(text()).toContain(`So far; ${last} steps were played.`);
  key('End');
  await shown(last, last);
  expect(local.model.prompts).toHaveLength(asked);
  expect(find('.pogs-step').className).toMatch(/reached|missed/);
});

test('play goes at the speed that is asked for, pauses, and starts again from the start at the end', async () => {
  await open('speed=10');
  // The walk waits before its fifth step for as long as this test needs.
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  local.model.before = async () => {
    if (local.model.prompts.length === 4) await held;
  };
  let fourth = 0;
  page.run.addEventListener('change', () => {
    if (page.run.at === 4) fourth ||= performance.now();
  });
  const began = await toggle('Play');
  await until(() => page.run.at === 4 && page.run.waiting);
  // Three pauses of 100 ms, each of which a timer may end a little early.
  expect(fourth - began).toBeGreaterThan(290);
  await toggle('Pause');
  release();
  await until(() => !page.run.waiting);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect([page.run.at, page.run.film!.last]).toEqual([5, 5]);
  key('+');
  await until(() => location.hash.includes('speed=30'));
  page.run.speed = 0;
  await toggle('Play');
  await until(() => page.run.film!.isOver && !page.run.playing);
  page.run.speed = 30;
  await toggle('Play');
  expect(page.run.at).toBeLessThan(page.run.film!.last);
  expect([page.run.playing, page.run.comparing]).toEqual([true, null]);
});

test('the address says the episode and its step: who opens it sees the same', async () => {
  await open('speed=0&graph=120&schedule=dynamic&luck=4');
  key(' ');
  await until(() => page.run.film!.isOver && !page.run.playing);
  page.run.seek(5);
  await until(() => location.hash.includes('at=5'));
  const steps = page.run.film!.steps.slice(0, 5);
  const query = location.hash.split('?')[1];
  page.remove();
  await open(query);
  await shown(5, 5);
  expect(page.run.film!.steps).toEqual(steps);
  expect([page.run.playing, location.hash]).toEqual([false, `#/pogs?${query}`]);
});

test('what the agent cannot see and the oracle’s way are shown when asked for', async () => {
  await open();
  key('h');
  await until(() => all('.pogs-node[data-mark]').length === 20);
  expect(all('.pogs-node.unknown[data-mark]').length).toBeGreaterThan(0);
  expect(all('.pogs-node.target .role').map((each) => each.textContent)).toEqual(['goal']);
  key('o');
  await until(() => all('.pogs-oracle .line').length > 5);
  expect(location.hash).toContain('show=hidden,oracle');
  await press('Show all');
  await press('Oracle');
  await until(() => all('.pogs-node.unknown').length === 0 && all('.pogs-oracle').length === 0);
});

test('one tab stop leads into the graph, arrows go from node to node, and a line says what is pointed at', async () => {
  await open();
  const nodes = all('.pogs-node[data-mark]');
  expect(nodes.filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
  nodes[0].focus();
  key('ArrowRight', nodes[0]);
  expect(document.activeElement).toBe(nodes[1]);
  expect(page.run.at).toBe(0);
  const said = nodes[1].getAttribute('aria-label');
  expect(said).toMatch(/^Node \d+.*: in sight, /);
  await until(() => find('pogs-graph .chart-note').textContent === said);
  expect(all('.pogs-card .data-table tbody tr')).toHaveLength(nodes.length);
});

test('the form opens another graph at once; what cannot be read changes nothing', async () => {
  await open();
  await press('One step on');
  await shown(1, 1);
  await choose('schedule', 'never');
  await until(() => page.run.film!.last === 0 && text().includes('under this schedule it never plans'));
  expect(find('#pogs-k')).toBeNull();
  await choose('world', 'POGS-v0');
  await until(() => find('#pogs-backtracks') === null);
  await choose('nodes', '7');
  await until(() => page.run.film!.states[0].puzzle.tree.length === 7);
  await choose('graph', 'many');
  await until(() => text().includes('Graph seed cannot be "many"'));
  await press('Next graph');
  await until(() => location.hash.includes('graph=106'));
  expect(location.hash).toBe('#/pogs?world=POGS-v0&graph=106&nodes=7&schedule=never&speed=0');
});

test('a setting that no graph is hard enough for is said, and another one helps', async () => {
  await open();
  await choose('nodes', '3');
  await until(() => text().includes('does the oracle backtrack 3 times'));
  await until(() => page.querySelector('pogs-graph') === null && named('Try again') !== undefined);
  await choose('backtracks', '0');
  await until(() => all('.pogs-node[data-mark]').length > 0);
});

test('a comparison draws the curve, keeps it over a reload, and opens any of its graphs', async () => {
  await open('speed=0&graphs=8&schedules=never,every-4,always');
  await press('Play 8 graphs × 3 schedules');
  await until(() => page.querySelector('#card-pogs-curve') !== null);
  expect(all('#card-pogs-curve .chart-mark')).toHaveLength(3);
  expect(text()).toContain('n = 8: enough to see the intervals, too few for a claim.');
  const rows = all('#card-pogs-curve tbody tr').map((row) => row.firstElementChild?.textContent);
  expect(rows).toEqual(['never', 'every 4', 'always']);
  expect(all('#card-pogs-backtracks .chart-mark, #card-pogs-cost .chart-mark')).toHaveLength(6);
  const json = JSON.parse(await (await saved('Comparison, JSON')).text());
  expect([json.format, json.episodes.length]).toEqual(['goldilocks-pogs-comparison-1', 24]);
  const csv = (await (await saved('Episodes, CSV')).text()).trimEnd().split('\r\n');
  expect(csv).toHaveLength(25);
  find('#card-pogs-graphs tbody tr:nth-child(3) button').click();
  await until(() => location.hash.includes('graph=102'));
  page.remove();
  await open('speed=0');
  await until(() => all('#card-pogs-curve .chart-mark').length === 3);
});

test('a comparison is watched and cancelled; the walk waits, and can be looked back on meanwhile', async () => {
  await open('speed=0&graphs=200');
  await press('One step on');
  await shown(1, 1);
  local.model.before = () => new Promise((resolve) => setTimeout(resolve, 20));
  await press('Play 200 graphs × 6 schedules');
  await until(() => find<HTMLProgressElement>('comparison-section progress')?.value > 0);
  expect(find('.progress-line').textContent).toMatch(/^\d+ of 1,200 episodes/);
  expect(named('One step on')?.disabled).toBe(true);
  key('ArrowLeft');
  await shown(0, 1);
  await press('Cancel');
  await until(() => text().includes('It was cancelled.') && named('Play 200') !== undefined);
  expect([page.run.comparison, page.run.comparing]).toEqual([null, null]);
  local.model.before = async () => {};
  key('ArrowRight');
  key('End');
  await press('One step on');
  await shown(2, 2);
});

test('the walk is saved as rows, as everything, and as a picture', async () => {
  await open();
  key('.');
  await shown(1, 1);
  const csv = await (await saved('Steps, CSV')).text();
  expect(csv).toMatch(/^Step,From,To,Move,Plan/);
  const json = JSON.parse(await (await saved('Walk, JSON')).text());
  expect([json.format, json.steps[0].prompt]).toEqual([
    'goldilocks-pogs-walk-1',
    local.model.prompts[0].text,
  ]);
  const svg = await (await saved('Picture, SVG')).text();
  expect(svg).toContain('HardPOGS-v0, graph 105');
  expect(svg).not.toContain('var(--');
  expect((await saved('Picture, PNG')).size).toBeGreaterThan(2000);
});

test('who comes back finds the walk as it was', async () => {
  await open();
  key('.');
  await shown(1, 1);
  const { run } = page;
  page.remove();
  await open('', run);
  await shown(1, 1);
  expect(location.hash).toContain('speed=0');
  expect(local.model.prompts).toHaveLength(1);
});

test('a model that is missing, a worker that dies and a bad address are said, and nothing hangs', async () => {
  local.missing = true;
  await open('speed=0&radius=wide&schedule=human');
  await until(() => text().includes('Radius of sight, hops cannot be "wide"'));
  await until(() => text().includes('Plans cannot be "human"'));
  await press('Play');
  await until(() => text().includes('There is no model “pocket-pogs”.'));
  expect(page.run.playing).toBe(false);
  local.missing = false;
  await press('One step on');
  await shown(1, 1);
  let release = () => {};
  local.model.before = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  await press('Play');
  await until(() => page.run.waiting);
  local.die();
  await until(() => text().includes('The graph’s worker stopped: no memory. Restart to go on.'));
  expect([page.run.playing, named('Play')?.disabled]).toEqual([false, true]);
  local.model.before = async () => {};
  release();
  await press('Restart');
  await until(() => !named('Play')!.disabled);
  await press('One step on');
  await shown(1, 1);
});
