// What the tests do on every page: read the table beside a chart, save a file, and look at the page light, dark and narrow.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { type Lab, openLab, SCREENS, type Visit, type VisitOptions } from './harness.ts';

/** One visit for all tests of a file. @returns the visit, for whoever asks in a test */
export function oneVisit(options: VisitOptions): () => Visit {
  let lab: Lab;
  let visit: Visit;
  beforeAll(async () => {
    lab = await openLab();
    visit = await lab.visit(options);
  });
  afterAll(() => lab.close());
  return () => visit;
}

/** Rows of the table beside a chart, as the page shows them. */
export function tableOf(page: Page, card: string): Promise<string[][]> {
  return page
    .locator(`#card-${card} .data-table tbody tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

/** A file that the browser was given to keep. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Presses the one button of this name (or this one button) and gives the file it saves. */
export async function saved(page: Page, button: string | Locator): Promise<SavedFile> {
  const pressed =
    typeof button === 'string' ? page.getByRole('button', { name: button, exact: true }) : button;
  const [download] = await Promise.all([page.waitForEvent('download'), pressed.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** `saved`, of a file of text. */
export async function savedText(page: Page, button: string): Promise<string> {
  return (await saved(page, button)).bytes.toString();
}

type Viewport = { width: number; height: number };

/** How a page is looked at: what a visit begins with, or what an open page is turned to. */
export interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: Viewport;
}

const WIDE: Viewport = { width: 1280, height: 800 };
export const PHONE: Viewport = { width: 390, height: 844 };
export const SMALL_PHONE: Viewport = { width: 360, height: 780 };

/** Light and dark on a wide screen and light on a narrow one, each after its name, for `test.each`. */
export function looks(narrow: Viewport): [name: string, look: Look][] {
  return [
    ['light', { colorScheme: 'light', viewport: WIDE }],
    ['dark', { colorScheme: 'dark', viewport: WIDE }],
    ['narrow', { colorScheme: 'light', viewport: narrow }],
  ];
}

/** Nothing on the page is serious for axe, nothing is wider than the screen; leaves a screenshot of this name in SCREENS. */
export async function fits(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
  expect(await seriousFindings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** `fits` in this look, without motion; the page is wide again afterwards. */
export async function fitsIn(page: Page, { colorScheme, viewport }: Look, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize(viewport);
  await page.waitForTimeout(300);
  await fits(page, name);
  await page.setViewportSize(WIDE);
}
