// Where something is missing or breaks — no GPU, no isolation, a GPU that dies, storage that is refused, no network — the
// run goes on, the page says so, and no step is lost. These tests play the embedded model.

import { afterEach, expect, test } from 'vitest';
import { killGpuProcesses, type Lab, openLab } from './harness.ts';
import { messageAbout, pause, shareLink, stepShown, verdict, waitForEnd, waitForStep } from './play-page.ts';

let lab: Lab | undefined;
afterEach(() => lab?.close());

const runtimeText = async (page: Parameters<typeof shareLink>[0]) => {
  await page.locator('telemetry-panel .runtime').waitFor();
  return (await page.locator('telemetry-panel .runtime').textContent()) ?? '';
};

test('without WebGPU the model plays on WASM and the page says why', async () => {
  lab = await openLab({ gpu: 'no-gpu' });
  const { page, errors } = await lab.visit({ path: '#/play?speed=0' });
  await waitForStep(page, 10);
  expect(await runtimeText(page)).toMatch(/^WASM .*(WebGPU|GPU)/);
  expect(errors).toEqual([]);
});

test('without cross-origin isolation the model plays on one thread', async () => {
  lab = await openLab({ gpu: 'no-gpu', isolated: false });
  const { page, errors } = await lab.visit({ path: '#/play?speed=0' });
  await waitForStep(page, 10);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  expect(await runtimeText(page)).toMatch(/^WASM/);
  expect(errors).toEqual([]);
});

// SwiftShader computes the graphics card's work on the processor: a decision takes seconds on a busy machine.
const ON_SOFTWARE_GPU = { timeout: 240_000 };

test(
  'with WebGPU the model plays on it, and a GPU process that dies in mid-run costs no step',
  ON_SOFTWARE_GPU,
  async () => {
    lab = await openLab({ gpu: 'software-gpu' });
    const { page } = await lab.visit({ path: '#/play?speed=0&runtime=webgpu&schedule=never&seed=8' });
    await waitForStep(page, 3, 120_000);
    expect(await runtimeText(page)).toMatch(/^WebGPU/);
    const before = await stepShown(page);
    expect(killGpuProcesses()).toBeGreaterThan(0);
    await messageAbout(page, /GPU was lost/, 60_000);
    await waitForStep(page, before + 5, 120_000);
    const reached = await pause(page);
    await page.goto(await shareLink(page));
    await page.getByRole('slider', { name: 'Step of the run' }).waitFor();
    expect(await verdict(page)).toMatch(new RegExp(`^Equal\\. ${reached} steps`));
  },
);

test('weights that fail their hash are refused, and the teacher still plays', async () => {
  lab = await openLab();
  const { page } = await lab.visit({ path: '#/runs' });
  await page.route('**/weights.safetensors', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1] ^= 1;
    await route.fulfill({ response, body });
  });
  await page.goto(`${lab.url}#/play`);
  expect(await messageAbout(page, /weights are not those the model card names/)).toMatch(/\. [A-Z].*\.$/);
  expect(await stepShown(page)).toBe(0);
  await page.locator('#knob-model').selectOption('teacher');
  await page.getByRole('button', { name: 'Start this run' }).click();
  await waitForStep(page, 5);
});

test('loading shows its bytes, can be cancelled, and begins again when play is pressed', async () => {
  lab = await openLab({ slow: /weights\.safetensors/ });
  const { page } = await lab.visit({ path: '#/play?speed=0' });
  const download = page.locator('.download');
  await download.locator('label', { hasText: /[\d.]+ [KM]?B of [\d.]+ [KM]?B/ }).waitFor();
  const bar = download.locator('progress');
  const loaded = Number(await bar.getAttribute('value'));
  await page.waitForTimeout(1500);
  expect(Number(await bar.getAttribute('value'))).toBeGreaterThan(loaded);
  expect(Number(await bar.getAttribute('max'))).toBeGreaterThan(500_000);
  await download.getByRole('button', { name: 'Cancel' }).click();
  await page.locator('telemetry-panel h2', { hasText: 'Paused' }).waitFor();
  expect(await stepShown(page)).toBe(0);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await waitForStep(page, 5);
});

test('where storage is refused the run plays in memory and the page says so', async () => {
  lab = await openLab();
  const refuse = `
    const refuse = () => { throw new DOMException('refused', 'SecurityError'); };
    IDBFactory.prototype.open = refuse;
    if ('localStorage' in globalThis) Object.defineProperty(globalThis, 'localStorage', { get: refuse });`;
  const { page } = await lab.visit({ path: '#/play?model=teacher&speed=0&cap=50', before: refuse });
  await messageAbout(page, /memory only/);
  await waitForEnd(page, 50);
  await page.goto(`${lab.url}#/runs`);
  await page.locator('runs-page .refused').waitFor();
});

test('after a first visit the page opens and plays without a network', async () => {
  lab = await openLab();
  const first = await lab.visit({ path: '#/play?speed=5' });
  await waitForStep(first.page, 3);
  await first.page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, {
    timeout: 30_000,
  });
  await first.page.waitForTimeout(2000);
  await lab.stopServing();
  await first.page.reload();
  await first.page.getByRole('heading', { name: 'Your last run is waiting' }).waitFor();
  await first.page.getByRole('button', { name: 'Start a new run' }).click();
  await waitForStep(first.page, 5);
  expect(await first.page.evaluate(() => crossOriginIsolated)).toBe(true);
  await first.page.goto(`${lab.url}#/runs`);
  await first.page.getByRole('heading', { name: 'Runs' }).waitFor();
});
