// A person's own files on the build's Deploy page, with its real worker, the shipped planner and the real learner: refusals with
// their places, a deployment on what is left, and the gradient check on the model that comes of it.

import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import type { NamedText } from '../../src/deployment/own-problems.ts';
import { drawnProblem } from '../../src/worlds/strips/strips.ts';
import { BLOCKS, FERRY, ownProblem } from '../deployment/own-files.ts';
import { fitsIn, looks, oneVisit, SMALL_PHONE } from './any-page.ts';

const SETUP = 'domain=Strips-v1&ownHeldOut=2&generations=1&samples=2&runs=2&epochs=2&rank=4&alpha=8';
const visit = oneVisit({ path: `#/deploy?${SETUP}`, reducedMotion: 'reduce' });

/** Some of which the shipped planner does not solve. */
const larger = (seed: number): NamedText => ({
  name: `p${seed}.pddl`,
  text: drawnProblem('Blocksworld-v1', seed, { blocks: [5, 12] }).text,
});

const uploads = (files: readonly NamedText[]) =>
  files.map(({ name, text }) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) }));

/** Screenshots in light, dark and at 360 px; each must be accessible, and fit in. */
async function fitsInAll(page: Page, what: string): Promise<void> {
  for (const [name, look] of looks(SMALL_PHONE)) await fitsIn(page, look, `${what}-${name}`);
}

test('files that cannot be played are refused with their place, and the others are counted', async () => {
  const { page } = visit();
  const card = page.locator('own-problems-card');
  const [domain, problems] = [card.locator('input:not([multiple])'), card.locator('input[multiple]')];
  await domain.setInputFiles(uploads([FERRY]));
  await card.getByText('No planner of this lab plays the domain "ferry".').waitFor();
  await card.getByText('A chat model can deploy on any domain').waitFor();
  await domain.setInputFiles(uploads([BLOCKS]));
  await card.getByText('played by the planner of Blocksworld').waitFor();
  const wrong = { name: 'wrong.pddl', text: ownProblem(1).text.replace('(clear', '\n (clean') };
  await problems.setInputFiles(uploads([wrong, ...[1, 2, 3, 4, 5, 6, 7, 8].map(larger)]));
  await card.getByText('8 problems, 1 left out.').waitFor();
  expect(await card.locator('.file-faults').textContent()).toMatch(
    /wrong\.pddl: Line \d+, column 3: there is no predicate "clean"\./,
  );
  await fitsInAll(page, 'deploy-own-files');
});

test('the others are deployed on, and a plan of the pool is played', async () => {
  const { page } = visit();
  await page.locator('deploy-form button[type=submit]').click();
  await page.locator('deploy-progress .state', { hasText: 'Done' }).waitFor({ timeout: 110_000 });
  await page.getByRole('heading', { name: 'own blocksworld, 6 tasks, valid plans kept' }).waitFor();
  await page
    .getByRole('button', { name: /^Task blocksworld-\d/ })
    .first()
    .click();
  await page.locator('#card-lineage .blocks-scene').waitFor();
});

test('a reload finds the deployment with its files', async () => {
  const { page } = visit();
  await page.reload();
  await page.locator('deploy-progress .state', { hasText: 'Done' }).waitFor();
  await page
    .getByRole('button', { name: /^Task blocksworld-\d/ })
    .first()
    .waitFor();
});

test('the model’s fine-tuning is a REINFORCE step, by numbers from its own attempts', async () => {
  const { page } = visit();
  const card = page.locator('#card-gradient');
  await card.getByRole('button', { name: 'Check it' }).click();
  await card.locator('table').waitFor({ timeout: 110_000 });
  expect(await card.locator('[role=status] p').textContent()).toMatch(
    /^Yes, on \d+ attempts of generation 1, \d+ of them valid, both gradients point the same way/,
  );
  await card.scrollIntoViewIfNeeded();
  await fitsInAll(page, 'deploy-own-done');
});

test('nothing failed, and nobody else was asked', () => {
  const { errors, foreign } = visit();
  expect([errors, foreign]).toEqual([[], []]);
});
