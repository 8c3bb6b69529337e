// onnxruntime-web leaves a global `Worker` behind in Node, which jax-js must have seen before it is first imported.

import { installThreads } from '../../../src/learning/node-threads.ts';

installThreads();
