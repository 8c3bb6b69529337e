// The Plan page on the build, with its real workers: a tiny experiment from the address to figures, files, links, another
// browser, a reload in the middle, and the looks of every state.

import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { fits, looks, SMALL_PHONE, saved, tableOf } from './any-page.ts';
import { type Lab, openLab, type Visit } from './harness.ts';
import { digestShown, messageAbout } from './play-page.ts';

const SETUP = 'schedules=never,every-4&models=teacher&seeds=2&cap=60&size=32';
let lab: Lab;
let visit: Visit;

beforeAll(async () => {
  lab = await openLab();
  visit = await lab.visit({ path: `#/plan?${SETUP}` });
  await start(visit.page);
  await ended(visit.page);
});
afterAll(() => lab.close());

async function start(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start this experiment' }).click();
}

/** Waits until all is played and drawn. */
async function ended(page: Page, episodes = 2): Promise<void> {
  await page.locator('progress-panel.finished, progress-panel .finished').waitFor({ timeout: 60_000 });
  await page.locator('#card-curve .figure', { hasText: `n = ${episodes} episodes each` }).waitFor();
}

test('a tiny experiment gives a curve with a point for each schedule, and tables with the same figures', async () => {
  const { page, errors, foreign } = visit;
  const marks = page.locator('#card-curve .chart-mark');
  expect(await marks.count()).toBe(2);
  const rows = await tableOf(page, 'curve');
  expect(rows.map(([label, n]) => [label, n])).toEqual([
    ['never', '2'],
    ['every 4', '2'],
  ]);
  for (const [i, [label, , , progress]] of rows.entries()) {
    const said = (await marks.nth(i).getAttribute('aria-label')) ?? '';
    expect(said.startsWith(`${label}: progress ${Number(progress).toFixed(1)} %`)).toBe(true);
  }
  expect(await page.locator('#card-curve .weak-n').textContent()).toContain('n = 2');
  expect(await seriousFindings(page)).toEqual([]);
  expect(errors).toEqual([]);
  expect(foreign).toEqual([]);
});

test('its files can be read: CSV, JSON, SVG and PNG', async () => {
  const { page } = visit;
  const rows = await tableOf(page, 'curve');
  const csv = await saved(page, 'Save The Goldilocks curve as CSV');
  expect(csv.name).toBe('goldilocks-curve.csv');
  const lines = csv.bytes.toString().trimEnd().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(Number(lines[2].split(',')[3]).toFixed(1)).toBe(Number(rows[1][3]).toFixed(1));
  const episodes = (await saved(page, 'CSV')).bytes.toString().trimEnd().split('\r\n');
  expect(episodes).toHaveLength(5);
  const json = JSON.parse((await saved(page, 'JSON')).bytes.toString());
  expect([json.format, json.episodes.length, json.report.rows.length]).toEqual(['goldilocks-sweep-1', 4, 2]);
  const svg = await saved(page, 'Save The Goldilocks curve as SVG');
  expect(svg.bytes.toString()).toMatch(/^<\?xml[^>]*\?>\s*<svg [^>]*viewBox=/);
  const png = await saved(page, 'Save The Goldilocks curve as PNG');
  expect([...png.bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(600);
});

test('a link shows the same figures in another browser, and plays the same runs there', async () => {
  const { page } = visit;
  await page.getByRole('button', { name: 'Share as a link' }).click();
  const link = await page.locator('#sweep-link').inputValue();
  const setupLink = await page.locator('#setup-link').inputValue();
  await page.keyboard.press('Escape');
  expect(setupLink.split('#')[1]).toBe(`/plan?${SETUP}`);
  const rows = await tableOf(page, 'curve');

  const other = await lab.visit({ path: link.slice(lab.url.length) });
  await other.page.locator('#card-curve .figure', { hasText: 'n = 2 episodes each' }).waitFor();
  expect(await tableOf(other.page, 'curve')).toEqual(rows);
  await other.page.getByRole('button', { name: 'Play it here' }).click();
  await ended(other.page);
  // Its report is computed in a worker, a moment after the last episode.
  await expect.poll(() => tableOf(other.page, 'curve'), { timeout: 20_000 }).toEqual(rows);
  await other.page.goto(setupLink);
  await other.page.reload();
  expect(await other.page.locator('#setup-cap').inputValue()).toBe('60');
  expect(await other.page.getByRole('checkbox', { checked: true }).count()).toBe(3);
  expect(other.errors).toEqual([]);
  await other.close();
});

test('a damaged link and a wrong set-up say what is wrong, and the page can still be used', async () => {
  const { page, close } = await lab.visit({ path: '#/plan?s=AAAAAAAA' });
  expect(await messageAbout(page, /link/)).toContain('Copy it again');
  await page.getByRole('button', { name: /^Show me the Goldilocks curve/ }).waitFor();
  await page.goto(`${lab.url}#/plan?schedules=never,sometimes&seeds=0`);
  expect(await messageAbout(page, /sometimes/)).toContain('Choose one of: never');
  expect(await messageAbout(page, /Worlds cannot be "0"/)).toContain('from 1 to 2,000');
  await close();
});

test('a reload in the middle goes on where it stopped, and stop keeps what was played', async () => {
  const { page, errors, close } = await lab.visit({
    path: '#/plan?schedules=never,every-2,every-4,always&models=teacher&seeds=40&cap=400',
  });
  await start(page);
  await page.locator('#card-curve .chart-mark').nth(3).waitFor({ timeout: 60_000 });
  await page.reload();
  await page.locator('progress-panel .running').waitFor({ timeout: 60_000 });
  await page.locator('#card-curve .chart-mark').nth(3).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Continue' }).waitFor();
  const kept = Number(
    /^(\d+) of 160/.exec((await page.locator('.progress-line').textContent())?.trim() ?? '')?.[1],
  );
  expect(kept).toBeGreaterThanOrEqual(4);
  expect(kept).toBeLessThan(160);
  await page.reload();
  await page.getByRole('button', { name: 'Continue' }).waitFor();
  expect(await page.locator('.progress-line').textContent()).toContain(`${kept} of 160`);
  expect(errors).toEqual([]);
  await close();
});

test('an episode behind a mark opens as a replay that verifies, and the experiment is still there afterwards', async () => {
  const { page } = visit;
  await page.locator('#card-curve .chart-mark').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Watch never, world 100' }).click();
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await digestShown(page)).toMatch(/^[0-9a-f]{64}$/);
  await page.getByRole('link', { name: 'Plan' }).click();
  await page.locator('#card-curve .chart-mark').first().waitFor();
  expect(visit.errors).toEqual([]);
});

test.each(looks(SMALL_PHONE))('empty and full it is accessible and fits in: %s', async (name, look) => {
  const { page, errors, close } = await lab.visit({ ...look, path: '#/plan' });
  const check = (what: string) => fits(page, `${what}-${name}`);
  await page.getByRole('button', { name: /^Show me the Goldilocks curve/ }).waitFor();
  await check('plan-empty');
  await page.goto(
    `${lab.url}#/plan?schedules=never,every-8,every-4,every-2,always,dynamic&models=teacher&seeds=3&cap=60&size=32`,
  );
  await start(page);
  await ended(page, 3);
  await check('plan');
  expect(errors).toEqual([]);
  await close();
});
