// Runs supervised fine-tuning in headless Chromium, driven from Node: on the machine's GPU by WebGPU where it has one, on
// WASM threads otherwise. A local server serves the page, cross-origin isolated, and is the page's way to files: data and
// checkpoints travel as plain HTTP bodies, which is robust at any size. Resumes as src/learning/train-in-node.ts does.

import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { LabError, type LabErrorData } from '../../src/lab-error.ts';
import { CHECKPOINT_FILE, replaceFile } from '../../src/learning/train-in-node.ts';
import type {
  TrainingOptions,
  TrainingOutcome,
  TrainingProgress,
  TrainingResult,
} from '../../src/learning/training-run.ts';
import { ISOLATION_HEADERS } from '../isolation-headers.ts';
import type { PagePlan } from './page.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const PAGE =
  '<!doctype html><title>Training</title><script type="module" src="/scripts/train-page/page.ts"></script>';

/** Where the run took place. */
export interface PageOutcome extends TrainingOutcome {
  readonly device: string;
  /** Whether the page had threads (cross-origin isolation). */
  readonly threads: boolean;
}

/**
 * As {@link trainInNode}, in Chromium.
 * @param executablePath a Chromium; Debian's by default
 * @throws LabError not-found without a Chromium, and what the page reports
 */
export async function trainInChromium(
  options: TrainingOptions,
  executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium',
): Promise<TrainingResult & PageOutcome> {
  if (!existsSync(executablePath))
    throw new LabError('not-found', `There is no Chromium at ${executablePath}.`, 'Train in Node instead.');
  const path = join(options.outDir, CHECKPOINT_FILE);
  await mkdir(options.outDir, { recursive: true });
  const exchange = new Exchange(options, path);
  const server = await serve(exchange);
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--enable-unsafe-webgpu',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
  try {
    browser.on('disconnected', () => exchange.fail(closed()));
    const page = await browser.newPage();
    page.on('crash', () => exchange.fail(closed()));
    await page.goto(new URL('train/', server.resolvedUrls?.local[0]).href);
    return { ...(await exchange.outcome), checkpointFile: path };
  } finally {
    await browser.close();
    await server.close();
  }
}

function closed(): LabError {
  return new LabError('aborted', 'The browser that was training has closed.', 'Start again to resume.');
}

async function serve(exchange: Exchange): Promise<ViteDevServer> {
  const server = await createServer({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(ROOT, 'node_modules/.vite-train'),
    optimizeDeps: { include: ['@jax-js/jax'], noDiscovery: true },
    server: { port: 0, host: 'localhost', headers: ISOLATION_HEADERS, watch: null, hmr: false },
    plugins: [
      {
        name: 'training-exchange',
        configureServer: ({ middlewares }) => {
          middlewares.use('/train/', (request, response) => void exchange.answer(request, response));
        },
      },
    ],
  });
  return server.listen();
}

/** What the page asks for and what it sends back, over HTTP. */
class Exchange {
  readonly outcome: Promise<PageOutcome>;
  readonly #options: TrainingOptions;
  readonly #checkpoint: string;
  readonly #resume: boolean;
  #finish!: (outcome: PageOutcome) => void;
  fail!: (error: LabError) => void;

  constructor(options: TrainingOptions, checkpoint: string) {
    this.#options = options;
    this.#checkpoint = checkpoint;
    this.#resume = !options.fresh && existsSync(checkpoint);
    this.outcome = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.fail = reject;
    });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = (request.url ?? '/').replace(/^\/|\?.*$/g, '');
    try {
      const body =
        request.method === 'POST'
          ? await this.#receive(name, await readBody(request))
          : await this.#give(name);
      for (const [header, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(header, value);
      response.setHeader('Content-Type', name === '' ? 'text/html' : 'application/octet-stream');
      response.end(body);
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
      this.fail(LabError.from(error));
    }
  }

  async #give(name: string): Promise<string | Uint8Array> {
    const { datasetFiles, heldOutFile, init } = this.#options;
    const [kind, index] = name.split('/');
    if (kind === '') return PAGE;
    if (kind === 'plan') return JSON.stringify(this.#plan());
    if (kind === 'dataset' && datasetFiles[Number(index)]) return readFile(datasetFiles[Number(index)]);
    if (kind === 'held-out' && heldOutFile) return readFile(heldOutFile);
    if (kind === 'resume' && this.#resume) return readFile(this.#checkpoint);
    if (kind === 'init' && init) return init;
    throw new LabError('not-found', `The training page asked for "${name}".`);
  }

  #plan(): PagePlan {
    const { config, shapes, hyper, seed, steps, seconds, checkpointEvery, init, datasetFiles, heldOutFile } =
      this.#options;
    const has = { init: init !== undefined, resume: this.#resume, heldOut: heldOutFile !== undefined };
    return {
      config,
      shapes,
      hyper,
      seed,
      steps,
      seconds,
      checkpointEvery,
      datasets: datasetFiles.length,
      has,
    };
  }

  async #receive(name: string, body: Buffer): Promise<string> {
    if (name === 'checkpoint') await replaceFile(this.#checkpoint, body);
    else if (name === 'outcome') this.#finish(JSON.parse(body.toString()) as PageOutcome);
    else if (name === 'error') {
      const { code, message, hint } = JSON.parse(body.toString()) as LabErrorData;
      this.fail(new LabError(code, message, hint));
    } else if (name === 'progress')
      this.#options.onProgress?.(JSON.parse(body.toString()) as TrainingProgress);
    return this.#options.signal?.aborted ? 'abort' : '';
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
