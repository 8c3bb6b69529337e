// The Deploy page in a real browser, over the real host in this thread: from the empty page to generations, a person who curates
// by keys, a control beside it, files, links, and what goes wrong.

import { expect, test } from 'vitest';
import { type NamedText, taskOf } from '../../../src/deployment/own-problems.ts';
import { LabError } from '../../../src/lab-error.ts';
import type { DeployPage } from '../../../src/ui/deploy/deploy-page.ts';
import { BLOCKS, FERRY, ownProblem, ownSource } from '../../deployment/own-files.ts';
import type { FakeOptions } from '../../services/fake-planner.ts';
import { key, press, saved, text, until, within } from '../page-hands.ts';
import { deployPages } from './deploy-pages.ts';
import type { LocalDeployment } from './local-deployment.ts';

const SMALL = 'tasks=6&heldOut=3&generations=2&samples=2&runs=2';
const openPage = deployPages();
let page: DeployPage;

function open(query = '', options: FakeOptions = { reach: 40 }, deploymentId = ''): LocalDeployment {
  const opened = openPage(query, deploymentId, options);
  page = opened.page;
  return opened.local;
}

const { find, all, cells, give: giveAll, submitForm } = within(() => page);
const submit = () => submitForm('deploy-form');
const state = (wanted: string) => until(() => find('deploy-progress .state')?.textContent === wanted);
const give = (selector: string, content: BlobPart, fileName: string) =>
  giveAll(selector, [new File([content], fileName)]);
const fileOf = ({ name: fileName, text: content }: NamedText) => new File([content], fileName);

test('the empty page says what happens, and one button runs the example', async () => {
  open();
  await until(() => find('deploy-hero h1') !== null);
  await press('Run the example');
  await state('Done');
  expect(page.run.opened?.facts.generations).toHaveLength(4);
  expect(page.run.opened?.facts.plan).toMatchObject({
    generations: 3,
    samples: 3,
    curation: { by: 'valid' },
  });
  expect(location.hash).toBe(`#/deploy/${page.run.id}`);
});

test('generations are columns; the curve, the lengths and the reward have their tables', async () => {
  open(SMALL.replace('tasks=6', 'tasks=40'), { reach: 24 });
  await submit();
  await state('Done');
  await until(() => all('#card-generations thead th').length === 4);
  expect(all('#card-generations thead th').map((each) => each.textContent)).toEqual([
    '',
    'Base',
    'Generation 1',
    'Generation 2',
  ]);
  const [solved, unanimous] = cells('generations');
  expect(solved.slice(1).every((cell) => /^\d+\.\d \(\d+\.\d to \d+\.\d\)$/.test(cell))).toBe(true);
  expect(unanimous[0]).toBe('Unanimous@2, %');
  expect(all('#card-solved .chart-mark')).toHaveLength(6);
  expect(cells('solved')).toHaveLength(3);
  expect(all('#card-lengths .chart-mark').length).toBeGreaterThan(0);
  expect(all('#card-reward .chart-mark').length).toBeGreaterThanOrEqual(12);
  expect(find('#card-reward .reading').textContent).toMatch(/what was kept (has|differs)/i);
  expect(find('#card-lineage').textContent).toMatch(/Written by\s*Base: \d+/);
  const json = JSON.parse(await (await saved('JSON')).text());
  expect([json.format, json.generations.length]).toEqual(['goldilocks-deployment-figures-1', 3]);
});

test('a plan of the pool is played step by step, and told in words', async () => {
  open(SMALL);
  await submit();
  await state('Done');
  await press('Task 0');
  await until(() => find('plan-player .scene-box') !== null);
  const player = find('#card-lineage plan-player');
  expect(player.querySelector('.scene-box')?.getAttribute('aria-label')).toMatch(
    /towers? from the table up: .* Goal: /,
  );
  const slider = player.querySelector<HTMLInputElement>('input[type=range]')!;
  slider.value = slider.max;
  slider.dispatchEvent(new Event('input'));
  await until(() => player.textContent!.includes('The goal is reached.'));
  expect(player.querySelectorAll('.blocks-scene figure:first-child .block.right').length).toBeGreaterThan(0);
  await press('One step back');
  await until(
    () => player.querySelector('output')?.textContent === `${Number(slider.max) - 1} / ${slider.max}`,
  );
});

test('a person curates by keys: keep, discard, go on, take back; the rest is discarded', async () => {
  open(`generations=1&curation=person&${SMALL}`);
  await until(() => find('#deploy-curator') !== null);
  const field = find<HTMLInputElement>('#deploy-curator');
  field.value = 'Ada';
  field.dispatchEvent(new Event('change'));
  await submit();
  await state('Your turn');
  await until(() => find('curation-view .case') !== null);
  const desk = page.run.desk!;
  const figure = () => find('.curation-card .figure').textContent;
  const total = desk.cases.length;
  key('ArrowRight');
  await until(() => find('.case').textContent!.includes(`Plan 2 of ${total}`));
  key('k');
  await until(() => figure() === `1 of ${total} plans decided, 1 kept`);
  expect(desk.verdictOf(desk.cases[1])).toBe('kept');
  expect(find('.case').textContent).toContain(`Plan 3 of ${total}`);
  key('d');
  await until(() => figure() === `2 of ${total} plans decided, 1 kept`);
  key('u');
  await until(() => figure() === `1 of ${total} plans decided, 1 kept`);
  expect(find('.curation-card [role=status]').textContent).toBe('The last decision is taken back.');
  await press('Teach the next generation');
  await until(() => page.run.opened?.facts.generation === 1 && page.run.phase === 'curating');
  expect([...page.run.opened!.facts.pool.traces.values()]).toMatchObject([
    { task: desk.cases[1].attempt.task, keptBy: 'Ada' },
  ]);
  await press('Keep all valid plans');
  await press('Finish');
  await state('Done');
  expect(page.run.opened!.facts.generations[1].kept).toBeGreaterThan(0);
});

test('decisions that are not all made are there after a reload', async () => {
  open(`${SMALL}&curation=person`);
  await submit();
  await state('Your turn');
  await until(() => find('curation-view .case') !== null);
  key('k');
  key('d');
  const { id } = page.run;
  await until(() => page.run.desk?.decided === 2);
  await page.run.decide();
  page.remove();
  open('', {}, id);
  await state('Your turn');
  await until(() => find('.curation-card .figure')?.textContent?.startsWith('2 of') ?? false);
});

test('a deployment that was stopped goes on where it was, and one that ran comes back with a reload', async () => {
  const held = Promise.withResolvers<void>();
  const before: FakeOptions['before'] = (what) => (what === 'fine-tune' ? held.promise : undefined);
  const tab = open(SMALL, { reach: 40, before });
  await submit();
  await until(() => page.run.opened?.facts.stage === 'fine-tune');
  const { id } = page.run;
  page.remove();
  // The tab is gone: its worker dies with its lock.
  held.resolve();
  await tab.close();
  open('', { reach: 40 });
  await state('Done');
  expect(page.run.id).toBe(id);
  expect(page.run.opened?.facts.generations).toHaveLength(3);
});

test('the control runs beside the deployment: differences only, both curves, who is ahead', async () => {
  open(SMALL);
  await submit();
  await state('Done');
  await press('Run the same without curation');
  await until(() => page.run.opened?.facts.plan.curation.by === 'none');
  await state('Done');
  await until(() => find('#card-beside .data-table') !== null);
  const [differences] = all('#card-beside table');
  const names = [...differences.querySelectorAll('tbody th')].map((each) => each.textContent);
  expect(names).toEqual(['Curation']);
  expect(all('#card-solved .chart-mark')).toHaveLength(12);
  expect(find('#card-beside .reading').textContent).toMatch(/At generation 2 “.*” is [\d.]+ points ahead of/);
});

test('a deployment goes to a file and comes back; a pool is merged, and what is not valid is left out', async () => {
  open(SMALL);
  await submit();
  await state('Done');
  const file = await saved('Whole deployment');
  const pool = JSON.parse(await (await saved('Export the pool')).text());
  give('stored-deployments input[type=file]', file, 'from Ada.json');
  await until(() => text().includes('The deployment is imported'));
  await until(() => all('stored-deployments li').length === 2);
  await until(() => page.run.opened?.name === 'from Ada');
  pool.traces[0].plan = '(pickup b1)';
  give('#card-lineage input[type=file]', JSON.stringify(pool), 'pool.json');
  await until(() => text().includes('Merged: 0 tasks with a new or shorter plan; 1 plan left out'));
  give('#card-lineage input[type=file]', '{"format":"goldilocks-pool-1"}', 'bad.json');
  await until(() => text().includes('bad.json: This is no pool of plans'));
  give('stored-deployments input[type=file]', 'no json', 'bad2.json');
  await until(() => text().includes('bad2.json: This is no stored deployment.'));
  expect(all('stored-deployments li')).toHaveLength(2);
});

test('the gradients are compared on request, and what comes of it is said in words', async () => {
  let fails = true;
  const before: FakeOptions['before'] = (what) => {
    if (what === 'check' && fails)
      throw new LabError('bad-argument', 'None of 96 attempts was valid.', 'So.');
  };
  open(SMALL, { reach: 40, before });
  await submit();
  await state('Done');
  await press('Check it');
  await until(() => find('#card-gradient .problem')?.textContent === 'None of 96 attempts was valid. So.');
  fails = false;
  await press('Check it');
  await until(() => find('#card-gradient table') !== null);
  expect(find('#card-gradient [role=status] p').textContent).toBe(
    'Yes, on 12 attempts of generation 2, 3 of them valid, both gradients point the same way, and REINFORCE’s is 0.2500 times as long; the theorem says 3/12 = 0.2500. No parameter’s two values differ by more than a thousandth of a percent of the largest.',
  );
  expect(cells('gradient').at(-2)).toEqual(['Ratio of their lengths', '0.250000', 'N⁺/N = 0.250000']);
});

test('own files: each that is wrong is named with its place, the others are deployed on, stored and handed on', async () => {
  open('domain=Strips-v1&generations=1&samples=2&runs=2&ownHeldOut=1');
  await until(() => find('own-problems-card input') !== null);
  expect(find('#deploy-sizes')).toBeNull();
  const card = () => find('own-problems-card').textContent!.replace(/\s+/g, ' ');
  const [domain, problems] = ['input:not([multiple])', 'input[multiple]'].map(
    (each) => `own-problems-card ${each}`,
  );
  await submit();
  await until(() => text().includes('There are no problems of your own to deploy on yet.'));
  giveAll(domain, [fileOf(FERRY)]);
  await until(
    () => card().includes('plays the domain "ferry"') && card().includes('A chat model can deploy'),
  );
  giveAll(domain, [fileOf(BLOCKS)]);
  await until(() =>
    card().includes('Domain “blocksworld”, played by the planner of Blocksworld. Now choose'),
  );
  const broken = new File(['(define (problem p)\n (:domain blocksworld) (:init (zap)) (:goal))'], 'a.pddl');
  giveAll(problems, [broken, ...[10, 2, 3, 4].map(ownProblem).map(fileOf)]);
  await until(() => card().includes('4 problems, 1 left out.'));
  expect(card()).toContain('a.pddl: Line 2, column 32: there is no predicate "zap".');
  await submit();
  await state('Done');
  const { plan } = page.run.opened!.facts;
  // By the files’ names, 10 is the last one.
  expect([plan.seeds, plan.heldOut]).toEqual(
    [[2, 3, 4], [10]].map((seeds) => ownSource(seeds).problems.map(taskOf)),
  );
  expect(page.run.opened!.name).toBe('own blocksworld, 3 tasks, valid plans kept');
  await press('Task blocksworld-2');
  await until(() => find('#card-lineage .blocks-scene') !== null);
  const file = await saved('Whole deployment');
  give('stored-deployments input[type=file]', file, 'mine.json');
  await until(() => all('stored-deployments li').length === 2);
  const pool = await saved('Export the pool');
  give('#card-lineage input[type=file]', pool, 'pool.json');
  await until(() => text().includes('Merged: 0 tasks'));
  await press('New deployment');
  await until(() => card().includes('Domain “blocksworld”') && card().includes('4 problems.'));
});

test('what is deleted can be brought back, and a new name stays', async () => {
  open(SMALL);
  await submit();
  await state('Done');
  await press('Rename');
  await until(() => find('.rename input') !== null);
  find<HTMLInputElement>('.rename input').value = 'Mine';
  find<HTMLFormElement>('.rename').requestSubmit();
  await until(() => find('stored-deployments a')?.textContent === 'Mine');
  await press('Delete Mine');
  await until(() => text().includes('“Mine” is deleted.') && find('deploy-hero') !== null);
  await press('Undo');
  await until(() => find('stored-deployments a')?.textContent === 'Mine');
});

test('a failure is said with its hint, and Continue goes on from the last stage', async () => {
  let fails = true;
  const before: FakeOptions['before'] = (what) => {
    if (what === 'fine-tune' && fails)
      throw new LabError('out-of-memory', 'The learner ran out of memory.', 'Close other tabs.');
  };
  open(SMALL, { reach: 40, before });
  await submit();
  await state('Failed');
  expect(find('deploy-progress').textContent).toContain('The learner ran out of memory. Close other tabs.');
  fails = false;
  await press('Continue');
  await state('Done');
});

test('an address that is wrong says what is wrong, and starts nothing', async () => {
  open('domain=Chess&tasks=-3&generations=2&curation=person');
  await until(() => document.querySelectorAll('.notice.failure').length === 2);
  expect(find<HTMLInputElement>('#deploy-generations').value).toBe('2');
  expect(page.run.phase).toBe('empty');
});
