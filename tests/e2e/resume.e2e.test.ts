// A run survives its tab: a reload offers it and continues it exactly, a killed tab loses at most its last second, and no
// second tab can play the same run.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from './harness.ts';
import {
  digestShown,
  messageAbout,
  play,
  setSpeed,
  shareLink,
  stepShown,
  waitForEnd,
  waitForStep,
} from './play-page.ts';

const RUN = '#/play?model=teacher&seed=41&size=32&cap=200';

let lab: Lab;
let undisturbed: string;

beforeAll(async () => {
  lab = await openLab();
  const { page, close } = await lab.visit({ path: `${RUN}&speed=0` });
  await waitForEnd(page, 200);
  undisturbed = await digestOfRun(page);
  await close();
});
afterAll(() => lab.close());

async function digestOfRun(page: Parameters<typeof shareLink>[0]): Promise<string> {
  await page.goto(await shareLink(page));
  await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
  return digestShown(page);
}

const offer = 'Your last run is waiting';

test('a reload in mid-run offers the run, continues it exactly and comes to the same digest', async () => {
  const { page, errors, close } = await lab.visit({ path: `${RUN}&speed=30` });
  await waitForStep(page, 60);
  // The run is stored at least once a second.
  await page.waitForTimeout(1200);
  const before = await stepShown(page);
  await page.reload();
  await page.getByRole('heading', { name: offer }).waitFor();
  await page.getByRole('button', { name: 'Continue it' }).click();
  await waitForStep(page, before - 35);
  await play(page);
  await setSpeed(page, 0);
  await waitForEnd(page, 200);
  expect(await digestOfRun(page)).toBe(undisturbed);
  expect(errors).toEqual([]);
  await close();
});

test('a tab that is closed without warning loses at most its last second', async () => {
  const first = await lab.visit({ path: `${RUN}&speed=30` });
  await waitForStep(first.page, 90);
  const reached = await stepShown(first.page);
  await first.page.close({ runBeforeUnload: false });
  const second = await lab.visit({ context: first.context, path: RUN });
  await second.page.getByRole('heading', { name: offer }).waitFor();
  const text = (await second.page.locator('resume-offer p').first().textContent()) ?? '';
  const stored = Number(/after (\d+) steps/.exec(text)?.[1]);
  expect(stored).toBeGreaterThanOrEqual(reached - 31);
  await second.page.getByRole('button', { name: 'Start a new run' }).click();
  await waitForStep(second.page, 1);
  await first.close();
});

test('a run that was interrupted is listed as unfinished and continues from there', async () => {
  const first = await lab.visit({ path: `${RUN}&speed=30` });
  await waitForStep(first.page, 40);
  await first.page.close();
  const second = await lab.visit({ context: first.context, path: '#/runs' });
  await second.page.getByText('unfinished').waitFor();
  await second.page.getByRole('button', { name: /^Continue/ }).click();
  await second.page.getByRole('heading', { name: 'Settings' }).waitFor();
  await play(second.page);
  await setSpeed(second.page, 0);
  await waitForEnd(second.page, 200);
  expect(await digestOfRun(second.page)).toBe(undisturbed);
  await first.close();
});

test('a second tab cannot play, rewrite or delete the run that the first one plays', async () => {
  const first = await lab.visit({ path: `${RUN}&speed=10` });
  await waitForStep(first.page, 20);
  const second = await lab.visit({ context: first.context, path: '#/runs' });
  await second.page.getByText('unfinished').waitFor();
  await second.page.getByRole('button', { name: /^Continue/ }).click();
  expect(await messageAbout(second.page, /Another tab of this browser plays this run/)).toContain(
    'Close the other tab',
  );
  await second.page.goto(`${lab.url}#/runs`);
  await second.page
    .locator('runs-table')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await messageAbout(second.page, /is being played/);
  const reached = await stepShown(first.page);
  await waitForStep(first.page, reached + 20);
  await setSpeed(first.page, 0);
  await waitForEnd(first.page, 200);
  expect(await digestOfRun(first.page)).toBe(undisturbed);
  await first.close();
});
