// The Speculate page on the build, with its real worker and the shipped model: a run of three tasks, the lossless check, a study of
// eight tasks under three settings, files, a link in another browser, and the looks of it all.

import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fits, fitsIn, looks, PHONE, savedText, tableOf } from './any-page.ts';
import { type Lab, openLab, type Visit } from './harness.ts';
import { messageAbout } from './play-page.ts';

/** Tasks of the longer kind, in which A errs now and then. */
const SETUP = 'tasks=3&first=185&setting=fixed-4&settings=sequential,fixed-2,fixed-6';
let lab: Lab;
let visit: Visit;

beforeAll(async () => {
  lab = await openLab();
  visit = await lab.visit({ path: `#/speculate?${SETUP}` });
});
afterAll(() => lab.close());

async function run(page: Page): Promise<void> {
  await page.locator('speculate-form').getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('run-panel .finished').waitFor({ timeout: 60_000 });
}

test('a run of three tasks is drawn call by call, and its steps are said in words', async () => {
  const { page } = visit;
  await page.getByRole('button', { name: /^Run the example/ }).waitFor();
  await fits(page, 'speculate-empty');
  await run(page);
  const bars = page.locator('.gantt-bar[data-mark]');
  expect(await bars.count()).toBe((await tableOf(page, 'timeline')).length);
  expect(await page.locator('#card-timeline .figure').textContent()).toMatch(/^task 3, \d+ calls$/);
  expect(await page.locator('.certain-steps li').last().textContent()).toContain('end of the plan');
  expect(await page.locator('run-panel').textContent()).toMatch(/Solved by T\s*\d of 3/);
  await bars.first().focus();
  await page.keyboard.press('End');
  const last = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  expect(last).toMatch(/^Call \d+, [AT] \((approximation|target)\), step \d+:/);
  await expect.poll(() => page.locator('gantt-chart .chart-note').textContent()).toBe(last);
});

test('T alone takes the same steps, and longer', async () => {
  const { page } = visit;
  await page.getByLabel('Task', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Play the target alone and compare' }).click();
  await page.locator('.lossless .equal').waitFor({ timeout: 30_000 });
  const said = (await page.locator('.lossless').textContent()) ?? '';
  expect(said).toMatch(/Equal\..*All \d+ steps are T’s own/s);
  expect(Number(/([\d.]+) times as fast/.exec(said)?.[1])).toBeGreaterThan(1);
});

test('the calls and the picture of a task can be saved', async () => {
  const { page } = visit;
  const json = JSON.parse(await savedText(page, 'Calls, JSON'));
  expect([json.format, json.setting, json.tasks.length]).toEqual([
    'goldilocks-speculation-run-1',
    'fixed-4',
    3,
  ]);
  const csv = (await savedText(page, 'Calls, CSV')).trimEnd().split('\r\n');
  const calls = json.tasks.flatMap((task: { calls: unknown[] }) => task.calls);
  expect(csv).toHaveLength(calls.length + 1);
  const svg = await savedText(page, 'Save Timeline of a task as SVG');
  expect(svg).toMatch(/^<\?xml[^>]*\?>\s*<svg /);
  // The legend of the page goes along as a line.
  expect(svg).toContain('A was right');
  expect(svg).not.toContain('var(--');
});

test('a study of eight tasks under three settings draws the plane and the table, all lossless', async () => {
  const { page } = visit;
  await page.locator('#speculate-tasks').fill('8');
  await page.locator('#speculate-tasks').blur();
  await page.getByRole('button', { name: 'Run the study: 8 tasks × 3 settings' }).click();
  await page.locator('#card-plane').waitFor({ timeout: 60_000 });
  expect(await page.locator('#card-plane .chart-mark').count()).toBe(3);
  const rows = await tableOf(page, 'paper');
  expect(rows.map(([setting]) => setting)).toEqual(['T alone', 'fixed 2', 'fixed 6']);
  const [alone, , six] = rows.map((row) => row.map(Number));
  expect(alone[1]).toBeGreaterThan(1);
  expect(six[1]).toBeLessThan(1);
  expect(six[7]).toBeGreaterThan(1);
  expect((await tableOf(page, 'waste')).map((row) => row.at(-1))).toEqual(['8/8', '8/8', '8/8']);
});

test.each(looks(PHONE))('full of figures it is accessible and fits in: %s', async (name, look) => {
  const { page } = visit;
  await fitsIn(page, look, `speculate-${name}`);
});

test('its link plays the same in another browser; a reload keeps the study', async () => {
  const { page } = visit;
  const steps = await page.locator('.certain-steps').textContent();
  const other = await lab.visit({ path: new URL(page.url()).hash });
  expect(await other.page.locator('#speculate-tasks').inputValue()).toBe('8');
  expect(await other.page.locator('#speculate-k').inputValue()).toBe('4');
  await run(other.page);
  await other.page.getByLabel('Task', { exact: true }).selectOption({ index: 1 });
  expect(await other.page.locator('.certain-steps').textContent()).toBe(steps);
  expect(other.errors).toEqual([]);
  await other.close();
  await page.reload();
  await page.locator('#card-plane').waitFor();
});

test('an address that is wrong says what is wrong, and starts nothing', async () => {
  const { page, errors, close } = await lab.visit({
    path: '#/speculate?world=Pong&tasks=9e9&setting=tau-2&own=paint%20me&temperature=0.5',
  });
  await messageAbout(page, /World cannot be "Pong"/);
  await messageAbout(page, /Tasks cannot be "9e9"/);
  await messageAbout(page, /"tau-2" is no setting/);
  await messageAbout(page, /Line 1, column 1: "paint"/);
  expect(await page.locator('#speculate-temperature').inputValue()).toBe('0.5');
  expect(await page.locator('run-panel').count()).toBe(0);
  expect(errors).toEqual([]);
  await close();
});

test('in all of this nothing failed unseen and nothing was asked of another origin', () => {
  expect(visit.errors).toEqual([]);
  expect(visit.foreign).toEqual([]);
});
