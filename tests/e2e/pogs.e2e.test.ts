// The Graph page on the build, with its real worker and the shipped model: a walk to its end, its exact texts, the link in another
// browser, a comparison whose episodes are those of the page, files, and the looks of it all.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawPuzzle } from '../../src/worlds/pogs/puzzle.ts';
import { seriousFindings } from './accessibility.ts';
import { type Lab, openLab, SCREENS, type Visit } from './harness.ts';
import { messageAbout } from './play-page.ts';

const SETUP = 'graph=108&speed=0&graphs=12&schedules=never,every-4,always';
let lab: Lab;
let visit: Visit;

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  lab = await openLab();
  visit = await lab.visit({ path: `#/pogs?${SETUP}` });
});
afterAll(() => lab.close());

async function fits(page: Page, what: string): Promise<void> {
  await page.screenshot({ path: join(SCREENS, `${what}.png`), fullPage: true });
  expect(await seriousFindings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

/** Waits for the end of the walk. */
async function ended(page: Page): Promise<string> {
  const end = page.locator('.pogs-step.reached, .pogs-step.missed');
  await end.waitFor({ timeout: 100_000 });
  return (await end.textContent()) ?? '';
}

const history = (page: Page) => page.locator('.pogs-history tbody tr').allInnerTexts();

test('a walk is played by the shipped model, with its exact prompts and replies', async () => {
  const { page } = visit;
  await page.locator('pogs-graph svg.chart').waitFor();
  await fits(page, 'pogs-start');
  await page.keyboard.press(' ');
  expect(await ended(page)).toMatch(/The goal is reached after \d+ steps\./);
  const steps = (await history(page)).length;
  await page.keyboard.press('Home');
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.locator('.pogs-bar output').textContent()).toBe(`5 / ${steps}`);
  const json = JSON.parse(await saved(page, 'Walk, JSON'));
  expect([json.graph, json.steps.length]).toEqual([108, steps]);
  expect(json.puzzle).toEqual(drawPuzzle(json.puzzle.seed, 20));
  const fifth = json.steps[4];
  expect(fifth.reply).toMatch(/^<plan> (explore|target) [\d ]+ <\/plan> \d+$/);
  expect(await page.getByRole('region', { name: 'Prompt' }).textContent()).toBe(fifth.prompt);
  expect(await page.getByRole('region', { name: 'Reply' }).textContent()).toBe(fifth.reply);
  expect(fifth.prompt).toContain('plan age:4 | ');
  expect(await page.locator('.pogs-status').textContent()).toContain('WASM');
});

test('its link shows the same step of the same walk in another browser, and a reload keeps it', async () => {
  const { page } = visit;
  await expect.poll(() => page.url()).toContain('at=5');
  const rows = (await history(page)).slice(0, 5);
  const other = await lab.visit({ path: new URL(page.url()).hash });
  await expect
    .poll(() => other.page.locator('.pogs-bar output').textContent(), { timeout: 60_000 })
    .toBe('5 / 5');
  expect(await history(other.page)).toEqual(rows);
  await other.page.reload();
  await expect
    .poll(() => other.page.locator('.pogs-bar output').textContent(), { timeout: 60_000 })
    .toBe('5 / 5');
  expect(await history(other.page)).toEqual(rows);
  expect([other.errors, other.foreign]).toEqual([[], []]);
  await other.close();
});

test('a comparison plays the graphs under each schedule; what it says of one is what the page plays', async () => {
  const { page } = visit;
  await page.getByRole('button', { name: 'Play 12 graphs × 3 schedules' }).click();
  await page.locator('#card-pogs-curve').waitFor({ timeout: 110_000 });
  expect(await page.locator('#card-pogs-curve .chart-mark').count()).toBe(3);
  const json = JSON.parse(await saved(page, 'Comparison, JSON'));
  expect(json.rows.map(({ episodes }: { episodes: number }) => episodes)).toEqual([12, 12, 12]);
  for (const { figures, schedule } of json.rows) {
    expect(figures.success.mean).toBeGreaterThan(0.5);
    expect(figures.planTokens.mean > 0).toBe(schedule !== 'never');
  }
  const compared = json.episodes.find(
    ({ seed, schedule }: { seed: number; schedule: string }) => seed === 110 && schedule === 'every-4',
  );
  await page.locator('#card-pogs-graphs').getByRole('button', { name: '110', exact: true }).click();
  await expect.poll(() => page.url()).toContain('graph=110');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await ended(page);
  const walked = JSON.parse(await saved(page, 'Walk, JSON'));
  expect(walked.metrics).toEqual(compared.metrics);
});

test.each([
  ['light', { width: 1280, height: 800 }],
  ['dark', { width: 1280, height: 800 }],
  ['light', { width: 360, height: 740 }],
  ['dark', { width: 360, height: 740 }],
] as const)('full of figures it is accessible and fits in: %s, %o', async (colorScheme, viewport) => {
  const { page } = visit;
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize(viewport);
  await page.keyboard.press('h');
  await page.keyboard.press('o');
  await page.waitForTimeout(300);
  await fits(page, `pogs-${colorScheme}-${viewport.width}`);
  await page.keyboard.press('h');
  await page.keyboard.press('o');
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('an address that is wrong says what is wrong, and starts nothing', async () => {
  const { page, errors, close } = await lab.visit({
    path: '#/pogs?world=Pong&nodes=500&schedule=human&at=-1&temperature=0.5',
  });
  await messageAbout(page, /World cannot be "Pong"/);
  await messageAbout(page, /Nodes cannot be "500"/);
  await messageAbout(page, /Plans cannot be "human"/);
  await messageAbout(page, /Step cannot be "-1"/);
  expect(await page.locator('.pogs-bar output').textContent()).toBe('0 / 0');
  expect(errors).toEqual([]);
  await close();
});

test('in all of this nothing failed unseen and nothing was asked of another origin', () => {
  expect(visit.errors).toEqual([]);
  expect(visit.foreign).toEqual([]);
});
