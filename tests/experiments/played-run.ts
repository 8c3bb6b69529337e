// Runs with chosen actions and plans, for measuring at their steps.

import type { RunConfig, RunRecord, StepRecord } from '../../src/records/record.ts';
import { RunRecorder } from '../../src/records/recorder.ts';
import { worldOf } from '../../src/records/replay.ts';

/** A world in which the player starts on a meadow, facing grass, nobody near. */
export const MEADOW = 8;

export const config = (agent: Partial<RunConfig['agent']> = {}, length = 400, seed = MEADOW): RunConfig => ({
  world: { id: 'Crafter-v1', area: [64, 64], length },
  seed,
  agent: {
    model: 'plan-follower',
    weights: '',
    schedule: 'dynamic',
    temperature: 1,
    seed: 3,
    ...agent,
  },
});

/** The record of these actions; `plans` come into force by step (0-based), written by the agent. */
export function playedRun(
  actions: readonly number[],
  plans: Readonly<Record<number, string>> = {},
  run = config(),
): RunRecord {
  const world = worldOf(run);
  world.reset(run.seed);
  const recorder = new RunRecorder(run, world);
  for (const [i, action] of actions.entries()) {
    const plan = plans[i] === undefined ? {} : { plan: plans[i], planBy: 'agent' as const };
    const step: StepRecord = { action, by: 'agent', ...plan, planTokens: 0, tokens: 1 };
    recorder.add(step, world.step(action));
  }
  return recorder.record();
}
