// `lab train prime --world HardPOGS-v0`: the pocket model that walks on graphs. The oracle's walks with its plans become rows,
// one fit learns them, the weights are quantized, judged under three schedules and written with their card.

import type { Schedule } from '../src/agents/agent.ts';
import { playPogsLanes } from '../src/agents/pogs/lanes.ts';
import type { PogsEpisode } from '../src/agents/pogs/metrics.ts';
import { pogsReport } from '../src/experiments/pogs-report.ts';
import { formatEvaluationSeeds } from '../src/experiments/seeds.ts';
import type { PocketModel } from '../src/language/pocket/pocket-model.ts';
import { pogsRows } from '../src/training/pogs/rows.ts';
import type { Arguments } from './arguments.ts';
import { POGS_KIND } from './prime-model.ts';
import type { PrimeOptions } from './prime-once.ts';
import { primeOnWalks } from './prime-walks.ts';
import type { Facts } from './stages.ts';

export const POGS_USAGE =
  'train prime --world HardPOGS-v0 [--name pocket-pogs] [--seed 1] [--walks 30000] [--steps 1500]' +
  ' [--temperature 1] [--evaluated 200] [--work FOLDER] [--out FOLDER] [--json]\n';

/** Half of the trees are winding, half of the walks are told with all that was seen, one step and one plan in ten are wrong. */
const WALKS = { winding: 0.5, recalled: 0.5, slips: 0.1, garbled: 0.1 } as const;
const DEFAULTS = { name: 'pocket-pogs', walks: 30_000, steps: 1500, temperature: 1, evaluated: 200 } as const;
/** Both ends and the model's own choice. */
const JUDGED: readonly Schedule[] = ['never', 'dynamic', 'always'];
/** Trees of the judgement begin here; those of training lie above 2^32. */
const FIRST_JUDGED = 1000;
const LANES = 32;

export function trainPogsCommand(args: Arguments, command: string) {
  return primeOnWalks(args, command, {
    kind: POGS_KIND,
    defaults: DEFAULTS,
    write: (asked, writer) => pogsRows({ ...WALKS, ...asked }, writer),
    judge: evaluate,
  });
}

/** On HardPOGS-v0, with all that was seen in its prompt and with the latest view alone. */
async function evaluate(model: PocketModel, { temperature, evaluated }: PrimeOptions): Promise<Facts> {
  const seeds = Array.from({ length: evaluated }, (_, i) => FIRST_JUDGED + i);
  const judged = async (recall: boolean) => {
    const episodes = new Map<Schedule, PogsEpisode[]>();
    for (const schedule of JUDGED) {
      const agent = { schedule, seed: 0, recall };
      const play = { model, world: 'HardPOGS-v0', agent, temperature, seeds, lanes: LANES } as const;
      episodes.set(schedule, await playPogsLanes(play));
    }
    return pogsReport(episodes);
  };
  const facts = { recall: await judged(true), view: await judged(false) };
  return { temperature, agentSeed: 0, seeds: formatEvaluationSeeds(seeds), ...facts };
}
