// The same for a page as node-threads.ts for Node: jax-js' workers with a kernel cache that holds a whole training step.
// Install it BEFORE anything imports jax-js; it only takes effect in a cross-origin isolated page, where there are threads.

import { KERNEL_CACHE_SCRIPT, KernelMessages } from './kernel-cache.ts';

/** Our listener is the first, so it alone sees messages; the original script is imported and gets the rest. */
const workerScript = (url: string) => `
${KERNEL_CACHE_SCRIPT}
const early = [];
let forward = (event) => early.push(event);
self.addEventListener('message', (event) => {
  event.stopImmediatePropagation();
  const answer = answerKernel(event.data);
  if (answer) postMessage(answer);
  else forward(event);
});
await import(${JSON.stringify(url)});
forward = (event) => self.onmessage(event);
early.forEach(forward);
`;

/** Replaces the global `Worker` for scripts that come from blobs, as jax-js' do. */
export function installKernelCache(): void {
  const Original = globalThis.Worker;
  globalThis.Worker = class extends Original {
    readonly #messages = new KernelMessages();

    constructor(url: string | URL, options?: WorkerOptions) {
      const isBlob = String(url).startsWith('blob:');
      const script = isBlob && new Blob([workerScript(String(url))], { type: 'application/javascript' });
      super(script ? URL.createObjectURL(script) : url, options);
    }

    override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
      super.postMessage(this.#messages.slim(message), options as StructuredSerializeOptions);
    }
  };
}
