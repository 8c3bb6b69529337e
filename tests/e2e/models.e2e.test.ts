// The Models page of the build, with its real worker: looked at in light, dark and narrow, a model of another origin downloaded,
// kept over a reload without a network to it, and deleted by the keyboard.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveTestModel } from '../language/web-llm/model-server.ts';
import type { Asked } from '../language/web-llm/server-log.ts';
import { fits, looks } from './any-page.ts';
import { type Lab, openLab, type Visit } from './harness.ts';
import { messageAbout } from './play-page.ts';

const NARROW = { width: 360, height: 760 };
let lab: Lab;
let models: Server;
/** Another origin, which allows every page (CORS). */
let origin = '';

beforeAll(async () => {
  models = createServer((request, response) => {
    serveTestModel(request, response) ?? response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => models.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(models.address() as AddressInfo).port}`;
  lab = await openLab({ gpu: 'software-gpu' });
});
afterAll(async () => {
  await lab.close();
  models.closeAllConnections();
  models.close();
});

async function openModels(options: Parameters<Lab['visit']>[0] = {}): Promise<Visit> {
  const visit = await lab.visit({ ...options, path: '#/models' });
  await visit.page.locator('web-llm-row').first().waitFor();
  return visit;
}

async function add(page: Page, name: string, folder: string): Promise<void> {
  await page.getByText('Add a chat model by its address').click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Weights', { exact: true }).fill(`${origin}/test-models/${folder}/`);
  await page.getByLabel('Library', { exact: true }).fill(`${origin}/test-models/${folder}/lib.wasm`);
  await page.getByRole('button', { name: 'Add to the list' }).click();
  await page.locator('web-llm-row', { hasText: name }).waitFor();
}

async function asked(folder: string): Promise<Asked[]> {
  return (await fetch(`${origin}/test-models/${folder}/log`)).json();
}

test.each(looks(NARROW))('it is accessible and fits in %s, and asks nobody', async (name, look) => {
  const visit = await openModels({ ...look, reducedMotion: 'reduce' });
  const { page } = visit;
  await page.getByText('The lab’s own models').first().click();
  await page.getByText('Add a chat model by its address').click();
  await page.getByLabel('Show what does not fit').check();
  await page.locator('.model-why').first().waitFor();
  await fits(page, `models-${name}`);
  expect(visit.errors).toEqual([]);
  expect(visit.foreign).toEqual([]);
  await visit.close();
});

test('a model of another origin comes with its size first, is kept over a reload, and is deleted by the keyboard', async () => {
  const visit = await openModels();
  const { page } = visit;
  const libraries: string[] = [];
  visit.context.on('request', (request) => {
    if (request.url().includes('/mlc-web-llm-')) libraries.push(request.url());
  });
  await add(page, 'Class model', 'good~e2e');
  expect(visit.foreign).toEqual([]);
  const row = page.locator('web-llm-row', { hasText: 'Class model' });
  await row.getByRole('button', { name: /^Download …/ }).click();
  await row.getByRole('button', { name: 'Download 600 KB' }).waitFor();
  expect(libraries).toEqual([]);
  await fits(page, 'models-offer');
  expect((await asked('good~e2e')).map(({ file }) => file)).toEqual(['tensor-cache.json']);
  await row.getByRole('button', { name: 'Download 600 KB' }).click();
  await row.getByText('in this browser').waitFor();
  // The runtime comes with the first model, so that it starts without a network.
  await expect.poll(() => libraries.length).toBeGreaterThan(0);
  await page.reload();
  await row.getByText('in this browser').waitFor();
  expect(await row.getByRole('link', { name: /Play/ }).getAttribute('href')).toBe(
    '#/play?model=web-llm%3Aown%2FClass-model',
  );
  expect(await asked('good~e2e')).toHaveLength(11);
  await page.getByRole('button', { name: 'Delete Class model from this browser' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('No model is kept yet.').waitFor();
  expect(visit.errors).toEqual([]);
  expect(new Set(visit.foreign.map((address) => new URL(address).origin))).toEqual(new Set([origin]));
  await visit.close();
});

test('a slow download goes on while its viewer is elsewhere, and closing the page ends it', async () => {
  const visit = await openModels();
  const { page } = visit;
  await add(page, 'Slow model', 'crawling~e2e');
  const row = page.locator('web-llm-row', { hasText: 'Slow model' });
  await row.getByRole('button', { name: /^Download …/ }).click();
  await row.getByRole('button', { name: 'Download 600 KB' }).click();
  await row.getByRole('progressbar').waitFor();
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Models' }).click();
  await row.getByRole('progressbar').waitFor();
  await fits(page, 'models-downloading');
  await visit.close();
  await expect
    .poll(async () => (await asked('crawling~e2e')).filter(({ ended }) => ended === 'open'), {
      timeout: 20_000,
    })
    .toEqual([]);
  expect((await asked('crawling~e2e')).some(({ ended }) => ended === 'closed')).toBe(true);
});

test('a model whose files are not what they should be says which one', async () => {
  const visit = await openModels();
  const { page } = visit;
  await add(page, 'Damaged model', 'short~e2e');
  const row = page.locator('web-llm-row', { hasText: 'Damaged model' });
  await row.getByRole('button', { name: /^Download …/ }).click();
  await row.getByRole('button', { name: 'Download 600 KB' }).click();
  await messageAbout(page, /params_shard_5\.bin has 60000 bytes where its list says 100000/);
  await row.getByRole('button', { name: /^Go on …/ }).waitFor();
  expect(visit.errors).toEqual([]);
  await visit.close();
});
