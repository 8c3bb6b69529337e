// The Plan page in a real browser, over the real host and store in this thread: from the empty page to figures, stopped,
// resumed, reopened, shared and failed.

import { render } from 'lit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepLinkFor } from '../../../src/experiments/sweep-link.ts';
import type { Players } from '../../../src/services/experiment-host.ts';
import { svgOf } from '../../../src/ui/charts/picture.ts';
import { measuredSection } from '../../../src/ui/plan/measured-section.ts';
import type { PlanPage } from '../../../src/ui/plan/plan-page.ts';
import { readSetup, sweepOfSetup } from '../../../src/ui/plan/setup.ts';
import { SweepRun } from '../../../src/ui/plan/sweep-run.ts';
import { named, press, textOf, until, within } from '../page-hands.ts';
import { gatedPlayers, type LocalSweeps, localSweeps } from './local-sweeps.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/plan/plan-page.ts';
import '../../../src/ui/styles/main.css';

const QUERY = 'schedules=never,every-4&models=teacher&seeds=2&cap=20&size=32';
let name: string;
const local: LocalSweeps[] = [];
let page: PlanPage;

function open(props: Partial<Pick<PlanPage, 'query' | 'sweepId' | 'fragment'>>, players?: Players): void {
  const sweeps = localSweeps(name, players);
  local.push(sweeps);
  page = document.createElement('plan-page') as PlanPage;
  page.run = new SweepRun(sweeps.connect);
  Object.assign(page, props);
  document.body.append(page);
}

const text = () => textOf(page);
const { find, cells } = within(() => page);

beforeEach(() => {
  name = `test-plan-${crypto.randomUUID()}`;
  sessionStorage.clear();
  history.replaceState(null, '', '#/plan');
  document.body.append(document.createElement('lab-notices'));
});
afterEach(async () => {
  page.remove();
  for (const left of document.querySelectorAll('lab-notices, lab-dialog')) left.remove();
  await Promise.all(local.splice(0).map((each) => each.close()));
  indexedDB.deleteDatabase(name);
});

test('a newcomer finds one large button, what it can and cannot show, and nothing stored yet', async () => {
  open({});
  await until(() => text().includes('None yet'));
  expect(named('Show me the Goldilocks curve (about 3 min)')?.classList.contains('primary')).toBe(true);
  expect(text()).toContain('It cannot show');
  expect(page.querySelectorAll('.plan-hero .primary')).toHaveLength(1);
});

test('a set-up from the address is played and drawn: a point for each configuration, the table equal to the figures', async () => {
  open({ query: QUERY });
  await until(() => text().includes('2 configurations × 2 worlds = 4 runs'));
  await press('Start this experiment');
  await until(() => text().includes('All 4 episodes are played'));
  await until(() => text().includes('n = 2 episodes each'));
  const { report } = page.fed!;
  expect(page.querySelectorAll('#card-curve .chart-mark')).toHaveLength(2);
  expect(cells('curve').map(([label, n, plans, progress]) => [label, n, plans, progress])).toEqual(
    report.rows.map((row) => [row.label, '2', fixed(row.plansPer100), fixed(row.progress.mean)]),
  );
  expect(find('#card-curve .weak-n').textContent).toContain('n = 2');
  expect(page.querySelectorAll('#card-achievements .chart-cell')).toHaveLength(44);
  expect(page.querySelectorAll('#card-pair .chart-mark').length).toBeGreaterThan(0);
  expect(location.hash).toBe(`#/plan/${page.run.id}`);
  await until(
    () => text().includes('4 episodes') && find('.stored-sweeps a').getAttribute('aria-current') === 'true',
  );
});

test('arrow keys go from mark to mark, and Enter opens the episodes behind one, each to be watched', async () => {
  open({ query: QUERY });
  await until(() => text().includes('= 4 runs'));
  await press('Start this experiment');
  await until(() => text().includes('n = 2 episodes each') && text().includes('Finished'));
  const marks = [...page.querySelectorAll<SVGElement>('#card-curve .chart-mark')];
  expect(marks.map((mark) => mark.getAttribute('tabindex'))).toEqual(['0', '-1']);
  marks[0].focus();
  marks[0].dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  expect(document.activeElement).toBe(marks[1]);
  await until(() => find('#card-curve .chart-note').textContent?.startsWith('every 4: progress') ?? false);
  marks[1].dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  const opened = new Promise<CustomEvent>((resolve) =>
    page.addEventListener('open-record', resolve as () => void),
  );
  await until(() => document.querySelector('lab-dialog .episodes') !== null);
  await press('Watch every 4, world 100');
  const { detail } = await opened;
  expect([detail.config.seed, detail.config.agent.schedule, detail.steps.length]).toEqual([
    100,
    'every-4',
    20,
  ]);
});

test('while it plays it can be stopped, and what is missing is played later', async () => {
  const players = gatedPlayers();
  open({ query: QUERY }, players);
  await until(() => text().includes('= 4 runs'));
  await press('Start this experiment');
  await until(() => players.commands > 0);
  expect(text()).toContain('Getting ready');
  expect(text()).toContain('marks appear as they end');
  await press('Stop');
  players.release();
  await until(() => text().includes('Stopped'));
  await press('Continue');
  await until(() => text().includes('All 4 episodes are played'));
});

test('after a reload the experiment of this tab goes on by itself, another tab’s is only shown', async () => {
  const players = gatedPlayers();
  open({ query: QUERY }, players);
  await until(() => text().includes('= 4 runs'));
  await press('Start this experiment');
  const remembered = () => sessionStorage.getItem('goldilocks-sweep') ?? '';
  await until(() => remembered() !== '');
  const { id } = page.run;
  const session = remembered();
  expect(session).toBe(`${id} 0`);
  page.remove();
  await Promise.all(local.splice(0).map((each) => each.close()));

  sessionStorage.clear();
  open({ sweepId: id });
  await until(() => text().includes('Stopped'));
  expect(page.run.running).toBe(false);
  page.remove();

  sessionStorage.setItem('goldilocks-sweep', session);
  open({});
  await until(() => text().includes('All 4 episodes are played'));
  expect(sessionStorage.getItem('goldilocks-sweep')).toBeNull();
});

test('an experiment gets another name, which is text, and is deleted after a question', async () => {
  open({ query: QUERY });
  await until(() => text().includes('= 4 runs'));
  await press('Start this experiment');
  await until(() => text().includes('Finished') && page.querySelector('.stored-sweeps li') !== null);
  await press('Rename');
  await until(() => page.querySelector('.rename input') !== null);
  find<HTMLInputElement>('.rename input').value = '<b>Class 7</b>';
  find<HTMLFormElement>('.rename').requestSubmit();
  await until(() => find('#sweep-title').textContent === '<b>Class 7</b>');
  expect(page.querySelector('b')).toBeNull();
  await press('Delete');
  await until(() => text().includes('Delete 4 runs for good?'));
  await press('Keep');
  await until(() => !text().includes('for good?'));
  await press('Delete');
  await until(() => text().includes('for good?'));
  find<HTMLButtonElement>('.question .danger').click();
  await until(() => text().includes('None yet') && page.querySelector('.plan-hero') !== null);
});

test('a link with figures draws them without playing anything; a damaged one says so and leaves the page ready', async () => {
  open({ query: QUERY });
  await until(() => text().includes('= 4 runs'));
  await press('Start this experiment');
  await until(() => text().includes('Finished') && text().includes('n = 2 episodes each'));
  const figures = cells('curve');
  const { link } = await sweepLinkFor({ sweep: page.run.sweep!, jobs: page.run.jobs }, 'http://a/');
  page.remove();

  open({ fragment: link.split('?')[1] });
  await until(() => text().includes('From a link') && text().includes('n = 2 episodes each'));
  expect(cells('curve')).toEqual(figures);
  expect(text()).toContain('Play it here');
  page.remove();

  open({ fragment: link.split('?')[1].slice(0, 60) });
  await until(() =>
    (document.querySelector('lab-notices')?.textContent ?? '').includes('incomplete or damaged'),
  );
  expect(page.querySelector('.plan-hero')).not.toBeNull();
});

test('a set-up that cannot be played fails with its reason, and another can be started', async () => {
  open({ query: QUERY });
  await until(() => text().includes('= 4 runs'));
  const sweep = sweepOfSetup(readSetup(QUERY).setup);
  const broken = {
    ...sweep,
    configurations: [
      { ...sweep.configurations[0], agent: { ...sweep.configurations[0].agent, model: 'gone' } },
    ],
  };
  await page.run.start(broken, 'auto').catch(() => {});
  await until(() => text().includes('Failed') && text().includes('There is no model "gone" here.'));
  await press('New experiment');
  await until(() => page.querySelector('.plan-hero') !== null);
});

test('a chart saved as SVG stands alone: parsed, coloured, titled, without classes or styles of the page', async () => {
  open({ query: QUERY });
  await until(() => text().includes('= 4 runs'));
  await press('Start this experiment');
  await until(() => text().includes('Finished') && text().includes('n = 2 episodes each'));
  const saved = svgOf(find<SVGSVGElement>('#card-curve svg.chart'), 'The <curve>', 'n = 2');
  const parsed = new DOMParser().parseFromString(saved, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  expect(parsed.querySelector('title')?.textContent).toBe('The <curve>');
  expect(parsed.querySelectorAll('[class], [role], [tabindex]')).toHaveLength(0);
  expect(saved).not.toMatch(/oklab|var\(|light-dark/);
  expect(saved).toMatch(/fill="#[0-9a-f]{6}"/);
});

test('what was measured is a chart, a table and a command to repeat it; without measurements there is no section', async () => {
  open({});
  const host = document.createElement('div');
  page.append(host);
  render(measuredSection([]), host);
  expect(host.textContent?.trim()).toBe('');
  const row = (label: string, mean: number, plansPer100: number) => ({
    label,
    mean,
    ci95: [mean - 1, mean + 1] as const,
    plansPer100,
    tokens: 100,
  });
  render(
    measuredSection([
      {
        title: 'How often to plan',
        command: 'npm run --silent lab -- sweep curve.json --json',
        date: '2026-11-21',
        n: 400,
        rows: [row('never', 44, 0), row('every 4', 48, 25), row('always', 42, 100), row('dynamic', 49, 16)],
        caveat: 'One training.',
      },
    ]),
    host,
  );
  await until(() => host.querySelectorAll('.chart-mark').length === 4);
  expect(host.querySelector('pre')?.textContent).toBe('npm run --silent lab -- sweep curve.json --json');
  expect([...host.querySelectorAll('tbody tr:nth-child(2) td')].map((cell) => cell.textContent)).toEqual([
    '48',
    '47',
    '49',
    '25',
    '100',
  ]);
});

test('a measurement along something else than plans has an axis and a table of its own', async () => {
  open({});
  const host = document.createElement('div');
  page.append(host);
  const row = (label: string, x: number, mean: number) => ({
    label,
    x,
    mean,
    ci95: null,
    plansPer100: null,
    tokens: null,
  });
  const measured = {
    title: 'What a fresh plan is worth',
    command: 'lab advantage --study',
    date: '2026-11-21',
    n: 60,
    counted: 'moments',
    unit: 'A_plan',
    along: 'age of the old plan, steps',
    rows: [row('1 to 2', 1.5, 0.09), row('3 to 8', 5, 0.18), row('9 to 16', 12, 0.31)],
    caveat: 'Few.',
  };
  render(measuredSection([measured]), host);
  await until(() => host.querySelectorAll('.chart-mark').length === 3);
  expect(host.querySelector('.figure')?.textContent).toContain('n = 60 moments');
  expect(host.textContent).toContain('age of the old plan, steps');
  expect([...host.querySelectorAll('thead th')].map((cell) => cell.textContent)).toEqual([
    'Where',
    'A_plan',
    '95 % from',
    'to',
  ]);
  expect(host.querySelector('tbody td')?.textContent).toBe('0.09');
});

function fixed(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
