// The experiment worker: one service, nothing else.

import { browserExperimentHost } from '../src/services/browser-experiments.ts';
import { exposeService } from '../src/services/rpc.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
exposeService(browserExperimentHost(new URL(/* @vite-ignore */ models, import.meta.url).href));
