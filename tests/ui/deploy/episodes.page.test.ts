// A deployment on worlds on the Deploy page, over the real host in this thread: the form, the columns, a thumb by keys over an
// episode that is played back, the pool, and the address.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeployPage } from '../../../src/ui/deploy/deploy-page.ts';
import { DeployRun } from '../../../src/ui/deploy/deploy-run.ts';
import { key, until, within } from '../page-hands.ts';
import { type LocalDeployment, localDeployment } from './local-deployment.ts';
import '../../../src/ui/deploy/deploy-page.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/styles/main.css';

const SMALL = 'domain=Crafter-v1&tasks=3&heldOut=2&maxSteps=40&generations=1';
let name: string;
let page: DeployPage;
const locals: LocalDeployment[] = [];

function open(query: string): void {
  const local = localDeployment(name);
  locals.push(local);
  page = document.createElement('deploy-page') as DeployPage;
  page.run = new DeployRun(local.connect);
  Object.assign(page, { query });
  document.body.append(page);
}

const { find, all, cells: rows, submitForm } = within(() => page);
const state = (wanted: string) => until(() => find('deploy-progress .state')?.textContent === wanted);
const submit = () => submitForm('episode-form');

beforeEach(() => {
  name = `test-episodes-page-${crypto.randomUUID()}`;
  sessionStorage.clear();
  document.body.append(document.createElement('lab-notices'));
});
afterEach(async () => {
  page.remove();
  await Promise.all(locals.splice(0).map((local) => local.close()));
  document.body.replaceChildren();
  history.replaceState(null, '', '#');
  indexedDB.deleteDatabase(name);
});

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
