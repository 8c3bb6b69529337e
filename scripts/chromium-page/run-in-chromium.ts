// Runs one script of this project in a headless Chromium page, driven from Node: training and benchmarks go there because only a
// page has WebGPU, and a cross-origin isolated one has threads that share memory. A local server serves the page and is its
// way to files: whatever it needs and gives travels as plain HTTP bodies below EXCHANGE, which is robust at any size.

import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { LabError, type LabErrorData } from '../../src/lab-error.ts';
import { ISOLATION_HEADERS } from '../isolation-headers.ts';
import { EXCHANGE } from './in-page.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
];

/** What runs in the page, and Node's answers to it. */
export interface PageWork {
  /** Module of this project, from its root: `/scripts/train-page/page.ts`. It calls `reportOutcome` of in-page.ts. */
  readonly script: string;
  /** What the page fetches, by name; undefined for a name that means nothing here. */
  give(name: string): Promise<string | Uint8Array | undefined>;
  /** What the page posts, by name, on its way to the outcome; the answer goes back to it. */
  receive?(name: string, body: Buffer): Promise<string>;
}

/**
 * The page's outcome, a JSON value.
 * @param executablePath a Chromium; Debian's by default
 * @throws LabError not-found without a Chromium, aborted if it closes, and what the page reports
 */
export async function runInChromium<Outcome>(
  work: PageWork,
  executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium',
): Promise<Outcome> {
  if (!existsSync(executablePath))
    throw new LabError(
      'not-found',
      `There is no Chromium at ${executablePath}.`,
      'Name another by CHROMIUM=/path/to/chromium, or stay in Node.',
    );
  const exchange = new Exchange<Outcome>(work);
  const server = await serve(exchange);
  try {
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    try {
      browser.on('disconnected', () => exchange.fail(closed()));
      const page = await browser.newPage();
      page.on('crash', () => exchange.fail(closed()));
      page.on('pageerror', (error) => exchange.fail(LabError.from(error)));
      await page.goto(new URL(EXCHANGE, server.resolvedUrls?.local[0]).href);
      return await exchange.outcome;
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

function closed(): LabError {
  return new LabError('aborted', 'The browser that was at work has closed.', 'Start again.');
}

async function serve(exchange: Pick<Exchange<never>, 'answer'>): Promise<ViteDevServer> {
  const server = await createServer({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(ROOT, 'node_modules/.vite-train'),
    optimizeDeps: { include: ['@jax-js/jax'], noDiscovery: true },
    server: { port: 0, host: 'localhost', headers: ISOLATION_HEADERS, watch: null, hmr: false },
    plugins: [
      {
        name: 'page-exchange',
        configureServer: ({ middlewares }) => {
          middlewares.use(EXCHANGE, (request, response) => void exchange.answer(request, response));
        },
      },
    ],
  });
  return server.listen();
}

/** What the page asks for and what it sends back, over HTTP. */
class Exchange<Outcome> {
  readonly outcome: Promise<Outcome>;
  readonly #work: PageWork;
  #finish!: (outcome: Outcome) => void;
  fail!: (error: LabError) => void;

  constructor(work: PageWork) {
    this.#work = work;
    this.outcome = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.fail = reject;
    });
    // The page may fail while it is still being opened, before anyone waits.
    this.outcome.catch(() => {});
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = (request.url ?? '/').replace(/^\/|\?.*$/g, '');
    try {
      const body =
        request.method === 'POST'
          ? await this.#receive(name, await readBody(request))
          : await this.#give(name);
      for (const [header, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(header, value);
      response.setHeader('Content-Type', contentType(name));
      response.end(body);
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
      this.fail(LabError.from(error));
    }
  }

  async #give(name: string): Promise<string | Uint8Array> {
    const { script } = this.#work;
    if (name === '')
      return `<!doctype html><title>At work</title><script type="module" src="${script}"></script>`;
    const body = await this.#work.give(name);
    if (body === undefined) throw new LabError('not-found', `The page asked for "${name}".`);
    return body;
  }

  async #receive(name: string, body: Buffer): Promise<string> {
    if (name === 'outcome') this.#finish(JSON.parse(body.toString()) as Outcome);
    else if (name === 'error') {
      const { code, message, hint } = JSON.parse(body.toString()) as LabErrorData;
      this.fail(new LabError(code, message, hint));
    } else return (await this.#work.receive?.(name, body)) ?? '';
    return '';
  }
}

/** A browser compiles WASM and loads modules only under their own types. */
function contentType(name: string): string {
  if (name === '') return 'text/html';
  if (name.endsWith('.js')) return 'text/javascript';
  return name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
