// The speculation worker: one service, and the thread in which its predictor learns.

import { browserSpeculationHost } from '../src/services/browser-speculation.ts';
import { exposeService } from '../src/services/rpc.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
const newPredictor = () => new Worker(new URL('./predictor.ts', import.meta.url), { type: 'module' });
exposeService(browserSpeculationHost(new URL(/* @vite-ignore */ models, import.meta.url).href, newPredictor));
