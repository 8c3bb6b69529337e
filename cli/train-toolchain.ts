// `lab train prime --world Toolchain-v1`: the pocket model that plans with tools. The teacher's walks become rows, one fit
// learns them, the weights are quantized, judged on the tasks of seeds 0..311 and written with their card.

import type { PocketModel } from '../src/language/pocket/pocket-model.ts';
import { agentsOf, fieldOf } from '../src/speculation/arena.ts';
import { AGENT_PAIRS, DEFAULT_SETUP } from '../src/speculation/setup.ts';
import type { ToolchainPlace } from '../src/speculation/toolchain-place.ts';
import { judge } from '../src/training/toolchain/judge.ts';
import { toolchainRows } from '../src/training/toolchain/rows.ts';
import { JUDGED_TASKS, taskSets } from '../src/training/toolchain/split.ts';
import type { Arguments } from './arguments.ts';
import { TOOLCHAIN_KIND } from './prime-model.ts';
import type { PrimeOptions } from './prime-once.ts';
import { primeOnWalks } from './prime-walks.ts';
import type { Facts } from './stages.ts';

export const TOOLCHAIN_USAGE =
  'train prime --world Toolchain-v1 [--name pocket-toolchain] [--seed 1] [--walks 40000] [--steps 400]' +
  ' [--temperature 1] [--evaluated 312] [--work FOLDER] [--out FOLDER] [--json]\n';

/** Half of the walks go through longer tasks, one tool in eight is wrong or needless, one walk in twenty has no thoughts. */
const WALKS = { longer: 0.5, slips: 0.12, bare: 0.05 } as const;
const DEFAULTS = {
  name: 'pocket-toolchain',
  walks: 40_000,
  steps: 400,
  temperature: DEFAULT_SETUP.temperature,
  evaluated: JUDGED_TASKS,
} as const;

export function trainToolchainCommand(args: Arguments, command: string) {
  return primeOnWalks(args, command, {
    kind: TOOLCHAIN_KIND,
    defaults: DEFAULTS,
    write: (asked, writer) => toolchainRows({ ...WALKS, ...asked }, writer),
    judge: evaluate,
  });
}

/** In both roles of each pair of agents, on so many tasks of every set, at speculation's own defaults. */
async function evaluate(model: PocketModel, { temperature, evaluated }: PrimeOptions): Promise<Facts> {
  const facts: Facts = { temperature, agentSeed: DEFAULT_SETUP.seed };
  for (const pair of AGENT_PAIRS) {
    const setup = { ...DEFAULT_SETUP, pair, temperature, firstTask: 0 };
    const field = fieldOf(setup);
    const { A, T } = agentsOf(setup, field.wording, { A: model, T: model });
    const sets: Facts = {};
    for (const [set, seeds] of Object.entries(taskSets())) {
      const starts = seeds.slice(0, evaluated).map((seed) => field.start(seed) as ToolchainPlace);
      sets[set] = { T: await judge(T, A, starts), A: await judge(A, T, starts) };
    }
    facts[pair] = sets;
  }
  return facts;
}
