// The advantage worker: one service, nothing else.

import { browserAdvantageHost } from '../src/services/browser-advantage.ts';
import { exposeService } from '../src/services/rpc.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
exposeService(browserAdvantageHost(new URL(/* @vite-ignore */ models, import.meta.url).href));
