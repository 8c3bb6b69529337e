// Two runs of one seed side by side on the built page: steered by a person, by a coach, as in an earlier run, and two
// stored runs replayed. Both keep one clock, both are stored, both can be shared.

import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { fits, looks } from './any-page.ts';
import { type Lab, openLab } from './harness.ts';
import { pause, setSpeed, verdict, waitForStep } from './play-page.ts';

const NARROW = { width: 360, height: 740 };
let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

/** A figure of both runs as the table shows it. */
const figures = async (page: Page, name: string) => {
  const row = page.locator('compare-tables tr', {
    has: page.locator('th', { hasText: new RegExp(`^${name}$`) }),
  });
  return row.locator('td').allTextContents();
};
const stepsShown = async (page: Page) =>
  (await figures(page, 'Steps')).map((text) => Number(text.replaceAll(/\D/g, '')));
const waitForSteps = (page: Page, step: number) =>
  expect
    .poll(async () => Math.max(...(await stepsShown(page))), { timeout: 60_000, interval: 50 })
    .toBeGreaterThanOrEqual(step);
const playSpeed = (page: Page, speed: number) =>
  page.locator('compare-bar .speeds label', { has: page.locator(`input[value="${speed}"]`) }).click();
const pauseBoth = async (page: Page) => {
  await page.locator('compare-bar').getByRole('button', { name: 'Pause' }).click();
  await page.locator('compare-bar').getByRole('button', { name: 'Play' }).waitFor();
};

test('two live runs of a seed keep in step, differ only where one is steered, and are both stored and shared', async () => {
  const { page, errors, close } = await lab.visit({ path: '#/compare?seed=3&model=teacher&speed=30' });
  await waitForSteps(page, 10);
  await page.getByText('So far both did the same.').waitFor();
  await page.keyboard.press('p');
  await page.locator('#plan-text').fill('explore north');
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText(/They first did different things at step \d+\./).waitFor();
  await page.getByText(/▲ by a person or coach/).waitFor();
  await waitForSteps(page, 60);
  await pauseBoth(page);
  const [left, right] = await stepsShown(page);
  const [, state] = await figures(page, 'State');
  if (state === 'alive') expect(left).toBe(right);
  expect((await figures(page, 'Plans by a person or coach'))[0]).toBe('0');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Share Steered by you' }).click();
  const link = await page.locator('#share-link').inputValue();
  await page.keyboard.press('Escape');
  await page.goto(`${lab.url}#/runs`);
  await page.getByRole('link', { name: 'Seed 3, unsteered' }).waitFor();
  await page.getByRole('link', { name: 'Seed 3, steered' }).waitFor();
  await page.goto(link);
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await verdict(page)).toMatch(/^Equal\./);
  expect(errors).toEqual([]);
  await close();
});

test('a person’s run on Play is compared with what its seed brings alone: their steps are taken again to the letter', async () => {
  const { page, errors, close } = await lab.visit({ path: '#/play?model=teacher&speed=10&seed=5' });
  await waitForStep(page, 2);
  await page.keyboard.press('p');
  await page.locator('#plan-text').fill('explore south');
  await page.keyboard.press('Enter');
  await page
    .locator('plan-card')
    .getByText(/Written by you/)
    .waitFor();
  await setSpeed(page, 30);
  await waitForStep(page, 30);
  const played = await pause(page);
  const actions = await page.evaluate(() =>
    (
      document.querySelector('play-page') as unknown as { run: { view: { steps: { action: number }[] } } }
    ).run.view.steps.map(({ action }) => action),
  );
  await page.getByRole('button', { name: 'Compare with an unsteered run from the same seed' }).click();
  await page.getByRole('heading', { name: 'Two runs side by side' }).waitFor();
  await playSpeed(page, 0);
  await waitForSteps(page, played);
  const again = await page.evaluate(() =>
    [...document.querySelectorAll('compare-side')].map((side) =>
      (side as unknown as { view: { steps: { action: number }[] } }).view.steps.map(({ action }) => action),
    ),
  );
  expect(again[1].slice(0, played)).toEqual(actions.slice(0, played));
  expect(again[0].slice(0, played)).not.toEqual(actions.slice(0, played));
  expect(errors).toEqual([]);
  await close();
});

test('a coach steers the right run of the language model, and two stored runs are replayed side by side', async () => {
  const { page, errors, close } = await lab.visit({ path: '#/compare?seed=8&steer=scripted&speed=0&cap=30' });
  await page.getByRole('heading', { name: /Steered by a coach/ }).waitFor();
  await waitForSteps(page, 30);
  expect((await figures(page, 'State')).every((state) => /step limit|died/.test(state))).toBe(true);
  const plans = (await figures(page, 'Plans by a person or coach')).map(Number);
  expect(plans[0]).toBe(0);
  expect(plans[1]).toBeGreaterThan(1);
  const achieved = await figures(page, 'Achievements');
  await page.goto(`${lab.url}#/runs`);
  await page.getByRole('checkbox', { name: 'Select Seed 8, unsteered' }).check();
  const compare = page.getByRole('button', { name: 'Compare two' });
  expect(await compare.isDisabled()).toBe(true);
  await page.getByRole('checkbox', { name: 'Select Seed 8, steered' }).check();
  await compare.click();
  await page.getByRole('slider', { name: 'Step of both runs' }).fill('30');
  await expect
    .poll(async () => [...(await figures(page, 'Achievements'))].sort())
    .toEqual([...achieved].sort());
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('slider', { name: 'Step of both runs' }).fill('0');
  expect(await figures(page, 'Steps')).toEqual(['0', '0']);
  expect(errors).toEqual([]);
  await close();
});

test.each(looks(NARROW))('Compare and the plan writer are accessible and fit in: %s', async (name, look) => {
  const { page, errors, close } = await lab.visit({
    ...look,
    path: '#/compare?seed=9&model=teacher&speed=30&steer=scripted',
  });
  const check = (what: string) => fits(page, `${what}-${name}`);
  await waitForSteps(page, 40);
  await pauseBoth(page);
  await page.locator('.compare-setup summary').click();
  await check('compare');
  await page.goto(`${lab.url}#/play?model=teacher&speed=30&seed=9`);
  await waitForStep(page, 10);
  await page.keyboard.press('p');
  await page.locator('#plan-text').fill('chop 3 logs then sing, make wood pickaxe ');
  await page.getByRole('listbox', { name: 'Suggestions' }).waitFor();
  await check('plan-writer');
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'until I replace it' }).check();
  await page.getByRole('button', { name: 'Follow this plan' }).click();
  await page
    .locator('plan-card')
    .getByText(/Written by you, \d+/)
    .waitFor();
  await waitForStep(page, 60);
  await pause(page);
  await check('steered');
  expect(errors).toEqual([]);
  await close();
});

test('runs that are not here, and a coach that does not exist, are told in a sentence', async () => {
  const { page, close } = await lab.visit({ path: '#/compare?a=none&b=../x' });
  await page.getByRole('heading', { name: 'These runs cannot be compared' }).waitFor();
  await page.goto(`${lab.url}#/compare?model=teacher&steer=%3Cb%3Enobody`);
  await page.getByText('There is no coach "<b>nobody".').waitFor();
  await page.getByRole('heading', { name: /Steered by you/ }).waitFor();
  await close();
});
