// Keeps jax-js on one thread: a tiny model is all dispatch, and threads only wait for each other. onnxruntime-web leaves a global
// `Worker` behind in Node, and jax-js breaks if that comes up after its first import, so there shall be none. Import it first.

Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => undefined, set: () => {} });
