// A remote chat model on the Play page, from the dialog to the record: against a real server on this machine that speaks the
// protocol. The key and the address must stay out of everything that is stored or shared.

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  ChatServer,
  end,
  fails,
  fallsSilent,
  piece,
  type Script,
  says,
  stream,
  usage,
} from '../language/remote/chat-server.ts';
import { fits, looks, SMALL_PHONE } from './any-page.ts';
import { type Lab, openLab } from './harness.ts';
import { figure, messageAbout, pause, play, shareLink, stepShown, waitForStep } from './play-page.ts';
import { stored } from './stored.ts';

const KEY = 'sk-never-to-be-seen-4711';
const MODEL = 'org/Chat-8B';
const QUERY = '#/play?model=teacher&cap=200&seed=9&speed=30';
/** So many steps that the run is still going, however slow the machine. */
const LONG = '#/play?model=teacher&cap=5000&seed=9&speed=30';

/** Plans where it is asked to, thinks before, and walks about. */
const chats: Script = (response, request) => {
  if (request.path.endsWith('/models')) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: [{ id: MODEL }, { id: 'org/Other' }] }));
    return;
  }
  const { messages, seed } = request.body;
  if (messages[0].content.startsWith('Answer with the one word')) return says('ready')(response, request);
  const action = ['Move West', 'Move South', 'Do', 'wander about'][seed % 4];
  const plans = messages.length === 1;
  const answer = plans ? `<plan> Find wood first. </plan> ${action}` : action;
  const thoughts = { choices: [{ index: 0, delta: { reasoning_content: 'Let me look around. ' } }] };
  return stream(
    `data: ${JSON.stringify(thoughts)}\n\n`,
    piece(answer),
    end(),
    usage(400, 12),
  )(response, request);
};

let lab: Lab;
let server: ChatServer;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
beforeEach(async () => {
  server = await ChatServer.start(chats);
  server.allowedOrigin = new URL(lab.url).origin;
});
afterEach(() => server.close());

/** Opens the dialog from the list of models and fills it in. */
async function fillEndpoint(page: Page, { url = server.url, key = KEY, model = MODEL } = {}): Promise<void> {
  await page.locator('#knob-model').selectOption('Remote endpoint …');
  await page.getByLabel('Address').fill(url);
  await page.getByLabel(/^Key/).fill(key);
  await page.getByLabel('Model', { exact: true }).fill(model);
}

async function useEndpoint(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use this endpoint' }).click();
  await page.locator('endpoint-form').waitFor({ state: 'detached' });
  // From here on the figures are those of the remote model's run.
  await page.locator('endpoint-offer section').waitFor();
}

/** What the dialog says of the last attempt. */
async function verdictOf(page: Page, pattern: RegExp): Promise<string> {
  const line = page.locator('endpoint-form .trial').filter({ hasText: pattern });
  await line.waitFor();
  return (await line.textContent()) ?? '';
}

test('a chat model plays, shows what it read and wrote, and its key is in no record, link or storage', async () => {
  const { page, errors, close } = await lab.visit({ path: QUERY });
  await waitForStep(page, 1);
  await fillEndpoint(page, { model: '' });
  await page.getByRole('button', { name: 'List its models' }).click();
  await verdictOf(page, /It serves 2 models/);
  await page.getByRole('button', { name: MODEL }).click();
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await verdictOf(page, /It answers: “ready”/);
  await page.getByText('Limits, prices').click();
  await page.getByLabel('Price of a million tokens read').fill('0.5');
  await useEndpoint(page);
  await page.getByRole('heading', { name: new RegExp(`^${MODEL} answers from`) }).waitFor();
  await waitForStep(page, 6);
  const step = await pause(page);
  expect(await figure(page, 'Agent')).toBe(`${MODEL} (remote), T = 1`);
  expect(Number((await figure(page, 'Tokens it read')).replace(',', ''))).toBeGreaterThanOrEqual(400 * step);
  expect(Number(await figure(page, 'Cost'))).toBeGreaterThan(0);
  expect(await figure(page, 'Plans')).toBe('1');

  await page.getByText('What the model read and wrote').click();
  const read = page.getByRole('region', { name: 'Prompt' });
  await page.getByLabel('Step', { exact: true }).fill('1');
  await page.getByLabel('Step', { exact: true }).press('Enter');
  const first = server.requests.find(({ body }) => body.messages?.[0].content.includes('Crafter'))!;
  for (const { content } of first.body.messages) expect(await read.textContent()).toContain(content);
  expect(await page.getByRole('region', { name: 'Thoughts' }).textContent()).toBe('Let me look around.');
  expect(await page.getByRole('region', { name: 'Answer', exact: true }).textContent()).toContain(
    '<plan> Find wood first. </plan>',
  );

  await page.getByText('This model by BALROG’s protocol').click();
  await page.getByLabel('Episodes').fill('2');
  await page.getByLabel('Steps of an episode at the most').fill('6');
  await page.getByRole('button', { name: 'Play 2 episodes' }).click();
  await page.getByText(/% progress over 2 episodes \(seeds 100,101\)/).waitFor();
  expect(await page.locator('balrog-panel tbody tr').count()).toBe(15);
  expect(await stepShown(page)).toBe(step);

  const link = await shareLink(page);
  const { origin, host } = new URL(server.url);
  for (const text of [link, page.url(), await stored(page)]) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(host);
    expect(text).not.toContain(origin);
  }
  expect(await stored(page)).toContain(MODEL);
  expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);

  // The link replays in a profile that knows no endpoint, and asks for one where it is to be played on.
  const other = await lab.visit({ path: link.slice(lab.url.length) });
  await other.page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  await other.page
    .getByRole('button', { name: /Run again|run again/ })
    .first()
    .click();
  await other.page.getByRole('heading', { name: `${MODEL} needs an endpoint` }).waitFor();
  await messageAbout(other.page, /answers from an endpoint, and this page knows none/);
  await other.page.getByRole('button', { name: /Choose its endpoint/ }).click();
  expect(await other.page.getByLabel('Model', { exact: true }).inputValue()).toBe(MODEL);
  await other.page.getByLabel('Address').fill(server.url);
  await other.page.getByLabel(/^Key/).fill(KEY);
  await useEndpoint(other.page);
  await waitForStep(other.page, 3);
  expect(errors).toEqual([]);
  await other.close();
  await close();
});

test('what a server refuses is said on the page, pauses the run, and Play goes on once it is mended', async () => {
  const { page, close } = await lab.visit({ path: QUERY });
  await waitForStep(page, 1);
  server.script(fails(401, { error: { message: 'no' } }));
  await fillEndpoint(page);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  expect(await verdictOf(page, /does not accept this key \(401\)/)).toContain('Paste the key again');
  server.allowedOrigin = null;
  await page.getByRole('button', { name: 'Test the connection' }).click();
  expect(await verdictOf(page, /cannot be reached from this page|does not allow this page/)).toMatch(
    /--allowed-origins '\["http:\/\/127\.0\.0\.1:\d+"\]'/,
  );
  server.allowedOrigin = new URL(lab.url).origin;
  await useEndpoint(page);
  await messageAbout(page, /does not accept this key \(401\)/);
  await page.getByText(/The run is paused: .*401/).waitFor();
  expect(await stepShown(page)).toBe(0);

  server.script(chats);
  await page.getByRole('button', { name: 'Try again' }).click();
  await waitForStep(page, 3);

  // Gone in the middle of the run, and back at the same address.
  const { port } = server;
  await server.close();
  const step = await stepShown(page);
  server = await ChatServer.startAt(port, chats);
  server.allowedOrigin = new URL(lab.url).origin;
  await waitForStep(page, step + 3);
  await pause(page);

  // Another key for the same model: the run goes on with it, and the old one is not used again.
  await page.getByRole('button', { name: 'Change the endpoint …' }).click();
  await page.getByLabel(/^Key/).fill('sk-another');
  const before = await stepShown(page);
  server.script(chats);
  await useEndpoint(page);
  await play(page);
  await waitForStep(page, before + 2);
  expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set(['Bearer sk-another']),
  );
  await close();
});

test('a pause does not wait for a slow answer, and the server is told to stop', async () => {
  const { page, close } = await lab.visit({ path: QUERY });
  await waitForStep(page, 1);
  server.script(chats, chats, fallsSilent(piece('Move ')));
  await fillEndpoint(page);
  await useEndpoint(page);
  await waitForStep(page, 2);
  const gone = server.someoneLeft();
  await page.getByRole('button', { name: 'Pause' }).click();
  await gone;
  expect(await stepShown(page)).toBe(2);
  server.script(chats);
  await play(page);
  await waitForStep(page, 4);
  await close();
});

test('an endpoint that is to be kept outlives the page, another does not', async () => {
  const { page, context, close } = await lab.visit({ path: LONG });
  await waitForStep(page, 1);
  await fillEndpoint(page);
  await useEndpoint(page);
  await waitForStep(page, 2);
  await page.getByRole('button', { name: 'Change the endpoint …' }).click();
  await page.getByLabel('Keep this endpoint and its key in this browser').check();
  await useEndpoint(page);
  await waitForStep(page, 4);
  await pause(page);
  const again = await lab.visit({
    context,
    path: `#/play?model=remote:${encodeURIComponent(MODEL)}&seed=9&cap=50`,
  });
  // A link spends nobody's key by itself, whoever made it.
  await again.page.getByText(`Play asks ${server.url} with your key.`).waitFor();
  server.script(chats);
  await again.page.waitForTimeout(500);
  expect([await stepShown(again.page), server.requests.length]).toEqual([0, 0]);
  await play(again.page);
  await waitForStep(again.page, 2);
  await again.page.getByRole('button', { name: 'Change the endpoint …' }).click();
  await again.page.getByRole('button', { name: `Forget ${MODEL} at ${server.url}` }).click();
  await again.page.getByRole('heading', { name: `${MODEL} needs an endpoint` }).waitFor();
  expect(await stored(again.page)).not.toContain(KEY);
  // Forgotten in the middle of the run, it is asked nothing more.
  await again.page.locator('transport-bar button', { hasText: 'Play' }).waitFor({ state: 'attached' });
  server.script(chats);
  await again.page.waitForTimeout(500);
  expect(server.requests).toEqual([]);
  await close();
});

test.each(looks(SMALL_PHONE))('the dialog and the run are accessible and fit in: %s', async (name, look) => {
  const { page, errors, close } = await lab.visit({ ...look, path: QUERY });
  const check = async (what: string) => {
    await fits(page, `${what}-${name}`);
    const inside = (element: Element) => element.scrollWidth - element.clientWidth;
    for (const part of await page.locator('dialog[open], .prompt, .endpoint-offer').all())
      expect(await part.evaluate(inside)).toBeLessThanOrEqual(0);
  };
  await waitForStep(page, 1);
  await fillEndpoint(page);
  await page.getByRole('button', { name: 'List its models' }).click();
  await verdictOf(page, /It serves/);
  await page.getByLabel('Hold its answers to their form').check();
  await page.getByText('Limits, prices').click();
  await check('endpoint');
  await page.getByLabel('Hold its answers to their form').uncheck();
  await page.getByLabel('Price of a million tokens read').fill('0.1');
  await useEndpoint(page);
  await waitForStep(page, 5);
  await pause(page);
  await page.getByText('What the model read and wrote').click();
  await page.getByText('This model by BALROG’s protocol').click();
  await page.getByLabel('Episodes').fill('2');
  await page.getByLabel('Steps of an episode at the most').fill('4');
  await page.getByRole('button', { name: 'Play 2 episodes' }).click();
  await page.getByText(/% progress over/).waitFor();
  await check('remote');
  server.script(fails(400, { error: { message: 'This model’s maximum context length is 2048 tokens.' } }));
  await play(page);
  await page.getByText(/The run is paused: .*400/).waitFor();
  await check('remote-failed');
  expect(errors.filter((error) => !error.includes('400'))).toEqual([]);
  await close();
});
