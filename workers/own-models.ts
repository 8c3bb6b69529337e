// The worker of the models that somebody brings along: one service, nothing else.

import { browserOwnModels } from '../src/services/browser-own-models.ts';
import { exposeService } from '../src/services/rpc.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
exposeService(browserOwnModels(new URL(/* @vite-ignore */ models, import.meta.url).href));
