// Threads for jax-js in Node. Its WASM backend spreads every kernel over a pool of Web Workers, if the global `Worker`
// exists when the library is first imported; Node has worker_threads instead. This file lends it a Worker made of them,
// which doubles the speed of a training step on two cores. Install it BEFORE anything imports jax-js.

import { resolveObjectURL } from 'node:buffer';
import { Worker as NodeWorker } from 'node:worker_threads';
import { KERNEL_CACHE_SCRIPT, KernelMessages } from './kernel-cache.ts';

/** What a worker script expects around it. */
const WORKER_PRELUDE = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
${KERNEL_CACHE_SCRIPT}
parentPort.on('message', (data) => {
  const answer = answerKernel(data);
  if (answer) parentPort.postMessage(answer);
  else self.onmessage({ data });
});
`;

/** As much of a Web Worker as jax-js uses: a script from a blob URL, messages both ways. */
class ThreadWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  #thread: NodeWorker | undefined;
  #waiting: unknown[] = [];
  #unanswered = 0;
  readonly #messages = new KernelMessages();

  constructor(url: string | URL) {
    const fail = (error: unknown) => this.onerror?.({ message: String(error) });
    readBlob(String(url)).then((source) => this.#start(source, fail), fail);
  }

  #start(source: string, fail: (error: unknown) => void): void {
    const thread = new NodeWorker(`${WORKER_PRELUDE}\n{${source}}`, { eval: true, execArgv: [] });
    thread.on('message', (data: unknown) => {
      if (--this.#unanswered === 0) thread.unref();
      this.onmessage?.({ data });
    });
    thread.on('error', fail);
    this.#thread = thread;
    for (const message of this.#waiting.splice(0)) thread.postMessage(message);
  }

  /** An idle thread must not keep the process alive, a working one must: every message is answered once. */
  postMessage(message: unknown): void {
    if (this.#unanswered++ === 0) this.#thread?.ref();
    const slim = this.#messages.slim(message);
    if (this.#thread) this.#thread.postMessage(slim);
    else this.#waiting.push(slim);
  }

  terminate(): void {
    void this.#thread?.terminate();
  }
}

async function readBlob(url: string): Promise<string> {
  const blob = resolveObjectURL(url);
  if (!blob) throw new Error(`no blob behind ${url}`);
  return blob.text();
}

/** Blob scripts run in a ThreadWorker, files as Node does it: onnxruntime-web also puts its threads behind this name. */
class EitherWorker {
  constructor(url: string | URL, options?: WorkerOptions) {
    // A constructor that returns an object gives that object instead of a new one.
    // biome-ignore lint/correctness/noConstructorReturn: the two kinds share one global name
    return String(url).startsWith('blob:') ? new ThreadWorker(url) : new NodeWorker(url, options as object);
  }
}

/**
 * Installs the global `Worker` for good: onnxruntime-web assigns its own whenever it opens a model, and jax-js makes its
 * threads at the first computation, which may come after that.
 */
export function installThreads(): void {
  Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => EitherWorker, set: () => {} });
}
