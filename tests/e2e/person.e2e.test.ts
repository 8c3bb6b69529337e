// A person in the loop: playing in the agent's place, and writing the plan it follows. All of it goes into the record.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { type Lab, openLab } from './harness.ts';
import { pause, setSpeed, shareLink, stepShown, verdict, waitForStep } from './play-page.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

test('a person takes over with the keyboard, gives back, and the record tells their steps apart', async () => {
  const { page, errors, close } = await lab.visit({ path: '#/play?model=teacher&speed=5&seed=3' });
  await waitForStep(page, 3);
  await page.keyboard.press('t');
  await page.getByRole('heading', { name: 'You play' }).waitFor();
  await page.waitForTimeout(400);
  const before = await stepShown(page);
  for (const key of ['w', 'a', 'ArrowDown', 'ArrowRight', 'x']) await page.keyboard.press(key);
  await waitForStep(page, before + 5);
  await page.waitForTimeout(500);
  expect(await stepShown(page)).toBe(before + 5);
  await page.getByText('Last action: wait (you).').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Give back to the agent' }).click();
  await waitForStep(page, before + 8);
  await pause(page);
  const link = await shareLink(page);
  await page.goto(link);
  await page.getByRole('slider', { name: 'Step of the run' }).fill(String(before + 5));
  await page.getByText('Last action: wait (you).').waitFor();
  expect(await verdict(page)).toMatch(/^Equal\./);
  expect(errors).toEqual([]);
  await close();
});

test('a written plan is followed until it is replaced, with its age, and the agent plans again when told', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&speed=10&seed=3' });
  await waitForStep(page, 3);
  await page.keyboard.press('p');
  await page.locator('#plan-text').fill('collect 3 wood then place table');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Follow this plan' }).click();
  const card = page.locator('plan-card');
  await card.getByText('collect 3 wood then place table').first().waitFor();
  await card.getByText(/Written by you, \d+ steps? ago/).waitFor();
  const written = await stepShown(page);
  await waitForStep(page, written + 25);
  expect(await card.locator('.plan-text').textContent()).toBe('collect 3 wood then place table');
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Let the agent plan again' }).click();
  await setSpeed(page, 30);
  await card.getByText('Written by the agent').waitFor();
  await close();
});

test.each([
  ['markup', '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> <b>wood</b>'],
  ['any script', '木を5つ集める، ثم اصنع طاولة 🌲 далее'],
])('a plan with %s is shown as the text it is, live and in a replay', async (_what, plan) => {
  const { page, errors, close } = await lab.visit({ path: '#/play?model=teacher&speed=5&seed=3' });
  await waitForStep(page, 2);
  await page.keyboard.press('p');
  await page.locator('#plan-text').fill(plan);
  await page.keyboard.press('Enter');
  await page.locator('plan-card .plan-text', { hasText: plan.slice(-6) }).waitFor();
  expect(await page.locator('plan-card .plan-text').textContent()).toBe(plan);
  await page.waitForTimeout(500);
  await pause(page);
  const link = await shareLink(page);
  await page.goto(link);
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  await page.keyboard.press('End');
  expect(await page.locator('plan-card .plan-text').textContent()).toBe(plan);
  expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined();
  expect(await page.locator('plan-card img, plan-card b, plan-card script').count()).toBe(0);
  expect(errors).toEqual([]);
  await close();
});

test('a plan cannot be longer than 500 characters', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&speed=1' });
  await waitForStep(page, 1);
  await page.keyboard.press('p');
  await page.locator('#plan-text').focus();
  await page.keyboard.insertText('wood '.repeat(2000));
  expect((await page.locator('#plan-text').inputValue()).length).toBe(500);
  await page.keyboard.press('Enter');
  await page
    .locator('plan-card')
    .getByText(/Written by you/)
    .waitFor();
  await close();
});
