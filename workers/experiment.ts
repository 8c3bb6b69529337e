// The experiment worker: one service, and the threads that play for it.

import { browserExperimentHost } from '../src/services/browser-experiments.ts';
import { exposeService } from '../src/services/rpc.ts';

const newPlayer = () => new Worker(new URL('./sweep-player.ts', import.meta.url), { type: 'module' });
exposeService(browserExperimentHost(newPlayer));
