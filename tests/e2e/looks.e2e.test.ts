// Every page in light, dark and at 390 px: nothing serious for axe, nothing wider than the screen, and a screenshot in
// tests/e2e/screens for a person to look at.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRecord } from '../../src/records/codec.ts';
import { fits, looks, PHONE } from './any-page.ts';
import { type Lab, openLab } from './harness.ts';
import { pause, waitForStep } from './play-page.ts';
import { fragmentOf, sampleRun } from './sample-run.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

test.each(looks(PHONE))('Play, Replay and Runs are accessible and fit in: %s', async (name, look) => {
  const { page, context, errors, close } = await lab.visit({
    ...look,
    path: '#/play?model=teacher&speed=30&seed=9',
  });
  const check = (what: string) => fits(page, `${what}-${name}`);
  await waitForStep(page, 60);
  await pause(page);
  await check('play');
  await page.keyboard.press('p');
  await page.keyboard.press('Escape');
  await page.goto(`${lab.url}#/runs`);
  await page.locator('runs-table tbody tr').first().waitFor();
  await check('runs');
  await page.goto(lab.url + fragmentOf(encodeRecord(sampleRun(120))));
  await page.getByRole('slider', { name: 'Step of the run' }).fill('60');
  await page.waitForTimeout(300);
  await check('replay');
  expect(errors).toEqual([]);
  await close();
  await context.close();
});
