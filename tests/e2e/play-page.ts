// What the tests do on the Play page, in the words of someone who uses it. Selectors are roles, names and the few
// element names of the page; what they read is what the page shows.

import type { Page } from 'playwright';

/** A row of the run's figures (`Step`, `Plans`, `Agent` …) as the page shows it. */
export async function figure(page: Page, name: string): Promise<string> {
  const value = page
    .locator('telemetry-panel dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd');
  return (await value.textContent()) ?? '';
}

/** The step that the page shows; 0 is the state after reset. */
export async function stepShown(page: Page): Promise<number> {
  return Number((await figure(page, 'Step')).split(' of ')[0].replaceAll(/\D/g, ''));
}

/** Waits until the page shows at least this step. */
export async function waitForStep(page: Page, step: number, timeout = 60_000): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const rows = [...document.querySelectorAll('telemetry-panel dl > div')];
      const row = rows.find((div) => div.querySelector('dt')?.textContent === 'Step');
      const shown = row?.querySelector('dd')?.textContent?.split(' of ')[0].replaceAll(/\D/g, '') ?? '';
      return shown !== '' && Number(shown) >= wanted;
    },
    step,
    { timeout, polling: 50 },
  );
}

/** Pauses the run and gives the step it stands at. */
export async function pause(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await page.waitForTimeout(300);
  return stepShown(page);
}

/** Sets a loaded run going if it stands; waits while its agent still loads. */
export async function play(page: Page): Promise<void> {
  const ready = page.locator('transport-bar button:enabled').filter({ hasText: /^\s*(Play|Pause)\s*$/ });
  await ready.waitFor();
  // A run may start by itself while the button is reached for: the click then finds nothing, or pauses what had just begun.
  const button = page.getByRole('button', { name: 'Play', exact: true });
  for (let tries = 0; tries < 10 && (await button.isVisible()); tries++) {
    await button.click({ timeout: 2000 }).catch(() => {});
    await page.waitForTimeout(200);
  }
}

/** Headlines of the messages on the page, failures first. */
export function messages(page: Page): Promise<string[]> {
  return page.locator('lab-notices .notice strong').allTextContents();
}

/** Waits for a message and gives its whole text, hint included. */
export async function messageAbout(page: Page, pattern: RegExp, timeout = 20_000): Promise<string> {
  const notice = page.locator('lab-notices .notice p').filter({ hasText: pattern }).first();
  await notice.waitFor({ timeout });
  return (await notice.textContent()) ?? '';
}

/** Time of a mark on the page, in ms since the navigation began; waits for it. */
export async function markTime(page: Page, name: string, timeout = 60_000): Promise<number> {
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, name, {
    timeout,
    polling: 50,
  });
  return page.evaluate((mark) => performance.getEntriesByName(mark)[0].startTime, name);
}

/** Checksum of the world's picture: two equal pictures have equal ones. */
export function pictureHash(page: Page): Promise<string> {
  return page.locator('world-view canvas').evaluate(async (canvas: HTMLCanvasElement) => {
    const context = canvas.getContext('2d');
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
    const hash = await crypto.subtle.digest('SHA-256', pixels);
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
}

/** Chooses a speed by its button: decisions per second, 0 = as fast as it goes. */
export async function setSpeed(page: Page, speed: number): Promise<void> {
  await page.locator('transport-bar .speeds label', { has: page.locator(`input[value="${speed}"]`) }).click();
}

/** Shares the run as a link and closes the dialog. */
export async function shareLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = await page.locator('#share-link').inputValue();
  await page.keyboard.press('Escape');
  return link;
}

/** Waits until the run is over at its step limit. */
export async function waitForEnd(page: Page, steps: number, timeout = 60_000): Promise<void> {
  await page.locator('play-page .ending', { hasText: `at step ${steps}.` }).waitFor({ timeout });
}

/** Digest that the Replay page shows. */
export async function digestShown(page: Page): Promise<string> {
  return (await page.locator('provenance-card .digest code').textContent()) ?? '';
}

/** Presses Verify on the Replay page and gives its verdict. */
export async function verdict(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Verify' }).click();
  return (await page.locator('provenance-card .verdict').textContent()) ?? '';
}
