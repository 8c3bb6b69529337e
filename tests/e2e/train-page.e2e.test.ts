// The Train page on the build, with its real worker, the shipped model and the real learner: a tiny training from the address
// to curves, through a reload in the middle, to files and back, and the looks of every state.

import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fits, fitsIn, looks, PHONE, saved, tableOf } from './any-page.ts';
import { type Lab, openLab, type Visit } from './harness.ts';
import { messageAbout, play, waitForStep } from './play-page.ts';

/**
 * Far more updates than the test waits for. Answers without plans have one length, so the learner is compiled for one shape
 * alone.
 */
const SETUP = 'variant=never&price=0.01&lanes=2&steps=100000&evaluateEvery=2&validated=1&cap=12&horizon=6';
let lab: Lab;
let visit: Visit;
let checkpoint: { name: string; bytes: Buffer };

beforeAll(async () => {
  lab = await openLab();
  visit = await lab.visit({ path: `#/train?${SETUP}` });
});
afterAll(() => lab.close());

const columns = (page: Page) => page.locator('#card-training .chart-column');

/** The curve has at least so many updates. */
async function updates(page: Page, count: number): Promise<void> {
  await columns(page)
    .nth(count - 1)
    .waitFor({ timeout: 60_000 });
}

/** Who played the sample episodes, as their records say. */
function sampleAgents(page: Page): Promise<{ before: Agent; after: Agent }> {
  return page.evaluate(() => {
    const { sample } = document.querySelector('sample-pair') as unknown as { sample: Sample };
    return { before: sample.before.config.agent, after: sample.after.config.agent };
  });
}
type Agent = { model: string; weights: string; gate?: string };
type Sample = Record<'before' | 'after', { config: { agent: Agent } }>;

/** Where several buttons have this name, the first. */
const save = (page: Page, name: string) =>
  saved(page, page.getByRole('button', { name, exact: true }).first());

test('a training starts from its address, says what it does with numbers, and draws its first point', async () => {
  const { page } = visit;
  await page.getByRole('button', { name: /^Start training \(/ }).waitFor();
  expect(await page.locator('.lessons li').count()).toBe(3);
  expect(await page.locator('#train-price').inputValue()).toBe('0.01');
  await fits(page, 'train-empty-light');
  const stages = page.locator('.stage-line .muted');
  await page.getByRole('button', { name: /^Start training \(/ }).click();
  await stages
    .filter({ hasText: /^(Playing|Learning): \d+ of \d+ (decisions|rows)$/ })
    .waitFor({ timeout: 60_000 });
  await updates(page, 1);
  expect(await columns(page).first().getAttribute('aria-label')).toMatch(
    /^Update 1, 12 steps: reward in 100 steps -?[\d.]+, price paid for plans [\d.]+, return .*plan rate [\d.]+ %/,
  );
  expect(await page.locator('.train-figures').textContent()).toMatch(/Learner holds\d+ arrays, [\d.]+ MB/);
  expect(await page.locator('train-progress').textContent()).toContain('It learns by WASM on');
});

test('a reload in the middle goes on from the last update, without a gap and without a repeat', async () => {
  const { page } = visit;
  const before = await columns(page).count();
  await page.reload();
  await updates(page, before);
  await page.locator('.progress-panel.running, .progress-panel.loading').waitFor();
  await updates(page, Math.max(before + 1, 2));
  await page.locator('#card-evaluations .chart-mark').first().waitFor();
  await page.locator('compare-side').nth(1).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click();
  await page.getByRole('button', { name: 'Continue' }).waitFor();
  const rows = await tableOf(page, 'training');
  expect(rows.map(([update]) => Number(update))).toEqual(rows.map((_, i) => i + 1));
  expect(rows.map(([, steps]) => Number(steps.replace(',', '')))).toEqual(rows.map((_, i) => 12 * (i + 1)));
  const mismatch = (await tableOf(page, 'learning')).map((row) => Number(row.at(-2)));
  expect(Math.max(...mismatch)).toBeLessThan(1e-3);
  expect((await tableOf(page, 'evaluations'))[0].slice(0, 2)).toEqual(['2', '24']);
});

test('sample episodes of before and now stand side by side as replays', async () => {
  const { page } = visit;
  const heads = await page.locator('compare-side h2').allTextContents();
  expect(heads[0]).toContain('Before training');
  expect(heads[1]).toMatch(/After update \d+/);
  const { before, after } = await sampleAgents(page);
  expect(before).toMatchObject({ model: 'pocket-crafter', weights: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(after.model).toBe(`adapter-${after.weights}`);
  await page.getByRole('button', { name: 'Step both' }).click();
  await page.locator('compare-side h2', { hasText: 'step 1' }).first().waitFor();
});

test('its files can be read: figures as CSV and JSON, the chart as SVG, the checkpoint as safetensors', async () => {
  const { page } = visit;
  const rows = await tableOf(page, 'training');
  const csv = (await save(page, 'CSV')).bytes.toString().trimEnd().split('\r\n');
  expect(csv).toHaveLength(rows.length + 1);
  const json = JSON.parse((await save(page, 'JSON')).bytes.toString());
  expect([json.format, json.updates.length]).toEqual(['goldilocks-training-1', rows.length]);
  expect(json.setup.plan.hyper).toMatchObject({ price: 0.01, lanes: 2, horizon: 6 });
  const svg = await save(page, 'Save Return, plans and their price as SVG');
  expect(svg.bytes.toString()).toMatch(/^<\?xml[^>]*\?>\s*<svg [^>]*viewBox=/);
  checkpoint = await save(page, 'Checkpoint');
  expect(checkpoint.name).toBe('goldilocks-pocket-model-no-plans-price-0.01.safetensors');
  const header = checkpoint.bytes.subarray(8, 8 + Number(checkpoint.bytes.readBigUInt64LE(0))).toString();
  const run = JSON.parse(JSON.parse(header).__metadata__.rl);
  expect([run.updates, run.start.model]).toEqual([rows.length, 'pocket-crafter']);
});

test.each(looks(PHONE))('full of figures it is accessible and fits in: %s', async (name, look) => {
  const { page } = visit;
  await fitsIn(page, look, `train-${name}`);
});

test('the keyboard leads from column to column and reads them', async () => {
  const { page } = visit;
  const last = await columns(page).last().getAttribute('aria-label');
  // The window was resized just now: a chart that is drawn anew in between begins without focus.
  const readLast = async () => {
    await columns(page).first().focus();
    await page.keyboard.press('End');
    return page.locator('#card-training .chart-note').textContent();
  };
  await expect.poll(readLast).toBe(last);
});

test('a model that was kept can be chosen to play', async () => {
  const { page } = visit;
  await page.getByRole('button', { name: 'Keep as a model' }).click();
  await messageAbout(page, /model is kept/);
  await page.getByRole('link', { name: 'Play' }).click();
  await page.locator('#knob-model option', { hasText: 'price 0.01' }).waitFor({ state: 'attached' });
  await page.goBack();
  await page.getByRole('button', { name: 'Continue' }).waitFor();
});

test('a deleted training comes back, a checkpoint goes on in another browser, and bad files are refused', async () => {
  const { page } = visit;
  await page.getByRole('button', { name: /^Delete Pocket model/ }).click();
  await messageAbout(page, /is deleted/);
  expect(await page.locator('stored-trainings li').count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('stored-trainings li').waitFor();

  const other = await lab.visit({ path: '#/train' });
  const file = other.page.locator('.import input');
  await file.setInputFiles({ name: 'noise.safetensors', mimeType: '', buffer: Buffer.from('no checkpoint') });
  expect(await messageAbout(other.page, /^noise\.safetensors: /)).not.toContain('undefined');
  const cut = checkpoint.bytes.subarray(0, checkpoint.bytes.length - 400);
  await file.setInputFiles({ name: 'cut.safetensors', mimeType: '', buffer: cut });
  await messageAbout(other.page, /^cut\.safetensors: /);
  expect(await other.page.locator('stored-trainings li').count()).toBe(0);
  await file.setInputFiles({ name: 'mine.safetensors', mimeType: '', buffer: checkpoint.bytes });
  await other.page.locator('#training-title', { hasText: 'mine' }).waitFor();
  expect(await other.page.locator('.progress-line').textContent()).toMatch(
    /^\d+ updates?, [\d,]+ of 100,000 steps/,
  );
  await other.page.getByRole('button', { name: 'Continue' }).waitFor();
  expect(other.errors).toEqual([]);
  await other.close();
});

test('an adapter goes on learning where it was, and what it becomes is named as it is kept', async () => {
  const path = `#/train?${SETUP.replace('steps=100000', 'steps=24')}&start=pocket-crafter-rl`;
  const { page, errors, close } = await lab.visit({ path });
  await page
    .getByRole('button', { name: /^Start training/ })
    .first()
    .click();
  await page.locator('compare-side').nth(1).waitFor({ timeout: 60_000 });
  await page.locator('.progress-panel.finished').waitFor();
  expect(await page.locator('train-progress').textContent()).toContain('an adapter of rank 16');
  const { before, after } = await sampleAgents(page);
  expect(before.model).toBe('pocket-crafter-rl');
  // Played as it was learned: the matrices are the adapter's, on either side.
  const mismatch = (await tableOf(page, 'learning')).map((row) => Number(row.at(-2)));
  expect(mismatch).toHaveLength(2);
  expect(Math.max(...mismatch)).toBeLessThan(1e-3);
  await page.getByRole('button', { name: 'Keep as a model' }).click();
  await page.locator(`#train-start option[value="${after.model}"]`).waitFor({ state: 'attached' });
  expect(errors).toEqual([]);
  await close();
});

test('a gate learns for a model that stays as it is, through a reload, is kept, and plays', async () => {
  const path = '#/train?trains=gate&lanes=4&horizon=8&steps=100000&evaluateEvery=2&validated=1&cap=12';
  const { page, errors, close } = await lab.visit({ path });
  expect(await page.locator('#train-trains').inputValue()).toBe('gate');
  expect(await page.locator('#train-variant').count()).toBe(0);
  await page
    .getByRole('button', { name: /^Start training/ })
    .first()
    .click();
  await updates(page, 1);
  await page.reload();
  await page.locator('compare-side').nth(1).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click();
  await page.getByRole('button', { name: 'Continue' }).waitFor();
  const rows = await tableOf(page, 'training');
  expect(rows.map(([update]) => Number(update))).toEqual(rows.map((_, i) => i + 1));
  const { before, after } = await sampleAgents(page);
  expect([before.model, after.model]).toEqual(['pocket-crafter', 'pocket-crafter']);
  expect(after.gate).not.toBe(before.gate);
  const checkpoint = await save(page, 'Checkpoint');
  expect(checkpoint.name).toBe('goldilocks-pocket-model-gate-price-0.01.json');
  expect(JSON.parse(checkpoint.bytes.toString())).toMatchObject({ model: { id: 'pocket-crafter' } });
  await page.getByRole('button', { name: 'Keep the gate' }).click();
  await messageAbout(page, /gate is kept/);

  await page.getByRole('link', { name: 'Play' }).click();
  // A run that starts brings its own settings into the form.
  await play(page);
  await waitForStep(page, 1);
  await page.locator('#knob-schedule').selectOption('gate');
  await page.locator('#knob-gate').selectOption({ label: 'Pocket model, gate, price 0.01' });
  const gate = await page.locator('#knob-gate').inputValue();
  await page.getByRole('button', { name: 'Start this run' }).click();
  await page.locator('.stale:empty').waitFor({ state: 'attached' });
  await play(page);
  await waitForStep(page, 3);
  expect(page.url()).toContain(`gate=${gate}`);
  expect(errors).toEqual([]);
  await close();

  const other = await lab.visit({ path: `#/play?schedule=gate&gate=${gate}` });
  expect(await messageAbout(other.page, new RegExp(`The gate ${gate} is not here`))).toContain(
    'import its file',
  );
  await other.page.goto(`${lab.url}#/train`);
  const file = { name: 'mine.json', mimeType: '', buffer: checkpoint.bytes };
  await other.page.locator('.import input').setInputFiles(file);
  await other.page.getByRole('button', { name: 'Keep the gate' }).click();
  await messageAbout(other.page, /gate is kept/);
  const again = await lab.visit({ path: `#/play?schedule=gate&gate=${gate}`, context: other.context });
  await play(again.page);
  await waitForStep(again.page, 1);
  expect([...other.errors, ...again.errors]).toEqual([]);
  await other.close();
});

test('an address that is wrong says what is wrong, and starts nothing', async () => {
  const { page, errors, close } = await lab.visit({ path: '#/train?start=gpt&price=9&lanes=1e9&horizon=4' });
  expect(await messageAbout(page, /"gpt"/)).toContain('Choose one of: pocket-crafter');
  await messageAbout(page, /Price of a plan token cannot be "9"/);
  await messageAbout(page, /Lanes cannot be "1e9"/);
  expect(await page.locator('#train-horizon').inputValue()).toBe('4');
  expect(await page.locator('train-progress').count()).toBe(0);
  expect(errors).toEqual([]);
  await close();
});

test('in all of this nothing failed unseen and nothing was asked of another origin', () => {
  expect(visit.errors).toEqual([]);
  expect(visit.foreign).toEqual([]);
});
