// The POGS worker: one service, nothing else.

import { browserPogsHost } from '../src/services/browser-pogs.ts';
import { exposeService } from '../src/services/rpc.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
exposeService(browserPogsHost(new URL(/* @vite-ignore */ models, import.meta.url).href));
