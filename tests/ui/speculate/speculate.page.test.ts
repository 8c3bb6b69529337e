// The Speculate page in a real browser, over the real host in this thread: from the empty page to a run that is watched, stopped,
// checked and saved, a study, links, own tasks, and what goes wrong.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import type { SpeculatePage } from '../../../src/ui/speculate/speculate-page.ts';
import { SpeculationRun } from '../../../src/ui/speculate/speculation-run.ts';
import { taskOfSeed } from '../../../src/worlds/toolchain/grammar-tasks.ts';
import { taskLine } from '../../../src/worlds/toolchain/task.ts';
import { named, press, savedText, text, until, within } from '../page-hands.ts';
import { type LocalOptions, type LocalSpeculation, localSpeculation } from './local-speculation.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/speculate/speculate-page.ts';
import '../../../src/ui/styles/main.css';

let local: LocalSpeculation;
let page: SpeculatePage;

function open(query = '', options?: LocalOptions): LocalSpeculation {
  local = localSpeculation(options);
  page = document.createElement('speculate-page') as SpeculatePage;
  page.run = new SpeculationRun(local.connect);
  page.query = query;
  document.body.append(page);
  return local;
}

const { find, all, cells, give, submitForm } = within(() => page);
const submit = () => submitForm('speculate-form');
const finished = () => until(() => find('.progress-panel.finished') !== null);

beforeEach(() => {
  sessionStorage.clear();
  document.body.append(document.createElement('lab-notices'));
});
afterEach(async () => {
  page.remove();
  await local.close();
  document.body.replaceChildren();
  history.replaceState(null, '', '#');
});

test('the empty page says what happens in three sentences, and one button plays the example', async () => {
  open();
  await until(() => find('speculate-hero h1') !== null);
  await press('Run the example');
  await finished();
  expect(page.run.results).toHaveLength(20);
  expect(page.run.setting).toBe('tau-0.9');
  expect(text()).toContain('All 20 tasks are played.');
  expect(all('.gantt-bar[data-mark]').length).toBe(page.run.logs.at(-1)?.bars.length);
  expect(all('.certain-steps li')).toHaveLength(5);
  expect(location.hash).toContain('tasks=20');
});

test('bars are reached by keys, and say who, what and when; a table has the same calls', async () => {
  open('tasks=2&setting=fixed-4');
  await submit();
  await finished();
  const bars = all('.gantt-bar[data-mark]');
  expect(bars.filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
  bars[0].focus();
  bars[0].dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  const below = document.activeElement;
  expect(below?.getAttribute('aria-label')).toMatch(/^Call \d+, T \(target\), step 1:/);
  await until(() => find('gantt-chart .chart-note').textContent === below?.getAttribute('aria-label'));
  expect(cells('timeline')).toHaveLength(bars.length);
  const legend = all('.gantt-legend li').map((each) => each.textContent?.trim());
  const fates = new Set(cells('timeline').map((row) => row[6]));
  expect(legend.length).toBe(fates.size);
});

test('a run is followed live, a task can be chosen, and Stop keeps what was played', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  open('tasks=50&setting=fixed-2', { before: async (asked) => (asked > 60 ? held : undefined) });
  await submit();
  await until(() => find('.progress-panel.running') !== null && page.run.results.length > 2);
  await until(() => all('.gantt-bar.running[data-mark]').length > 0);
  expect(named('Run the study')?.disabled).toBe(true);
  const select = find<HTMLSelectElement>('#task-shown');
  select.value = '1';
  select.dispatchEvent(new Event('change'));
  await until(() => find('#card-timeline .figure').textContent!.startsWith('task 2,'));
  await press('Stop');
  release();
  await until(() => find('.progress-panel.stopped') !== null);
  expect(page.run.logs.every(({ result }) => result !== null)).toBe(true);
  expect(text()).toMatch(/Stopped after \d+ of 50 tasks\./);
  expect(find('#card-timeline .figure').textContent).toContain('task 2,');
});

test('the lossless check says that the steps are T’s own, and how much sooner', async () => {
  open('tasks=3&setting=fixed-4');
  await submit();
  await finished();
  await press('Play the target alone and compare');
  await until(() => find('.lossless .equal') !== null);
  expect(find('.lossless').textContent).toMatch(
    /Equal\..*All 5 steps are T’s own\. T alone took .* times as fast\./s,
  );
});

test('a fuzzy match is called not lossless, and a difference is named by its step', async () => {
  open('tasks=1&setting=fixed-2&match=fuzzy');
  expect(text()).not.toContain('not lossless;');
  await submit();
  await finished();
  expect(find('run-panel').textContent).toContain('fuzzy match, not lossless');
  page.run.checks = new Map([
    [0, { task: 0, lossless: false, firstDifference: 1, actions: ['a', 'b'], alone: 100, ahead: 200 }],
  ]);
  page.version++;
  await until(() => find('.lossless .different') !== null);
  expect(find('.lossless').textContent).toMatch(
    /Different from step 2 on:.*T alone “b”.*2\.00 times as slow/s,
  );
});

test('a learned k has a curve over the tasks, and its predictor one over the updates', async () => {
  open('tasks=12&setting=tau-0.9&keep=kept');
  await submit();
  await finished();
  await until(() => find('#card-predictor') !== null);
  expect(all('#card-ahead .chart-column')).toHaveLength(12);
  expect(cells('predictor')).toHaveLength(page.run.learned.length);
  expect(local.shelf.size).toBe(1);
  await press('Forget the kept predictors');
  await until(() => text().includes('The kept predictors are forgotten.'));
  expect(local.shelf.size).toBe(0);
});

test('a study draws the plane, stands beside the published table, and is there after a reload', async () => {
  open('tasks=8&settings=sequential,fixed-2,fixed-6,tau-0.5');
  await press('Run the study: 8 tasks × 4 settings');
  await until(() => find('#card-plane') !== null);
  expect(all('#card-plane .chart-mark')).toHaveLength(4);
  const rows = cells('paper');
  expect(rows.map(([setting]) => setting)).toEqual(['T alone', 'fixed 2', 'fixed 6', 'τ 0.5']);
  expect([rows[1][1], rows[2][2], rows[2][8]]).toEqual(['1', '0.90', '1.92']);
  expect(cells('waste').map((row) => row.at(-1))).toEqual(['8/8', '8/8', '8/8', '8/8']);
  expect(text()).toContain('Theirs is another system');
  const json = JSON.parse(await savedText('Study, JSON'));
  expect([json.format, json.rows.length, json.setup.tasks]).toEqual(['goldilocks-speculation-1', 4, 8]);
  page.remove();
  open();
  await until(() => find('#card-plane') !== null);
  expect(cells('paper')).toEqual(rows);
});

test('a study is cancelled, says so, and what was played before it can no longer be checked', async () => {
  const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
  open('tasks=40&setting=fixed-2', { before: slow });
  await press('Run the study');
  await until(() => find<HTMLProgressElement>('study-section progress')?.value > 0);
  await press('Cancel the study');
  await until(() => text().includes('It was stopped.') && named('Run the study') !== undefined);
  expect([page.run.study, page.run.busy, page.run.canCheck]).toEqual([null, false, false]);
});

test('calls can be saved of all tasks', async () => {
  open('tasks=3&setting=fixed-2');
  await submit();
  await finished();
  const calls = page.run.logs.reduce((sum, { bars }) => sum + bars.length, 0);
  const lines = (await savedText('Calls, CSV')).trimEnd().split('\r\n');
  expect([lines.length, lines[0].split(',').slice(0, 4)]).toEqual([
    calls + 1,
    ['Task', 'Title', 'Call', 'Agent'],
  ]);
  const json = JSON.parse(await savedText('Calls, JSON'));
  expect(json.tasks.map(({ calls: own }: { calls: unknown[] }) => own.length)).toEqual(
    page.run.logs.map(({ bars }) => bars.length),
  );
});

test('own tasks come from a file into the set-up and its link, and a bad line is named', async () => {
  open('setting=fixed-2');
  await until(() => find('.own-tasks input') !== null);
  const mine = (content: string) => new File([content], 'mine.txt');
  give('.own-tasks input', [mine('Given a cat, how to return the caption step by step?')]);
  await until(() => text().includes('Line 1, column 7'));
  const lines = [3, 200].map((seed) => taskLine(taskOfSeed(seed)));
  give('.own-tasks input', [mine(lines.join('\n'))]);
  await until(() => text().includes('2 own tasks'));
  expect(new URLSearchParams(location.hash.split('?')[1]).get('own')).toBe(lines.join('\n'));
  await submit();
  await finished();
  expect(page.run.results.map(({ title }) => title)).toEqual(lines);
});

test('the form writes its address, a preset moves the sliders, and what cannot be read starts nothing', async () => {
  open('preset=local');
  await until(() => find('#speculate-tFirstToken') !== null);
  expect(find<HTMLInputElement>('#speculate-tFirstToken').value).toBe('40');
  const preset = find<HTMLSelectElement>('#speculate-preset');
  preset.value = 'remote';
  preset.dispatchEvent(new Event('change'));
  await until(() => find<HTMLInputElement>('#speculate-tFirstToken').value === '400');
  const kind = find<HTMLSelectElement>('#speculate-kind');
  kind.value = 'fixed';
  kind.dispatchEvent(new Event('change'));
  await until(() => find<HTMLInputElement>('#speculate-k')?.type === 'range');
  expect(location.hash).toBe('#/speculate?setting=fixed-2');
  const tasks = find<HTMLInputElement>('#speculate-tasks');
  tasks.value = '6000';
  tasks.dispatchEvent(new Event('change'));
  await until(() => text().includes('Tasks cannot be "6000"'));
  await submit();
  expect(page.run.phase).toBe('empty');
});

test('who comes back finds the run, and the form as it was', async () => {
  open('tasks=2&setting=fixed-4');
  await submit();
  await finished();
  const { run } = page;
  page.remove();
  page = document.createElement('speculate-page') as SpeculatePage;
  page.run = run;
  document.body.append(page);
  await finished();
  expect(find<HTMLInputElement>('#speculate-k').value).toBe('4');
  expect(location.hash).toBe('#/speculate?tasks=2&setting=fixed-4');
});

test('the oracle is studied, not run', async () => {
  open('setting=oracle');
  await until(() => text().includes('it knows the tasks beforehand'));
  expect(find<HTMLButtonElement>('speculate-form button[type=submit]').disabled).toBe(true);
});

test('a model that is missing, a worker that dies and a bad address are said, and nothing hangs', async () => {
  open('tasks=2&world=Pong&setting=tau-7', { missing: true });
  await until(() => text().includes('World cannot be "Pong"') && text().includes('"tau-7" is no setting.'));
  await submit();
  await until(() => find('.progress-panel.failed') !== null);
  expect(text()).toContain('There is no model “pocket-toolchain”. Choose another.');
  page.remove();
  await local.close();
  open('tasks=9&setting=fixed-2', { before: () => new Promise(() => {}) });
  await submit();
  await until(() => page.run.phase === 'running');
  local.die();
  await until(() => find('.progress-panel.failed') !== null);
  expect(text()).toContain('The speculation’s worker stopped: no memory.');
  expect(page.run.error).toBeInstanceOf(LabError);
  local = localSpeculation();
});
