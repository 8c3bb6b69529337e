// Whatever comes in from outside — links, addresses, files — gets one clear sentence and a hint, and harms nothing that
// is stored.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRecord } from '../../src/records/codec.ts';
import { type Lab, openLab } from './harness.ts';
import { messageAbout, messages, verdict, waitForEnd, waitForStep } from './play-page.ts';
import { badFragments, forged, fragmentOf, sampleRun } from './sample-run.ts';

const RECORD = sampleRun(60);
let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

test.each(Object.entries(badFragments(RECORD)))(
  'a link that is %s is refused in a sentence with a hint',
  async (_what, fragment) => {
    const { page, errors, close } = await lab.visit({ path: fragment });
    await page.getByRole('heading', { name: 'This run cannot be opened' }).waitFor();
    const [message] = await messages(page);
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(await page.locator('lab-notices .notice span').first().textContent()).toMatch(/^[A-Z].*\.$/);
    expect(message).not.toMatch(/undefined|Error|\[object/);
    expect(errors).toEqual([]);
    await page.getByRole('link', { name: 'Play a new run' }).click();
    await waitForStep(page, 0);
    await close();
  },
);

test('a link whose digest was forged replays, says at once that it was changed, and does not verify', async () => {
  const { page, close } = await lab.visit({ path: fragmentOf(encodeRecord(forged(RECORD))) });
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  await messageAbout(page, /does not replay as it claims/);
  expect(await verdict(page)).toMatch(/^Not equal/);
  await close();
});

test.each(['9007199254740993', '-1', '1e3', 'seven', ''])(
  'the seed "%s" in an address is refused and the default plays',
  async (seed) => {
    const { page, close } = await lab.visit({ path: `#/play?model=teacher&seed=${seed}` });
    expect(await messageAbout(page, /World seed cannot be/)).toContain('2^53');
    expect(await page.locator('#knob-seed').inputValue()).toBe('8');
    await waitForStep(page, 2);
    await close();
  },
);

test('a seed beyond 2^53 in the form is refused beside its field and the last good one stays', async () => {
  const { page, close } = await lab.visit({ path: '#/play?model=teacher&cap=5&speed=0' });
  await waitForEnd(page, 5);
  await page.locator('#knob-seed').fill('9007199254740993');
  await page.locator('#knob-seed').press('Enter');
  await page
    .locator('#problem-seed')
    .getByText(/cannot be "9007199254740993"/)
    .waitFor();
  expect(page.url()).not.toContain('seed=9');
  await page.locator('#knob-seed').fill('9007199254740991');
  await page.locator('#knob-seed').press('Enter');
  await page.waitForURL(/seed=9007199254740991/);
  await waitForEnd(page, 5);
  await close();
});

test('files that are no runs are refused by name, and the stored run stays as it was', async () => {
  const { page, errors, close } = await lab.visit({ path: '#/runs' });
  const bytes = Buffer.from(encodeRecord(RECORD));
  const input = page.locator('input[type=file]');
  await input.setInputFiles({ name: 'good.goldilocks', mimeType: 'application/octet-stream', buffer: bytes });
  await messageAbout(page, /1 run imported/);
  await page.goto(`${lab.url}#/runs`);
  const bad: [name: string, buffer: Buffer, says: RegExp][] = [
    ['truncated.goldilocks', bytes.subarray(0, 40), /truncated\.goldilocks: /],
    [
      'picture.goldilocks',
      Buffer.from('\x89PNG\r\n\x1a\n and so on'),
      /picture\.goldilocks: This is not a run/,
    ],
    ['empty.goldilocks', Buffer.alloc(0), /empty\.goldilocks: /],
    [
      'forged.goldilocks',
      Buffer.from(encodeRecord(forged(RECORD))),
      /forged\.goldilocks: This run does not replay as it claims/,
    ],
    ['huge.goldilocks', Buffer.alloc(17 * 2 ** 20), /huge\.goldilocks: /],
  ];
  for (const [name, buffer, says] of bad) {
    await input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    expect(await messageAbout(page, says)).not.toMatch(/undefined|\[object/);
  }
  expect(await page.locator('runs-table tbody tr').count()).toBe(1);
  expect(errors).toEqual([]);
  await page.locator('runs-table tbody a').click();
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  expect(await verdict(page)).toMatch(/^Equal\. 60 steps/);
  await close();
});

test('an unknown page in the address leads to Play', async () => {
  const { page, close } = await lab.visit({ path: '#/nowhere/../<b>' });
  await waitForStep(page, 0);
  expect(await page.locator('main b').count()).toBe(0);
  await close();
});
