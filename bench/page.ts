// `npm run bench -- page`: a first visit, measured. Each run is a new browser with an empty profile on a machine without
// a GPU (that is, on WASM): time from navigation to the drawn world and to the agent's first decision, decisions per
// second afterwards at full speed, and what had to be downloaded.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { compressAhead, DIST, ensureBuilt } from '../scripts/build.ts';
import { type Lab, openLab } from '../tests/e2e/harness.ts';
import { markTime, stepShown } from '../tests/e2e/play-page.ts';
import { type Benchmark, type Figure, median } from './figures.ts';

/** How long decisions are counted, in ms. */
const COUNTING_MS = 5000;

/** One visit; sizes in bytes as they came over the wire (Brotli) unless the name says gzip. */
interface FirstVisit {
  worldDrawn: number;
  firstDecision: number;
  decisionsPerSecond: number;
  initialScriptGzip: number;
  downloaded: number;
}

const UNITS: Record<keyof FirstVisit, string> = {
  worldDrawn: 'ms',
  firstDecision: 'ms',
  decisionsPerSecond: '1/s',
  initialScriptGzip: 'bytes',
  downloaded: 'bytes',
};

/** `--runs N` (5), `--gpu software-gpu` for WebGPU on SwiftShader, `--query` for the page's settings. */
export const benchmark: Benchmark = {
  async run({ quick, args }) {
    const runs = quick ? 1 : args.integer('runs', 5);
    const gpu = args.text('gpu', 'no-gpu') === 'software-gpu' ? 'software-gpu' : 'no-gpu';
    const query = args.text('query', 'speed=0');
    args.refuseUnknown();
    if (!(await ensureBuilt())) throw new Error('the build failed');
    await compressAhead();
    const visits: FirstVisit[] = [];
    // A new browser each time: a second profile of the same one would find code already compiled.
    for (let i = 0; i < runs; i++) visits.push(await visitInNewBrowser(gpu, query));
    return Object.fromEntries(
      Object.keys(UNITS).map((name) => [name, figure(visits, name as keyof FirstVisit)]),
    );
  },
};

async function visitInNewBrowser(gpu: 'no-gpu' | 'software-gpu', query: string): Promise<FirstVisit> {
  const lab = await openLab({ gpu });
  try {
    return await firstVisit(lab, query);
  } finally {
    await lab.close();
  }
}

async function firstVisit(lab: Lab, query: string): Promise<FirstVisit> {
  const { page } = await lab.visit({ path: `#/play?${query}` });
  const worldDrawn = await markTime(page, 'first-world');
  const firstDecision = await markTime(page, 'first-decision');
  const downloaded = lab.bytesSent();
  const before = await stepShown(page);
  const started = Date.now();
  await page.waitForTimeout(COUNTING_MS);
  const decided = (await stepShown(page)) - before;
  return {
    worldDrawn,
    firstDecision,
    decisionsPerSecond: decided / ((Date.now() - started) / 1000),
    initialScriptGzip: await initialScriptGzip(page, worldDrawn),
    downloaded,
  };
}

/** Size of the scripts that the page itself had asked for when the world was drawn; workers load theirs beside it. */
async function initialScriptGzip(page: Page, until: number): Promise<number> {
  const paths = await page.evaluate((time) => {
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const scripts = resources.filter(
      ({ name, startTime }) => startTime < time && /\.m?js$/.test(new URL(name).pathname),
    );
    return scripts.map(({ name }) => new URL(name).pathname);
  }, until);
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(DIST, path))).length, 0);
}

function figure(visits: readonly FirstVisit[], name: keyof FirstVisit): Figure {
  const runs = visits.map((visit) => Math.round(visit[name] * 10) / 10);
  return { median: median(runs), unit: UNITS[name], runs };
}
