// A person in the loop: playing in the agent's place, and writing the plan it follows. All of it goes into the record.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { type Lab, openLab } from './harness.ts';
import { messageAbout, pause, setSpeed, shareLink, stepShown, verdict, waitForStep } from './play-page.ts';

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

test('a plan that is pinned is followed until it is replaced, with its age, and the agent plans again when told', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&speed=10&seed=3' });
  await waitForStep(page, 3);
  await page.keyboard.press('p');
  await page.locator('#plan-text').fill('collect 3 wood then place table');
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'until I replace it' }).check();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Follow this plan' }).click();
  const card = page.locator('plan-card');
  await card.getByText('collect 3 wood then place table').first().waitFor();
  await card.getByText(/Written by you, \d+ steps? ago; kept until you replace it/).waitFor();
  const written = await stepShown(page);
  await waitForStep(page, written + 25);
  expect(await card.locator('.plan-text').textContent()).toBe('collect 3 wood then place table');
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Let the agent plan again' }).click();
  await setSpeed(page, 30);
  await card.getByText('Written by the agent').waitFor();
  await close();
});

test('a plan is chosen from the suggestions by keyboard, ends when it is done, and the record replays the same', async () => {
  const { page, errors, close } = await lab.visit({ path: '#/play?model=teacher&speed=10&seed=3' });
  await waitForStep(page, 2);
  await page.keyboard.press('p');
  await page.locator('#plan-text').waitFor();
  await page.keyboard.type('collect 1 sap');
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await list.getByRole('option', { name: /^collect 1 sapling/ }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await page.locator('#plan-text').inputValue()).toBe('collect 1 sapling');
  await page.keyboard.press('Enter');
  await page
    .locator('plan-card')
    .getByText(/kept until it is done/)
    .waitFor();
  await setSpeed(page, 30);
  await messageAbout(page, /Your plan is done: the agent plans again/);
  await pause(page);
  await page.locator('.timeline-table summary').click();
  const table = page.locator('.timeline-table table');
  await table.getByRole('row', { name: /Plan by you collect 1 sapling/ }).waitFor();
  const link = await shareLink(page);
  await page.goto(link);
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await verdict(page)).toMatch(/^Equal\./);
  expect(errors).toEqual([]);
  await close();
});

test('a plan written while the run stands is shown as waiting; the next decision follows it', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&speed=5&seed=3' });
  await waitForStep(page, 2);
  const at = await pause(page);
  await page.keyboard.press('p');
  await page.locator('#plan-text').fill('explore west');
  await page.getByRole('button', { name: 'Follow this plan' }).click();
  const card = page.locator('plan-card');
  await card.getByText(/Written by you, waiting for the next decision/).waitFor();
  expect(await card.locator('.plan-text').textContent()).toBe('explore west');
  expect(await stepShown(page)).toBe(at);
  await page.keyboard.press('.');
  await card.getByText(/Written by you, just now/).waitFor();
  expect(await stepShown(page)).toBe(at + 1);
  await close();
});

test('with the language model at one decision a second, a plan is in force within a decision, not within a second', async () => {
  const { page, close } = await lab.visit({ path: '#/play?speed=1&seed=3' });
  await waitForStep(page, 1);
  const delays: number[] = [];
  for (const plan of ['explore west', 'explore east', 'collect 1 sapling']) {
    await page.keyboard.press('p');
    await page.locator('#plan-text').fill(plan);
    await page.keyboard.press('Enter');
    await page
      .locator('plan-card .plan-by')
      .getByText(/In force after \d+ ms/)
      .waitFor();
    delays.push(
      await page.evaluate(
        () => performance.getEntriesByName('plan-in-force', 'measure').at(-1)?.duration ?? NaN,
      ),
    );
    await page.evaluate(() => performance.clearMeasures('plan-in-force'));
    const step = await stepShown(page);
    await waitForStep(page, step + 1);
  }
  expect(Math.min(...delays)).toBeLessThan(500);
  console.info(`ms from writing a plan to having it in force: ${delays.map(Math.round).join(', ')}`);
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
