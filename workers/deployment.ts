// The deployment worker: one service, nothing else.

import { browserDeploymentHost } from '../src/services/browser-deployment.ts';
import { exposeService } from '../src/services/rpc.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
exposeService(browserDeploymentHost(new URL(/* @vite-ignore */ models, import.meta.url).href));
