// A first visit: the world is there, the agent plays, the controls and keys do what they say, nothing goes to another
// server and nothing is logged as an error.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { type Lab, openLab } from './harness.ts';
import { figure, markTime, pause, pictureHash, setSpeed, stepShown, waitForStep } from './play-page.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

test('a first visit draws the world, then the agent plays it and says what it plans', async () => {
  const { page, errors, foreign, close } = await lab.visit();
  expect(await markTime(page, 'first-world')).toBeLessThan(5000);
  expect(await markTime(page, 'first-decision')).toBeLessThan(20_000);
  await waitForStep(page, 20);
  await page.locator('plan-card .plan-by', { hasText: 'Written by the agent' }).waitFor();
  expect(Number(await figure(page, 'Plans'))).toBeGreaterThan(0);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await seriousFindings(page)).toEqual([]);
  expect(errors).toEqual([]);
  expect(foreign).toEqual([]);
  await close();
});

test('pause stands still, step takes one step, and play goes on', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&speed=10', reducedMotion: 'reduce' });
  await waitForStep(page, 5);
  const paused = await pause(page);
  const picture = await pictureHash(page);
  await page.waitForTimeout(700);
  expect(await stepShown(page)).toBe(paused);
  expect(await pictureHash(page)).toBe(picture);
  await page.getByRole('button', { name: 'Step' }).click();
  await waitForStep(page, paused + 1);
  expect(await stepShown(page)).toBe(paused + 1);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await waitForStep(page, paused + 10);
  await close();
});

test('the speed buttons change how fast it plays', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&speed=1' });
  await waitForStep(page, 1);
  const slowFrom = await stepShown(page);
  await page.waitForTimeout(3000);
  const slow = (await stepShown(page)) - slowFrom;
  expect(slow).toBeGreaterThanOrEqual(1);
  expect(slow).toBeLessThanOrEqual(5);
  await setSpeed(page, 0);
  const fastFrom = await stepShown(page);
  await page.waitForTimeout(3000);
  expect((await stepShown(page)) - fastFrom).toBeGreaterThan(30);
  await close();
});

test('the keyboard alone plays, steps, restarts and shows the map', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&speed=5' });
  await waitForStep(page, 3);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  const paused = await stepShown(page);
  await page.keyboard.press('.');
  await waitForStep(page, paused + 1);
  await page.keyboard.press('m');
  expect(await page.getByRole('button', { name: 'Whole map' }).getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('r');
  await page.waitForFunction(() =>
    document.querySelector('telemetry-panel')?.textContent?.includes('Playing'),
  );
  expect(await stepShown(page)).toBeLessThan(paused);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Help' }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await close();
});

test('the same seed plays out the same, another seed does not, and the address carries the settings', async () => {
  const pictures: string[] = [];
  for (const seed of ['11', '11', '12']) {
    const { page, close } = await lab.visit({
      path: `#/play?model=teacher&seed=${seed}&size=32&cap=5&speed=0`,
    });
    await page.getByText('The step limit was reached at step 5.').waitFor();
    pictures.push(await pictureHash(page));
    expect(await page.locator('#knob-seed').inputValue()).toBe(seed);
    expect(page.url()).toContain(`seed=${seed}`);
    await close();
  }
  expect(pictures[0]).toBe(pictures[1]);
  expect(pictures[0]).not.toBe(pictures[2]);
});

test('a run ends at its step limit and says what was reached', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&speed=0&cap=60' });
  await page.getByText('The step limit was reached at step 60.').waitFor();
  expect(await stepShown(page)).toBe(60);
  await close();
});
