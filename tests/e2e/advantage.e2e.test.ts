// "Was this plan worth it?" on a real replay, with the shipped model in its worker: a result, a cancel that stops, and a
// page that stays accessible and fits.

import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printed } from '../cli/run-lab.ts';
import { fits, looks, SMALL_PHONE } from './any-page.ts';
import { type Lab, openLab } from './harness.ts';

let lab: Lab;
/** A run of 40 steps by the shipped model. */
let fragment: string;

beforeAll(async () => {
  lab = await openLab();
  const { link } = await printed<{ link: string }>('run', '--seed', '5', '--steps', '40');
  fragment = link.slice(link.indexOf('#'));
});
afterAll(() => lab.close());

/** Opens the panel at a step, with these dials. */
async function openPanel(page: Page, step: number, forks: number, horizon: number): Promise<void> {
  await page.getByRole('slider', { name: 'Step of the run' }).fill(String(step));
  await page.getByText('Was this plan worth it?').click();
  await page.getByRole('spinbutton', { name: 'Forks' }).fill(String(forks));
  await page.getByRole('spinbutton', { name: 'Horizon' }).fill(String(horizon));
}

test('two steps are measured, compared, and lead back to each other', async () => {
  const requested: string[] = [];
  const { page, context, errors, foreign, close } = await lab.visit({ path: fragment });
  context.on('request', (request) => requested.push(request.url()));
  await openPanel(page, 12, 4, 6);
  expect(requested.filter((url) => /models\//.test(url))).toEqual([]);
  await page.getByRole('button', { name: 'Measure at step 12' }).click();
  const verdict = page.locator('advantage-panel .verdict');
  await verdict.filter({ hasText: 'Step 12.' }).waitFor({ timeout: 90_000 });
  expect(await verdict.textContent()).toMatch(/4 pairs.*over 6 steps.*a hint/s);
  await page.getByRole('slider', { name: 'Step of the run' }).fill('20');
  await page.getByRole('button', { name: 'Measure at step 20' }).click();
  await verdict.filter({ hasText: 'Step 20.' }).waitFor({ timeout: 60_000 });
  expect(await page.locator('.whisker svg').count()).toBe(2);
  await page.getByRole('button', { name: 'Go to step 12' }).click();
  await page.getByRole('button', { name: 'Measure at step 12' }).waitFor();
  expect([...errors, ...foreign]).toEqual([]);
  await close();
});

test('cancel stops the worker’s computing, and it measures again afterwards', async () => {
  const { page, close } = await lab.visit({ path: fragment });
  await openPanel(page, 8, 64, 32);
  await page.getByRole('button', { name: 'Measure at step 8' }).click();
  const bar = page.locator('advantage-panel progress');
  await page.waitForFunction(
    () => (document.querySelector<HTMLProgressElement>('advantage-panel progress')?.value ?? 0) > 0.05,
    undefined,
    { timeout: 90_000, polling: 20 },
  );
  await page.locator('advantage-panel').getByRole('button', { name: 'Cancel' }).click();
  await bar.waitFor({ state: 'detached' });
  await page.getByRole('spinbutton', { name: 'Forks' }).fill('2');
  await page.getByRole('spinbutton', { name: 'Horizon' }).fill('2');
  await page.getByRole('button', { name: 'Measure at step 8' }).click();
  // Were the 64 forks still being played, this small measurement would wait for them.
  await page.locator('advantage-panel .verdict').waitFor({ timeout: 60_000 });
  expect(await page.locator('advantage-panel .verdict').textContent()).toContain('over 2 steps');
  expect(await page.locator('.whisker svg').count()).toBe(1);
  await close();
});

test.each(looks(SMALL_PHONE))('the panel is accessible and fits in: %s', async (name, look) => {
  const { page, errors, close } = await lab.visit({ ...look, path: fragment });
  await openPanel(page, 30, 4, 3);
  await page.getByRole('button', { name: 'Measure at step 30' }).click();
  await page.locator('advantage-panel .verdict').waitFor({ timeout: 90_000 });
  await page.getByText('Measured steps as a table').click();
  await fits(page, `advantage-${name}`);
  expect(errors).toEqual([]);
  await close();
});
