// The learner worker: one service, nothing else.

import { browserLearnerHost } from '../src/services/browser-learner.ts';
import { exposeService } from '../src/services/rpc.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
exposeService(browserLearnerHost(new URL(/* @vite-ignore */ models, import.meta.url).href));
