// The Graph page on the build, with its real worker and the shipped model: a walk to its end, its exact texts, the link in another
// browser, a comparison whose episodes are those of the page, files, and the looks of it all.

import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawPuzzle } from '../../src/worlds/pogs/puzzle.ts';
import { fits, fitsIn, type Look, looks, savedText } from './any-page.ts';
import { type Lab, openLab, type Visit } from './harness.ts';
import { messageAbout } from './play-page.ts';

const SETUP = 'graph=108&speed=0&graphs=12&schedules=never,every-4,always';
const NARROW = { width: 360, height: 740 };
const LOOKS: [name: string, look: Look][] = [
  ...looks(NARROW),
  ['dark-narrow', { colorScheme: 'dark', viewport: NARROW }],
];
let lab: Lab;
let visit: Visit;

beforeAll(async () => {
  lab = await openLab();
  visit = await lab.visit({ path: `#/pogs?${SETUP}` });
});
afterAll(() => lab.close());

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
  const json = JSON.parse(await savedText(page, 'Walk, JSON'));
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
  const json = JSON.parse(await savedText(page, 'Comparison, JSON'));
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
  const walked = JSON.parse(await savedText(page, 'Walk, JSON'));
  expect(walked.metrics).toEqual(compared.metrics);
});

test.each(LOOKS)('full of figures it is accessible and fits in: %s', async (name, look) => {
  const { page } = visit;
  const showAll = async () => {
    for (const key of ['h', 'o']) await page.keyboard.press(key);
  };
  await showAll();
  await fitsIn(page, look, `pogs-${name}`);
  await showAll();
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
