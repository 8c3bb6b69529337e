// Episodes as rows to learn from: every record is lived again, and at every step the prompt that the agent read then stands
// beside the answer that it gave, its plan included.

import { LanguageAgent } from '../../agents/language-agent.ts';
import type { LanguageModel } from '../../language/language-model.ts';
import type { Tokenizer } from '../../language/pocket/tokenizer.ts';
import { Dataset, DatasetBuilder } from '../../learning/dataset.ts';
import type { RunRecord } from '../../records/record.ts';
import { worldOf } from '../../records/replay.ts';
import { RowWriter } from '../../training/row-writer.ts';
import { ACTIONS } from '../../worlds/crafter/names.ts';
import type { EpisodePool } from './episode-pool.ts';
import { recordOf } from './episodes.ts';

export interface EpisodeRowOptions {
  readonly tokenizer: Tokenizer;
  /** How often every episode is gone through. */
  readonly epochs: number;
}

/** @throws LabError bad-argument, bad-record, episode-over for records that no deployment gives */
export function episodeRows(pool: EpisodePool, { tokenizer, epochs }: EpisodeRowOptions): Dataset {
  const builder = new DatasetBuilder();
  const writer = new RowWriter(tokenizer, builder);
  for (const trace of pool.traces.values()) addEpisode(writer, recordOf(trace));
  const once = builder.build();
  return Dataset.concatenate(Array.from({ length: epochs }, () => once));
}

/** A row for every step that was decided: while the player sleeps, its world decides. */
function addEpisode(writer: RowWriter, { config, steps }: RunRecord): void {
  const agent = new LanguageAgent(config.agent, NOBODY);
  agent.reset();
  const world = worldOf(config);
  let { observation } = world.reset(config.seed);
  for (const step of steps) {
    if (!observation.sleeping && step.by === 'agent') {
      const plan = step.planBy === 'agent' ? step.plan : undefined;
      writer.add(agent.prepare(observation).text, { plan, action: ACTIONS[step.action] });
    }
    agent.replay(observation, step);
    observation = world.step(step.action).observation;
  }
}

/** An agent that only lives its past again asks nobody. */
const NOBODY: LanguageModel = {
  id: 'nobody',
  runtime: { kind: 'script', why: 'It is never asked.' },
  complete: async () => [],
  dispose: async () => {},
};
