// The Deploy page on the build, with its real worker, the shipped planner and the real learner: a tiny deployment that a reload
// interrupts, a person who keeps one plan by key, files, a link in another browser, and the looks of it all.

import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { fits, fitsIn, looks, oneVisit, PHONE, savedText } from './any-page.ts';

const SETUP = 'tasks=8&heldOut=4&generations=1&samples=2&runs=2&epochs=2&rank=4&alpha=8&curation=person';
const visit = oneVisit({ path: `#/deploy?${SETUP}`, reducedMotion: 'reduce' });

const state = (page: Page, wanted: string) =>
  page.locator('deploy-progress .state', { hasText: wanted }).waitFor({ timeout: 60_000 });

test('the base model tries its tasks, and the page waits for a person', async () => {
  const { page } = visit();
  await page.getByRole('button', { name: /^Run the example/ }).waitFor();
  await fits(page, 'deploy-empty');
  await page.locator('#deploy-curator').fill('Ada');
  await page.locator('#deploy-curator').blur();
  await page.locator('deploy-form button[type=submit]').click();
  await state(page, 'Your turn');
  await page.locator('curation-view .blocks-scene').waitFor();
  expect(await page.evaluate(() => location.hash)).toMatch(/^#\/deploy\/[0-9a-f]{16}$/);
});

test.each(looks(PHONE))('the curation view is accessible and fits in: %s', async (name, look) => {
  const { page } = visit();
  await fitsIn(page, look, `deploy-curation-${name}`);
});

test('a person keeps one plan by key; over a reload the decision stays', async () => {
  const { page } = visit();
  const card = page.locator('.curation-card');
  // Without motion a plan stands still until it is stepped.
  expect(await card.locator('output').textContent()).toMatch(/^0 \/ \d+$/);
  await card.getByRole('button', { name: 'One step on' }).click();
  expect(await card.locator('output').textContent()).toMatch(/^1 \/ \d+$/);
  while (!(await card.locator('.case').textContent())?.includes('accepts it'))
    await page.keyboard.press('ArrowRight');
  await page.keyboard.press('k');
  await card.locator('.figure', { hasText: '1 kept' }).waitFor();
  await page.reload();
  await page.locator('.curation-card .figure', { hasText: '1 kept' }).waitFor();
});

test('what was kept teaches the next generation; a reload in mid-run goes on where it was', async () => {
  const { page } = visit();
  await page.getByRole('button', { name: 'Teach the next generation' }).click();
  // So small a pool is taught in a moment: whatever stage it has come to by then, the reload goes on from there.
  await page
    .locator('deploy-progress', { hasText: /Generation 1 |1 of 2 generations/ })
    .waitFor({ timeout: 60_000 });
  await page.reload();
  await state(page, 'Your turn');
  await page.locator('#card-lineage', { hasText: 'Ada: 1' }).waitFor();
  await page.getByRole('button', { name: 'Keep all valid plans' }).click();
  await page.getByRole('button', { name: 'Finish' }).click();
  await state(page, 'Done');
  const columns = page.locator('#card-generations thead th');
  await expect.poll(() => columns.allTextContents()).toEqual(['', 'Base', 'Generation 1']);
});

test('figures and pool can be saved, and a pool of the class is merged', async () => {
  const { page } = visit();
  const figures = JSON.parse(await savedText(page, 'JSON'));
  expect([figures.format, figures.generations.length, figures.generations[1].training.steps > 0]).toEqual([
    'goldilocks-deployment-figures-1',
    2,
    true,
  ]);
  const pool = JSON.parse(await savedText(page, 'Export the pool'));
  expect(pool.traces.every(({ keptBy }: { keptBy: string }) => keptBy === 'Ada')).toBe(true);
  const file = {
    name: 'class.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(pool)),
  };
  await page.locator('#card-lineage input[type=file]').setInputFiles(file);
  await page.getByText('Merged: 0 tasks with a new or shorter plan.').waitFor();
  const svg = await savedText(page, 'Save Solved tasks over the generations as SVG');
  expect(svg).toMatch(/^<\?xml[^>]*\?>\s*<svg /);
});

test.each(looks(PHONE))('full of figures it is accessible and fits in: %s', async (name, look) => {
  const { page } = visit();
  await fitsIn(page, look, `deploy-${name}`);
});

test('nothing failed, and nobody else was asked', () => {
  const { errors, foreign } = visit();
  expect([errors, foreign]).toEqual([[], []]);
});
