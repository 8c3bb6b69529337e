// A model goes out of one browser as an ONNX file and comes into another: it plays there, outlives a reload, and can be deleted.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { fits, saved } from './any-page.ts';
import { type Lab, openLab } from './harness.ts';
import { figure, messageAbout, waitForStep } from './play-page.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

test('an exported model is imported, chosen on Play, plays, is there after a reload, and is deleted', async () => {
  const one = await lab.visit({ path: '#/models' });
  const own = one.page.locator('own-models');
  await own.getByLabel('Model to export').selectOption('pocket-crafter-rl');
  const exported = await saved(one.page, own.getByRole('button', { name: 'Export as .onnx' }));
  expect(exported.name).toBe('pocket-model-learned-by-reward.onnx');
  expect([one.errors, one.foreign]).toEqual([[], []]);
  await one.close();

  const { page, errors, foreign, close } = await lab.visit({
    path: '#/models',
    viewport: { width: 360, height: 780 },
    colorScheme: 'dark',
  });
  const models = page.locator('own-models');
  await models
    .locator('input[type=file]')
    .setInputFiles({ name: 'mine.onnx', mimeType: '', buffer: exported.bytes });
  await messageAbout(page, /“mine” is imported: it plays Crafter/);
  const row = models.getByRole('listitem');
  expect(await row.count()).toBe(1);
  await fits(page, 'own-models');

  await row.getByRole('link', { name: /^Play/ }).click();
  await waitForStep(page, 5);
  expect(await figure(page, 'Agent')).toContain('mine');

  await page.goto(`${lab.url}#/models`);
  await page.reload();
  await row.waitFor();
  expect(await row.textContent()).toContain('mine');
  await row.getByRole('button', { name: 'Delete mine' }).click();
  await row.waitFor({ state: 'detached' });
  await page.reload();
  await models.getByText('None yet.').waitFor();
  expect([errors, foreign]).toEqual([[], []]);
  await close();
});
