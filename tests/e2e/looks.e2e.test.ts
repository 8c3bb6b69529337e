// Every page in light, dark and at 390 px: nothing serious for axe, nothing wider than the screen, and a screenshot in
// tests/e2e/screens for a person to look at.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRecord } from '../../src/records/codec.ts';
import { seriousFindings } from './accessibility.ts';
import { type Lab, openLab, SCREENS } from './harness.ts';
import { pause, waitForStep } from './play-page.ts';
import { fragmentOf, sampleRun } from './sample-run.ts';

const LOOKS = {
  light: { colorScheme: 'light' as const, viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark' as const, viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: 'light' as const, viewport: { width: 390, height: 844 } },
};

let lab: Lab;
beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  lab = await openLab();
});
afterAll(() => lab.close());

test.each(Object.entries(LOOKS))(
  'Play, Replay and Runs are accessible and fit in: %s',
  async (name, look) => {
    const { page, context, errors, close } = await lab.visit({
      ...look,
      path: '#/play?model=teacher&speed=30&seed=9',
    });
    const check = async (what: string) => {
      await page.screenshot({ path: join(SCREENS, `${what}-${name}.png`), fullPage: true });
      expect(await seriousFindings(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    };
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
  },
);
