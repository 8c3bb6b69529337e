// A worker that loads the tiny model as the agent worker loads the real one, answers once, and says how it runs.

import { browserOrt } from '../../../src/language/pocket/ort-browser.ts';
import { PocketModel } from '../../../src/language/pocket/pocket-model.ts';
import { memoryReader, tinyModel, VOCABULARY } from './tiny-files.ts';

export interface WorkerReport {
  readonly text: string;
  readonly why: string;
  readonly progress: readonly [loaded: number, total: number][];
}

async function answer(): Promise<WorkerReport> {
  const progress: [number, number][] = [];
  const model = await PocketModel.load(memoryReader(tinyModel()), {
    loader: browserOrt(),
    preference: 'auto',
    onProgress: (loaded, total) => progress.push([loaded, total]),
  });
  const grammar = { plan: 'never', maxPlanTokens: 4, actions: VOCABULARY.actions } as const;
  const [{ text }] = await model.complete([{ text: 'tree', grammar, seed: 1 }], { temperature: 1 });
  const { why } = model.runtime;
  await model.dispose();
  return { text, why, progress };
}

answer().then(
  (report) => self.postMessage(report),
  (error: unknown) => self.postMessage({ text: '', why: String(error), progress: [] }),
);
