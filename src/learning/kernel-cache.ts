// jax-js sends a kernel's compiled module with every call, and its workers remember 256 kernels. A training step has more,
// so each call would clone and instantiate a module. Here a module travels once to each worker and stays: the host drops
// it from later messages, and this script, put before the worker's own, runs kernels from a map without a limit.

/** Worker script: `answerKernel(message)` runs a kernel and gives the answer, or undefined for any other message. */
export const KERNEL_CACHE_SCRIPT = `
const kernels = new Map();
let sharedMemory;
function answerKernel({ type, memory, kernelHash, module, ptrs, begin, end }) {
  if (type === 'init') sharedMemory = memory;
  if (type !== 'kernel') return undefined;
  try {
    if (module) {
      const { exports } = new WebAssembly.Instance(module, { env: { memory: sharedMemory } });
      kernels.set(kernelHash, exports.kernel);
    }
    kernels.get(kernelHash)(...ptrs, begin, end);
    return { type: 'done', ok: true };
  } catch (error) {
    return { type: 'done', ok: false, error: String(error) };
  }
}
`;

/** The host's side, one for each worker: gives every message without a module that the worker has. */
export class KernelMessages {
  readonly #sent = new Set<string>();

  slim(message: unknown): unknown {
    const { kernelHash } = message as { kernelHash?: string };
    if (kernelHash === undefined) return message;
    if (this.#sent.has(kernelHash)) return { ...(message as object), module: undefined };
    this.#sent.add(kernelHash);
    return message;
  }
}
