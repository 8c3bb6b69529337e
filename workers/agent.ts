// The agent worker: one service, nothing else.

import { browserAgentHost } from '../src/services/browser-agent.ts';
import { exposeService } from '../src/services/rpc.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
exposeService(browserAgentHost(new URL(/* @vite-ignore */ models, import.meta.url).href));
