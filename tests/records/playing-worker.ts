// A run in a worker that is to be killed: takes its lock, plays for ever and stores as it goes. Tells each step it took.

import { RunRecorder } from '../../src/records/recorder.ts';
import { worldOf } from '../../src/records/replay.ts';
import { LabDatabase } from '../../src/records/store/database.ts';
import { lockRun } from '../../src/records/store/run-lock.ts';
import { RunStore } from '../../src/records/store/run-store.ts';
import { RunWriter } from '../../src/records/store/run-writer.ts';
import { CONFIG } from './sample-runs.ts';

addEventListener('message', async ({ data }: MessageEvent<{ database: string; runId: string }>) => {
  const database = new LabDatabase(data.database);
  await lockRun(database, data.runId);
  const store = new RunStore(database);
  const world = worldOf(CONFIG);
  world.reset(CONFIG.seed);
  const recorder = new RunRecorder(CONFIG, world);
  const reports = { onSaved: () => {}, onTrouble: (error: Error) => reportError(error) };
  const writer = new RunWriter(store, data.runId, recorder, 0, reports);
  setInterval(() => {
    const step = recorder.steps.length;
    recorder.add(
      { action: 1 + (step % 4), by: 'agent', planTokens: 0, tokens: 1 },
      world.step(1 + (step % 4)),
    );
    writer.touch();
    postMessage({ step: recorder.steps.length, time: Date.now() });
  }, 20);
});
