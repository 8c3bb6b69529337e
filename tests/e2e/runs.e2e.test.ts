// The Runs page: what was played is there, can be opened, renamed, deleted (with a way back), exported and imported.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { saved } from './any-page.ts';
import { type Lab, openLab, type Visit } from './harness.ts';
import { digestShown, messageAbout, shareLink, verdict, waitForEnd } from './play-page.ts';

let lab: Lab;
let visit: Visit;
let digest: string;

beforeAll(async () => {
  lab = await openLab();
  visit = await lab.visit({ path: '#/play?model=teacher&seed=31&size=32&cap=80&speed=0' });
  const { page } = visit;
  await waitForEnd(page, 80);
  await page.goto(await shareLink(page));
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  digest = await digestShown(page);
});
afterAll(() => lab.close());

async function openRuns() {
  const { page } = visit;
  await page.goto(`${lab.url}#/runs`);
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  await page.locator('runs-page .loading').waitFor({ state: 'detached' });
  return { page, rows: page.locator('runs-table tbody tr') };
}

test('a finished run is listed with its seed, agent, steps and end, and opens as a replay with the same digest', async () => {
  const { page, rows } = await openRuns();
  expect(await rows.count()).toBe(1);
  const text = (await rows.first().textContent()) ?? '';
  for (const part of ['31', 'Teacher', '80', 'step limit']) expect(text).toContain(part);
  expect(await seriousFindings(page)).toEqual([]);
  await rows.first().getByRole('link').click();
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await digestShown(page)).toBe(digest);
  expect(await verdict(page)).toMatch(/^Equal\. 80 steps/);
});

test('a new name stays after a reload, and markup in it is text', async () => {
  const { page, rows } = await openRuns();
  await rows
    .first()
    .getByRole('button', { name: /^Rename/ })
    .click();
  await page.getByRole('textbox', { name: 'New name' }).fill('<b>My run</b> & more');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: '<b>My run</b> & more' }).waitFor();
  await page.reload();
  await page.getByRole('link', { name: '<b>My run</b> & more' }).waitFor();
  expect(await page.locator('runs-table b').count()).toBe(0);
});

test('an exported file imported by another browser is the same run', async () => {
  const { page, rows } = await openRuns();
  const { name, bytes } = await saved(page, rows.first().getByRole('button', { name: /^Export/ }));
  expect(name).toMatch(/\.goldilocks$/);
  const file = { name: 'run.goldilocks', mimeType: '', buffer: bytes };
  const other = await lab.visit({ path: '#/runs' });
  await other.page.locator('input[type=file]').setInputFiles(file);
  await messageAbout(other.page, /1 run imported/);
  await other.page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await digestShown(other.page)).toBe(digest);
  expect(await verdict(other.page)).toMatch(/^Equal\. 80 steps/);
  expect(other.errors).toEqual([]);
  await other.close();
});

test('deleting can be undone, and deleting for good leaves none', async () => {
  const { page, rows } = await openRuns();
  const remove = () =>
    rows
      .first()
      .getByRole('button', { name: /^Delete/ })
      .click();
  await remove();
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await rows.first().waitFor();
  expect(await rows.first().textContent()).toContain('31');
  await remove();
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
  expect(visit.errors).toEqual([]);
});
