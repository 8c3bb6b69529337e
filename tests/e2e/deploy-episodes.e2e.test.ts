// Crafter's episodes on the build's Deploy page, with its real worker, the shipped model and the real learner: a tiny deployment, the
// same without curation beside it, a reload, and the looks of it all.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginDeployment } from '../../src/deployment/deployment-run.ts';
import { writeState } from '../../src/deployment/state-file.ts';
import { planOf } from '../services/fake-planner.ts';
import { fitsIn, looks, PHONE, tableOf } from './any-page.ts';
import { type Lab, openLab, type Visit } from './harness.ts';

const SETUP =
  'domain=Crafter-v1&tasks=3&heldOut=2&maxSteps=30&generations=1&samples=2&epochs=1&rank=4&alpha=8';
let lab: Lab;
let visit: Visit;

beforeAll(async () => {
  lab = await openLab();
  visit = await lab.visit({ path: `#/deploy?${SETUP}`, reducedMotion: 'reduce' });
});
afterAll(() => lab.close());

const state = (wanted: string) =>
  visit.page.locator('deploy-progress .state', { hasText: wanted }).waitFor({ timeout: 100_000 });
const card = () => visit.page.locator('#card-beside');
const marks = () => visit.page.locator('#card-progress .chart-mark').count();

test('episodes are curated by progress and teach the next generation; the same runs without curation', async () => {
  const { page } = visit;
  await page.locator('episode-form button[type=submit]').click();
  await state('Done');
  expect(await marks()).toBe(4);
  await page.getByRole('button', { name: 'Run the same without curation' }).click();
  await page.getByRole('heading', { name: 'Crafter, 3 worlds, uncurated' }).waitFor();
  await state('Done');
  expect(await card().locator('table').first().locator('tbody th').allTextContents()).toEqual(['Curation']);
  expect(await marks()).toBe(8);
  // The base is the same model in the same worlds, with the same dice.
  const [base] = (await tableOf(page, 'beside')).filter(([n]) => n === '0');
  expect(base.slice(1, 4)).toEqual(base.slice(5, 8));
  expect(await card().locator('.reading').textContent()).toContain('points in the same worlds');
}, 240_000);

test.each(looks(PHONE))('both side by side are accessible and fit in: %s', async (name, look) => {
  await fitsIn(visit.page, look, `deploy-episodes-beside-${name}`);
});

test.each(looks(PHONE))(
  'a large file is judged with a bar and a way out, which fit in: %s',
  async (name, look) => {
    const { page } = visit;
    const seeds = Array.from({ length: 9_000 }, (_, i) => i);
    const plan = planOf({
      seeds,
      heldOut: [],
      samples: 1,
      runs: 1,
      source: { world: 'Sokoban-v1', sizes: {} },
    });
    const attempt = { sample: 0, plan: '(move a b)', steps: 1, tokens: 4, valid: true, fault: null };
    const attempts = seeds.map((task) => ({ ...attempt, task }));
    const state = { ...beginDeployment(plan), stage: 'curate', attempts } as const;
    await page.locator('stored-deployments input[type=file]').setInputFiles({
      ...{ name: 'large.json', mimeType: 'application/json', buffer: Buffer.from(writeState(state)) },
    });
    const cancel = page.getByRole('button', { name: 'Cancel the import' });
    await cancel.waitFor();
    await fitsIn(page, look, `deploy-import-${name}`);
    await cancel.click();
    await cancel.waitFor({ state: 'detached' });
    expect(await page.locator('stored-deployments li').count()).toBe(2);
  },
);

test('after a reload both are there, and either lies beside the other', async () => {
  const { page, errors, foreign } = visit;
  await page.reload();
  await state('Done');
  await page.getByLabel('Beside it').selectOption({ label: 'Crafter, 3 worlds, the best kept' });
  await expect.poll(marks).toBe(8);
  expect([errors, foreign]).toEqual([[], []]);
});
