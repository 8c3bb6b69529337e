// A run becomes a link: another browser replays it without a model, verifies it, runs it again; Node verifies the same
// link, and the page opens a link that Node made.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { printed } from '../cli/run-lab.ts';
import { type Lab, openLab } from './harness.ts';
import {
  digestShown,
  pictureHash,
  setSpeed,
  shareLink,
  stepShown,
  verdict,
  waitForEnd,
  waitForStep,
} from './play-page.ts';

const RUN = '#/play?model=teacher&seed=21&size=32&cap=300&speed=0';

let lab: Lab;
let link: string;
/** Of the last step; motion is reduced wherever pictures are compared, because the night's noise drifts otherwise. */
let lastPicture: string;

beforeAll(async () => {
  lab = await openLab();
  const { page, close } = await lab.visit({ path: RUN, reducedMotion: 'reduce' });
  await waitForEnd(page, 300);
  await page.waitForTimeout(300);
  lastPicture = await pictureHash(page);
  link = await shareLink(page);
  await close();
});
afterAll(() => lab.close());

const fragmentOf = (address: string) => address.slice(address.indexOf('#'));

test('a 300-step run with plans is a link of at most 2,000 characters on this page’s address', () => {
  expect(link.startsWith(`${lab.url}#r=`)).toBe(true);
  expect(link.length).toBeLessThanOrEqual(2000);
});

test('the link replays in a fresh browser, loads no model, verifies equal and ends with the same picture', async () => {
  const requested: string[] = [];
  const context = await lab.browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  context.on('request', (request) => requested.push(request.url()));
  const { page, errors, foreign } = await lab.visit({ path: fragmentOf(link), context });
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await verdict(page)).toMatch(/^Equal\. 300 steps replayed/);
  await page.keyboard.press('End');
  await page.waitForTimeout(300);
  expect(await stepShown(page)).toBe(300);
  expect(await pictureHash(page)).toBe(lastPicture);
  expect(requested.filter((url) => /models\/|\.wasm|agent-/.test(url))).toEqual([]);
  expect([...errors, ...foreign]).toEqual([]);
  await context.close();
});

test('seeking shows any step at once, and seeking back shows the same picture again', async () => {
  const { page, close } = await lab.visit({ path: fragmentOf(link), reducedMotion: 'reduce' });
  const slider = page.getByRole('slider', { name: 'Step of the run' });
  const pictures: string[] = [];
  for (const step of [150, 299, 150]) {
    await slider.fill(String(step));
    await waitForStep(page, step);
    await page.waitForTimeout(200);
    pictures.push(await pictureHash(page));
  }
  expect(pictures[2]).toBe(pictures[0]);
  expect(pictures[1]).not.toBe(pictures[0]);
  await close();
});

test('run again plays the same configuration live, and the same agent comes to the same digest', async () => {
  const { page, close } = await lab.visit({ path: fragmentOf(link) });
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  const digest = await digestShown(page);
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(await page.locator('#knob-seed').inputValue()).toBe('21');
  await setSpeed(page, 0);
  await waitForEnd(page, 300);
  const again = await shareLink(page);
  expect(again).toBe(link);
  await page.goto(again);
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await digestShown(page)).toBe(digest);
  await close();
});

test('Node verifies the page’s link to the same digest', async () => {
  const { page, close } = await lab.visit({ path: fragmentOf(link) });
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await printed('verify', link)).toMatchObject({
    steps: 300,
    equal: true,
    digest: await digestShown(page),
  });
  await close();
});

test('the page opens and verifies a link that Node made', async () => {
  const made = await printed('run', '--seed', '5', '--model', 'teacher', '--steps', '120');
  const { page, close } = await lab.visit({ path: fragmentOf(String(made.link)) });
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await verdict(page)).toMatch(/^Equal\. 120 steps/);
  expect(await digestShown(page)).toBe(made.digest);
  await close();
});
