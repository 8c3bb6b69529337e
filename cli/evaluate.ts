// `lab evaluate`: one configuration over many seeds, with its uncertainty.

import type { AgentConfig } from '../src/agents/agent.ts';
import { type EpisodeSummary, playLanes } from '../src/agents/lanes.ts';
import { TeacherAgent } from '../src/agents/teacher/teacher-agent.ts';
import { type Evaluation, evaluation } from '../src/experiments/evaluate.ts';
import { LabError } from '../src/lab-error.ts';
import { RunSession } from '../src/services/run-session.ts';
import { openModel } from './agents.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './main.ts';
import { summaryOf } from './summary.ts';

export const command: Command = {
  usage:
    'evaluate --seeds 100..199 [--model pocket-crafter|teacher|FOLDER] [--schedule dynamic] [--max-steps 1000]' +
    ' [--temperature 1] [--agent-seed 0] [--lanes 48] [--json]',
  async run(args: Arguments) {
    const seeds = args.seeds('seeds');
    const maxSteps = args.integer('max-steps', 1000);
    const lanes = args.integer('lanes', 48);
    if (maxSteps < 1 || maxSteps > 10_000) throw new LabError('bad-argument', '--max-steps is 1 to 10000.');
    if (lanes < 1 || lanes > 64) throw new LabError('bad-argument', '--lanes is 1 to 64.');
    const { config, model } = await openModel(args);
    args.refuseUnknown();
    let done = 0;
    const onEpisode = ({ seed, unlocked, steps }: EpisodeSummary) =>
      process.stderr.write(
        `${++done}/${seeds.length}: seed ${seed}, ${unlocked.length} achievements, ${steps} steps\n`,
      );
    const episodes = model
      ? await playLanes({ model, config, seeds, maxSteps, lanes, onEpisode })
      : await Promise.all(seeds.map((seed) => playScript(config, seed, maxSteps)));
    await model?.dispose();
    const json = evaluation(episodes);
    return { json, text: textOf(json), ok: true };
  },
};

/** An episode of the teacher. */
async function playScript(config: AgentConfig, seed: number, length: number): Promise<EpisodeSummary> {
  const agent = { ...config, seed: config.seed + seed };
  const session = new RunSession({ world: { id: 'Crafter-v1', area: [64, 64], length }, seed, agent });
  session.attach(new TeacherAgent(agent));
  while (!session.over) await session.decide();
  return summaryOf(session.record());
}

function textOf({ episodes, progress, score, plansPer100, tokens, warning }: Evaluation): string {
  const interval = progress.ci95?.map((bound) => bound.toFixed(1)).join(' to ') ?? 'none';
  return (
    `progress ${progress.mean.toFixed(1)} ± ${progress.se?.toFixed(1) ?? '?'} % (95 % interval ${interval}, ` +
    `IQM ${progress.iqm.toFixed(1)}, n = ${episodes}), score ${score.toFixed(1)} %, ` +
    `${plansPer100.toFixed(1)} plans per 100 steps, ${tokens.toFixed(0)} tokens an episode` +
    (warning === null ? '' : `\n${warning}`)
  );
}
