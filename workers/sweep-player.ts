// A thread that plays jobs of an experiment.

import { servePlayer } from '../src/services/browser-experiments.ts';

// One folder up from this file, both where it is served as source and where it was built.
const models = '../models';
servePlayer(new URL(/* @vite-ignore */ models, import.meta.url).href);
