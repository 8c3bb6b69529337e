// A remote chat model on the build's Deploy page, with its real worker, against a real server on this machine: from the dialog to the
// pool, through refusals, a pause and a reload. The key and the address must stay out of everything that is stored or shared.

import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { drawnProblem } from '../../src/worlds/strips/strips.ts';
import { CROSSING, CROSSING_PLAN, FERRY } from '../deployment/own-files.ts';
import { ChatServer, fails, fallsSilent, type Script, says } from '../language/remote/chat-server.ts';
import { seriousFindings } from './accessibility.ts';
import { type Lab, openLab, SCREENS } from './harness.ts';
import { stored } from './stored.ts';

const KEY = 'sk-deployed-on-a-page-0815';
const MODEL = 'org/Chat-8B';
const TASKS = 3;
const SETUP = `tasks=${TASKS}&heldOut=0&samples=2&runs=2&first=7`;
const ADDRESS = `#/deploy?model=${encodeURIComponent(`remote:${MODEL}`)}&${SETUP}`;

const drawn = Array.from({ length: TASKS }, (_, i) =>
  drawnProblem('Blocksworld-v1', 7 + i, { blocks: [5, 14] }),
);
const lines = (plan: string) => plan.replaceAll(') (', ')\n(');

/** Solves what it knows, and every third time says that it cannot. */
const plans: Script = (response, request) => {
  const { messages, seed } = request.body;
  const question = messages.at(-1)?.content ?? '';
  const known = drawn.find(({ text }) => question.includes(text.trim()));
  const plan = known?.plan.map(({ name, args }) => `(${[name, ...args].join(' ')})`).join('\n');
  const answer = question.includes('ferry') ? lines(CROSSING_PLAN) : (plan ?? '');
  return says(seed % 3 === 0 ? 'I cannot.' : answer)(response, request);
};

let lab: Lab;
let server: ChatServer;
beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  lab = await openLab();
});
afterAll(() => lab.close());
beforeEach(async () => {
  server = await ChatServer.start(plans);
  server.allowedOrigin = new URL(lab.url).origin;
});
afterEach(() => server.close());

async function fillEndpoint(page: Page): Promise<void> {
  await page.getByLabel('Address').fill(server.url);
  await page.getByLabel(/^Key/).fill(KEY);
}

async function useEndpoint(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use this endpoint' }).click();
  await page.locator('endpoint-form').waitFor({ state: 'detached' });
}

const start = (page: Page) => page.getByRole('button', { name: 'Start' }).click();
const state = (page: Page, name: string) =>
  page.locator('deploy-progress .state').filter({ hasText: name }).waitFor();
const button = (page: Page, name: string) => page.getByRole('button', { name }).click();

async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, name)]);
  return readFile(await download.path(), 'utf8');
}

function expectNoSecret(text: string): void {
  expect(text).not.toContain(KEY);
  expect(text).not.toContain(new URL(server.url).host);
}

test('a chat model is chosen, deployed on three tasks and curated by a person; its pool goes to a file, its key nowhere', async () => {
  const { page, errors, close } = await lab.visit({ path: `#/deploy?${SETUP}&curation=person` });
  await page.getByLabel('Model', { exact: true }).selectOption('Remote endpoint …');
  await fillEndpoint(page);
  await page.locator('endpoint-form').getByLabel('Model', { exact: true }).fill(MODEL);
  await page.getByText('Limits, prices').click();
  await page.getByLabel('Price of a million tokens read').fill('1000');
  await useEndpoint(page);
  await page.getByText(`It answers from ${server.url}.`).waitFor();
  expect(page.url()).toContain('model=remote%3Aorg%2FChat-8B');
  expect(await page.getByLabel('Generations', { exact: true }).inputValue()).toBe('0');
  expect(await page.getByText('Every dial of the retraining').count()).toBe(0);
  expect(await page.getByLabel('Who curates').locator('option').allTextContents()).not.toContain(
    'nobody: everything is kept',
  );
  await start(page);
  await state(page, 'Your turn');
  expect(server.requests).toHaveLength(2 * TASKS);
  // The server says 100 tokens read for each request.
  const spent = page.locator('deploy-progress .spent');
  await expect
    .poll(() => spent.textContent())
    .toMatch(/^Asked so far: 6 requests; 600 tokens read, \d+ written; cost 0\.60\. .* it is not stored\.$/);
  await button(page, 'Keep all valid plans');
  await button(page, 'Finish');
  await state(page, 'Done');
  expect(server.requests).toHaveLength(2 * TASKS);
  expect(await spent.textContent()).toContain('6 requests; 600 tokens read');
  expect(await page.getByRole('button', { name: 'Run the same without curation' }).count()).toBe(0);
  const pool = await saved(page, 'Export the pool');
  expect(JSON.parse(pool).traces.length).toBeGreaterThan(0);
  const whole = await saved(page, 'Whole deployment');
  for (const text of [pool, whole, page.url(), await stored(page)]) expectNoSecret(text);
  expect(await stored(page)).toContain(MODEL);
  expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
  expect(errors).toEqual([]);
  await close();
});

test('a link asks for an endpoint; a refusal is said, and a pause and a reload are taken up again', async () => {
  const { page, close } = await lab.visit({ path: ADDRESS });
  await page.getByText('It needs an endpoint').waitFor();
  server.script(fails(401));
  await start(page);
  expect(await page.locator('endpoint-form').getByLabel('Model', { exact: true }).inputValue()).toBe(MODEL);
  await fillEndpoint(page);
  await useEndpoint(page);
  await state(page, 'Failed');
  await page
    .locator('deploy-progress')
    .getByText(/does not accept this key \(401\)/)
    .waitFor();
  await page.getByRole('heading', { name: `${MODEL} answers from ${server.url}` }).waitFor();
  server.script(plans, plans, fallsSilent());
  await button(page, 'Continue');
  await page
    .locator('deploy-progress')
    .getByText(/2 of 6 attempts/)
    .waitFor();
  // The refusals that came before are counted, too.
  await page.locator('deploy-progress .spent', { hasText: '200 tokens read' }).waitFor();
  const gone = server.someoneLeft();
  await button(page, 'Pause');
  await Promise.all([gone, state(page, 'Stopped')]);
  expectNoSecret(await stored(page));

  // The endpoint was not kept, so a reload has forgotten it.
  server.script(plans);
  await page.reload();
  await page.getByRole('heading', { name: `${MODEL} needs an endpoint` }).waitFor();
  await button(page, 'Choose its endpoint …');
  await fillEndpoint(page);
  await useEndpoint(page);
  await state(page, 'Done');
  expect(server.requests).toHaveLength(2 * TASKS);
  await close();
});

test('it deploys on a domain that no planner plays', async () => {
  const { page, errors, close } = await lab.visit({ path: `${ADDRESS}&domain=Strips-v1` });
  const give = (label: string, { name, text }: typeof FERRY) =>
    page.getByLabel(label).setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await give('Domain file', FERRY);
  await give('Problem files', CROSSING);
  await page.getByText('Domain “ferry”; 1 problem.').waitFor();
  await start(page);
  await fillEndpoint(page);
  await useEndpoint(page);
  await state(page, 'Done');
  await page
    .getByRole('heading', { name: /^own ferry, / })
    .first()
    .waitFor();
  expect(server.requests[0].body.messages[1].content).toContain('ferry');
  expect(errors).toEqual([]);
  await close();
});

const LOOKS = {
  light: { colorScheme: 'light' as const, viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark' as const, viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: 'light' as const, viewport: { width: 360, height: 780 } },
};

test.each(Object.entries(LOOKS))('the form, a failure and the results fit in: %s', async (name, look) => {
  const { page, close } = await lab.visit({ ...look, path: ADDRESS });
  const check = async (what: string) => {
    await page.screenshot({ path: join(SCREENS, `deploy-remote-${what}-${name}.png`), fullPage: true });
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  };
  await page.getByText('It needs an endpoint').waitFor();
  await check('form');
  server.script(fails(401));
  await start(page);
  await fillEndpoint(page);
  await useEndpoint(page);
  await state(page, 'Failed');
  await check('failed');
  server.script(plans);
  await button(page, 'Continue');
  await state(page, 'Done');
  await check('done');
  await close();
});
