// A deployment on worlds on the Deploy page, over the real host in this thread: the form, the columns, a thumb by keys over an
// episode that is played back, the pool, and the address.

import { expect, test } from 'vitest';
import type { DeployPage } from '../../../src/ui/deploy/deploy-page.ts';
import { key, press, until, within } from '../page-hands.ts';
import { deployPages } from './deploy-pages.ts';

const SMALL = 'domain=Crafter-v1&tasks=3&heldOut=2&maxSteps=40&generations=1';
const openPage = deployPages();
let page: DeployPage;

function open(query: string, deploymentId = ''): void {
  ({ page } = openPage(query, deploymentId));
}

const { find, all, cells: rows, submitForm } = within(() => page);
const state = (wanted: string) => until(() => find('deploy-progress .state')?.textContent === wanted);
const submit = () => submitForm('episode-form');

test('Crafter is a domain of the form: its own knobs, its columns and curve, and its pool to look at', async () => {
  open(SMALL);
  await submit();
  await state('Done');
  const { facts } = page.run.episodes!;
  expect(facts.plan).toMatchObject({ source: { maxSteps: 40 }, curation: { by: 'best' }, samples: 2 });
  expect(facts.generations).toHaveLength(2);
  await until(() => all('#card-generations thead th').length === 3);
  const [progress] = rows('generations');
  expect(progress[0]).toBe('Progress, % (95 %)');
  expect(progress.slice(1).every((cell) => /^\d+\.\d \(\d+\.\d to \d+\.\d\)$/.test(cell))).toBe(true);
  expect(all('#card-progress .chart-mark')).toHaveLength(4);
  expect(rows('unlocked')).toHaveLength(22);
  find('#card-lineage .row-name').click();
  await until(() => find('#card-lineage episode-player canvas') !== null);
  expect(location.hash).toBe(`#/deploy/${page.run.id}`);
});

test('a thumb by keys over episodes that are played back teaches the next generation', async () => {
  open(`${SMALL}&curation=person`);
  await submit();
  await state('Your turn');
  await until(() => find('episode-thumbs episode-player canvas') !== null);
  const best = page.run.episodeDesk!.cases[0];
  const slider = () => find<HTMLInputElement>('episode-player input[type=range]');
  await until(() => Number(slider().value) > 3);
  key('p');
  await until(() => find('episode-player button[aria-label="Play the episode"]') !== null);
  slider().value = '0';
  slider().dispatchEvent(new Event('input'));
  await until(() => find('episode-player output').textContent === `0 / ${best.steps}`);
  key('k');
  await until(() => page.run.episodeDesk?.kept === 1);
  key('d');
  await until(() => page.run.episodeDesk?.decided === 2);
  key('u');
  await until(() => page.run.episodeDesk?.decided === 1);
  expect(find('.curation-card .figure').textContent).toBe('1 of 6 episodes decided, 1 kept');
  const bar = page.run.episodeDesk!.cases[2].progress;
  const keepRest = find('.curation-card > .buttons button');
  expect(keepRest.textContent?.trim()).toBe(`Keep all with at least ${bar.toFixed(0)} %`);
  keepRest.click();
  const atLeast = page.run.episodeDesk!.cases.filter(({ progress }) => progress >= bar).length;
  await until(() => page.run.episodeDesk?.kept === atLeast);
  key('u');
  await until(() => page.run.episodeDesk?.decided === 1);
  find('.curation-card .primary').click();
  await until(() => page.run.episodes?.facts.generation === 1 && page.run.phase === 'curating');
  expect([...page.run.episodes!.facts.pool.traces.values()].map((trace) => trace.key)).toEqual([best.key]);
});

test('the control runs beside the deployment: differences only, both curves, world by world; both are stored', async () => {
  open(SMALL);
  await submit();
  await state('Done');
  const first = page.run.id;
  await press('Run the same without curation');
  await until(() => page.run.episodes?.facts.plan.curation.by === 'none');
  await state('Done');
  await until(() => find('#card-beside .data-table') !== null);
  const names = all('#card-beside table')[0].querySelectorAll('tbody th');
  expect([...names].map((each) => each.textContent)).toEqual(['Curation']);
  expect(all('#card-progress .chart-mark')).toHaveLength(8);
  expect(find('#card-beside .reading').textContent).toMatch(
    /^At generation 1 “Crafter, 3 worlds, uncurated” against “Crafter, 3 worlds, the best kept”: [+-]?[\d.]+ \(.*\) points in the same worlds/,
  );
  expect(find('#card-beside').textContent).not.toContain('Run the same without curation');
  expect(page.run.episodes!.facts.generations[0].collecting).toEqual(
    (await page.run.client.service.open(first)).facts.generations[0].collecting,
  );

  // As after a reload: the one of the address, and beside it whatever is chosen.
  const { id } = page.run;
  page.remove();
  open('', first);
  await state('Done');
  await until(() => all('.beside option').length === 2);
  expect(all('#card-progress .chart-mark')).toHaveLength(4);
  const select = find<HTMLSelectElement>('.beside select');
  select.value = id;
  select.dispatchEvent(new Event('change'));
  await until(() => all('#card-progress .chart-mark').length === 8);
  select.value = '';
  select.dispatchEvent(new Event('change'));
  await until(() => all('#card-progress .chart-mark').length === 4);
});

test('a control that was stopped goes on from its last stage', async () => {
  open(`${SMALL.replace('generations=1', 'generations=3')}&curation=none`);
  await submit();
  await until(() => (page.run.episodes?.facts.generations.length ?? 0) === 1);
  await page.run.stop();
  await state('Stopped');
  const { id } = page.run;
  const [base] = page.run.episodes!.facts.generations;
  page.remove();
  open('', id);
  await state('Stopped');
  await press('Continue');
  await state('Done');
  const { generations } = page.run.episodes!.facts;
  expect([generations.length, generations[0]]).toEqual([4, base]);
});

test('plans of problems are not offered beside episodes, nor episodes beside plans', async () => {
  open('tasks=6&heldOut=0&generations=0&samples=2&runs=2');
  await submitForm('deploy-form');
  await state('Done');
  page.remove();
  open(SMALL);
  await submit();
  await state('Done');
  await until(() => all('stored-deployments li').length === 2);
  await until(() => find('#card-beside .beside') !== null);
  expect(all('.beside option').map((option) => option.textContent)).toEqual(['none']);
});

test('the address has the set-up, and another domain leads back to plans', async () => {
  open(`${SMALL}&curation=progress&least=30`);
  await until(() => find<HTMLSelectElement>('#deploy-curation')?.value === 'progress');
  expect(find<HTMLInputElement>('#deploy-least').value).toBe('30');
  const steps = find<HTMLInputElement>('#deploy-maxSteps');
  steps.value = '90';
  steps.dispatchEvent(new Event('change'));
  await until(() => location.hash.includes('maxSteps=90'));
  expect(location.hash).toContain('domain=Crafter-v1');
  const domain = find<HTMLSelectElement>('#deploy-domain');
  domain.value = 'Rovers-v1';
  domain.dispatchEvent(new Event('change'));
  await until(() => find('deploy-form') !== null);
  expect(find<HTMLSelectElement>('#deploy-domain').value).toBe('Rovers-v1');
});
