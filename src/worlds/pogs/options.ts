// What can be chosen about a POGS world: one table of dials, each with its default, bounds and a sentence, from which options are
// checked and forms can be made. Defaults are those of the published runs: 20 nodes, radius 2, 30 steps, 3 backtracks.

import { LabError } from '../../lab-error.ts';

interface Dial {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  readonly about: string;
}

const dial = (usual: number, least: number, most: number, about: string): Dial => ({
  usual,
  least,
  most,
  whole: true,
  about,
});
const penalty = (about: string): Dial => ({ usual: 0, least: -100, most: 0, whole: false, about });

/** Names are ours; gym-pogs calls them num_nodes, k_nearest, max_steps, min_backtracks, step_penalty … */
export const POGS_DIALS = {
  nodes: dial(20, 2, 200, 'Nodes of the tree, which are also the actions.'),
  radius: dial(2, 1, 20, 'Hops that can be seen from the current node.'),
  length: dial(30, 1, 1_000, 'Steps until an episode is cut, refused moves included.'),
  minBacktracks: dial(3, 0, 10, 'HardPOGS alone: only trees on which the oracle backtracks this often.'),
  stepPenalty: penalty('Reward of every move that does not reach the target.'),
  revisitPenalty: penalty('Reward on top for a move to a node that was visited before.'),
  expertPenalty: penalty(
    'Reward on top for a move that the oracle would not make; -1 by default in gym-pogs, -5 in the published runs.',
  ),
} as const satisfies Record<string, Dial>;

/** All chosen; `PogsOptions` is what may be left out. */
export type PogsConfig = { readonly [name in keyof typeof POGS_DIALS]: number };
export type PogsOptions = Partial<PogsConfig>;

/** Reward for reaching the target. Source: gym-pogs. */
export const TARGET_REWARD = 100;
/** Reward of an action that names no neighbour. */
export const REFUSED_REWARD = -1;

/** Options with defaults. @throws LabError bad-argument for an unknown name or a value out of bounds */
export function pogsConfig(options: unknown = {}): PogsConfig {
  if (typeof options !== 'object' || options === null)
    throw new LabError('bad-argument', 'The options of POGS are an object.');
  for (const name of Object.keys(options))
    if (!Object.hasOwn(POGS_DIALS, name))
      throw new LabError(
        'bad-argument',
        `POGS has no option "${name.slice(0, 40)}".`,
        `Options: ${Object.keys(POGS_DIALS).join(', ')}.`,
      );
  const given = options as Readonly<Record<string, unknown>>;
  const entries = Object.entries(POGS_DIALS).map(([name, dial]) => [name, checked(name, dial, given[name])]);
  return Object.fromEntries(entries) as PogsConfig;
}

function checked(name: string, { usual, least, most, whole }: Dial, value: unknown = usual): number {
  const sound = typeof value === 'number' && value >= least && value <= most;
  if (sound && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'whole number' : 'number';
  throw new LabError('bad-argument', `The option "${name}" is a ${kind} from ${least} to ${most}.`);
}
