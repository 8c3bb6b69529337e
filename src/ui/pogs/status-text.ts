// What goes on with the walk, in a sentence below its buttons.

import { SHIPPED_MODELS } from '../../language/pocket/shipped.ts';
import { bytes, modelName } from '../labels.ts';
import type { PogsRun } from './pogs-run.ts';

/** @param model its id */
export function statusText(run: PogsRun, model: string): string {
  const { opening, loading, error, runtime, comparing, waiting, film } = run;
  if (error) return `${error.message} ${film ? 'Restart to go on.' : ''}`;
  if (opening) return 'Looking for a graph …';
  if (comparing) return 'A comparison is played; the walk waits.';
  if (loading) return `Loading ${loading.what}: ${bytes(loading.loaded)} of ${bytes(loading.total)}.`;
  if (waiting && runtime === '') return 'The model is being prepared.';
  if (!film) return 'There is no graph: the message says why. Another set-up may have one.';
  if (runtime !== '') return `${modelName(model)}. Runs on ${runtime}`;
  return `${modelName(model)}. It is loaded with the first step (${bytes(SHIPPED_MODELS[model]?.bytes ?? 0)}).`;
}
