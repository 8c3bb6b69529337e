// End-to-end tests drive the built page in the machine's own Chromium, served as `npm start` serves it. One browser per
// set of flags, one fresh profile (context) per visit. A visit collects what no test may leave unseen: console errors,
// uncaught exceptions, and requests to any other origin.

import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { DIST, ensureBuilt } from '../../scripts/build.ts';
import { findChromium } from '../../scripts/chromium.mjs';
import { ISOLATION_HEADERS } from '../../scripts/isolation-headers.ts';
import { staticServer } from '../../scripts/static-server.ts';

/** Where screenshots go; git ignores the folder. */
export const SCREENS = join(import.meta.dirname, 'screens');

/** `software-gpu`: WebGPU on SwiftShader. `no-gpu`: a browser without an adapter, as on many school machines. */
export type Gpu = 'no-gpu' | 'software-gpu';

const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const GPU_FLAGS: Record<Gpu, string[]> = { 'no-gpu': [], 'software-gpu': ['--enable-unsafe-webgpu'] };

/** A started server and browser; `close` ends both. */
export interface Lab {
  readonly url: string;
  readonly browser: Browser;
  visit(options?: VisitOptions): Promise<Visit>;
  /** Bytes of all answers so far, as they went over the wire, headers included. */
  bytesSent(): number;
  /** Ends the server while the browser lives on: the network is gone. */
  stopServing(): Promise<void>;
  close(): Promise<void>;
}

export interface VisitOptions {
  /** What follows the address: `#…`, `runs.html`. */
  readonly path?: string;
  /** An earlier visit's profile: another tab, or a return. */
  readonly context?: BrowserContext;
  /** 1280×800 by default. */
  readonly viewport?: { width: number; height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Runs in the page and at the head of its worker scripts, before any of their own. */
  readonly before?: string;
}

/** A page and what was noticed on it. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors and uncaught exceptions, those of workers included. */
  readonly errors: string[];
  /** Requests to another origin; must stay empty. */
  readonly foreign: string[];
  /** Closes the profile. */
  close(): Promise<void>;
}

export interface LabOptions {
  /** `no-gpu` by default. */
  readonly gpu?: Gpu;
  /** `false` leaves the isolation headers out. */
  readonly isolated?: boolean;
  /** Files of the build whose bytes trickle, as over a slow line. */
  readonly slow?: RegExp;
}

/** Builds if needed, serves on a free port, starts Chromium. */
export async function openLab({ gpu = 'no-gpu', isolated = true, slow }: LabOptions = {}): Promise<Lab> {
  if (!(await ensureBuilt())) throw new Error('the build failed');
  const server = staticServer(DIST, { isolated });
  if (slow) trickle(server, slow);
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  const url = await listen(server);
  const browser = await launch(GPU_FLAGS[gpu]);
  return {
    url,
    browser,
    bytesSent: () => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    visit: (options = {}) => openVisit(browser, url, options),
    stopServing: () => stop(server),
    close: async () => {
      await browser.close();
      await stop(server);
    },
  };
}

/** Chromium with the flags every run needs. */
export async function launch(flags: string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: run `npm test`, or set CHROMIUM=/path/to/chromium');
  return chromium.launch({ executablePath, headless: true, args: [...QUIET_FLAGS, ...flags] });
}

/** A slow line: half a second for each sixteenth of a file. */
function trickle(server: Server, slow: RegExp): void {
  const [serve] = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', async (request, response) => {
    if (!slow.test(request.url ?? '')) return serve.call(server, request, response);
    const bytes = readFileSync(join(DIST, new URL(request.url ?? '', 'http://host').pathname));
    response.writeHead(200, { ...ISOLATION_HEADERS, 'Content-Length': bytes.length });
    const piece = Math.ceil(bytes.length / 16);
    for (let at = 0; at < bytes.length && !response.destroyed; at += piece) {
      response.write(bytes.subarray(at, at + piece));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    response.end();
  });
}

/** Kills the GPU process of every browser that this test file started, as a driver's crash would; gives their number. */
export function killGpuProcesses(): number {
  const victims = descendants(process.pid).filter(({ command }) => command.includes('--type=gpu-process'));
  for (const { pid } of victims) process.kill(pid, 'SIGKILL');
  return victims.length;
}

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes below one, read from /proc. */
function descendants(ancestor: number): RunningProcess[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(processInfo);
  const below = new Set([ancestor]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  return all.filter(({ pid }) => pid !== ancestor && below.has(pid));
}

function processInfo(pid: string): RunningProcess[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const parent = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]);
    return [{ pid: Number(pid), parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }];
  } catch {
    return []; // It ended while we looked.
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Playwright's init scripts reach no workers, so the script is also put in front of what a worker loads. */
async function injectBefore(page: Page, script: string): Promise<void> {
  await page.addInitScript(script);
  await page.route(/\/assets\/agent-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function openVisit(browser: Browser, url: string, options: VisitOptions): Promise<Visit> {
  const {
    path = '',
    viewport = { width: 1280, height: 800 },
    colorScheme = 'light',
    reducedMotion,
  } = options;
  const context =
    options.context ??
    (await browser.newContext({ viewport, colorScheme, reducedMotion, acceptDownloads: true }));
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const noticed = { errors: [] as string[], foreign: [] as string[] };
  page.on('console', (message) => {
    if (message.type() === 'error') noticed.errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => noticed.errors.push(`uncaught: ${error.stack ?? error.message}`));
  const noteForeign = (address: string) => {
    const foreign = /^(https?|wss?):/.test(address) && new URL(address).host !== new URL(url).host;
    if (foreign && !noticed.foreign.includes(address)) noticed.foreign.push(address);
  };
  // The context also sees the requests of workers and of the service worker.
  context.on('request', (request) => noteForeign(request.url()));
  page.on('websocket', (socket) => noteForeign(socket.url()));
  if (options.before) await injectBefore(page, options.before);
  await page.goto(url + path);
  return { page, context, ...noticed, close: () => context.close() };
}
