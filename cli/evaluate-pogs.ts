// `lab evaluate --world HardPOGS-v0`: a model on graphs, under one plan schedule or several on the same trees. With its default
// schedules that is the Goldilocks curve: no plans at one end, a plan at every step at the other.
//
// By default the prompt holds everything that was seen, and a plan is worth what working it out is worth. With `--recall off` it
// holds the latest view alone, which is the published observation: the plan in force is then all that is known of what lies behind.

import type { Schedule } from '../src/agents/agent.ts';
import { playPogsLanes } from '../src/agents/pogs/lanes.ts';
import type { PogsEpisode, PogsFigure } from '../src/agents/pogs/metrics.ts';
import { parseSchedule } from '../src/agents/schedule.ts';
import { type PogsRow, type PogsSummary, pogsReport } from '../src/experiments/pogs-report.ts';
import { formatEvaluationSeeds, parseEvaluationSeeds } from '../src/experiments/seeds.ts';
import { LabError } from '../src/lab-error.ts';
import { checkPlays } from '../src/language/pocket/shipped.ts';
import type { PogsId } from '../src/worlds/pogs/pogs.ts';
import { openNamed } from './agents.ts';
import type { Arguments } from './arguments.ts';
import type { CommandResult } from './main.ts';
import { log } from './rl-log.ts';

const CURVE = 'never,every-8,every-4,every-2,dynamic,always';

export const POGS_USAGE =
  `evaluate --world POGS-v0 | HardPOGS-v0 [--seeds 500] [--schedule ${CURVE}] [--model pocket-pogs] [--recall on | off]` +
  ' [--temperature 1] [--agent-seed 0] [--lanes 32] [--json]';

const MAX_LANES = 256;
/** Printed for people, each with its digits; the JSON has every figure. */
const SHOWN: readonly (readonly [PogsFigure, digits: number])[] = [
  ['success', 3],
  ['steps', 1],
  ['backtracks', 2],
  ['revisits', 2],
  ['plans', 1],
  ['planTokens', 1],
];

/** What is played: one evaluation of several schedules. */
interface Asked {
  readonly world: PogsId;
  readonly model: string;
  /** Whether the prompt holds all that was seen, or the latest view alone. */
  readonly recall: boolean;
  readonly temperature: number;
  readonly agentSeed: number;
  readonly schedules: readonly Schedule[];
  readonly seeds: readonly number[];
  readonly lanes: number;
}

/** @throws LabError bad-argument, model-missing, bad-model */
export async function evaluatePogs(world: PogsId, args: Arguments): Promise<CommandResult> {
  const { lanes, ...asked } = askedOf(world, args);
  checkPlays(asked.model, 'HardPOGS-v0');
  const { id, weights, model } = await openNamed(asked.model);
  if (!model)
    throw new LabError('bad-argument', 'POGS has no teacher to evaluate: its oracle always arrives.');
  const episodes = new Map<Schedule, PogsEpisode[]>();
  for (const schedule of asked.schedules) {
    const agent = { schedule, seed: asked.agentSeed, recall: asked.recall };
    episodes.set(schedule, await playPogsLanes({ ...asked, lanes, model, agent }));
    log(`${schedule}: ${asked.seeds.length} episodes`);
  }
  await model.dispose();
  const { schedules: _, ...told } = asked;
  const rows = pogsReport(episodes);
  const json = { ...told, model: id, weights, seeds: formatEvaluationSeeds(asked.seeds), rows };
  return { json, text: rows.map(rowText).join('\n'), ok: true };
}

function askedOf(world: PogsId, args: Arguments): Asked {
  const recall = args.text('recall', 'on');
  if (recall !== 'on' && recall !== 'off') throw new LabError('bad-argument', '--recall is on or off.');
  const asked = {
    world,
    model: args.text('model', 'pocket-pogs'),
    recall: recall === 'on',
    temperature: args.number('temperature', 1),
    agentSeed: args.integer('agent-seed', 0),
    schedules: [...new Set(args.text('schedule', CURVE).split(',').map(parseSchedule))],
    seeds: args.seeds('seeds', '500', parseEvaluationSeeds),
    lanes: args.integer('lanes', 32),
  };
  args.refuseUnknown();
  if (asked.temperature < 0 || asked.temperature > 10)
    throw new LabError('bad-argument', '--temperature is 0 to 10.');
  if (asked.lanes < 1 || asked.lanes > MAX_LANES)
    throw new LabError('bad-argument', `--lanes is 1 to ${MAX_LANES}.`);
  return asked;
}

/** `every-4   n 500  success 0.912 (0.886 to 0.936)  steps 19.1 (…) …`. */
function rowText({ schedule, episodes, figures, overFirst }: PogsRow): string {
  const shown = SHOWN.map(([figure, digits]) => `${figure} ${summaryText(figures[figure], digits)}`);
  const difference = overFirst ? [`success over the first ${summaryText(overFirst.success, 3)}`] : [];
  return [schedule.padEnd(9), `n ${episodes}`, ...shown, ...difference].join('  ');
}

function summaryText({ mean, ci95 }: PogsSummary, digits: number): string {
  const interval = ci95 ? ` (${ci95.map((bound) => bound.toFixed(digits)).join(' to ')})` : '';
  return `${mean.toFixed(digits)}${interval}`;
}
