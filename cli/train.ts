// `lab train prime`, `train rl`, `train gate` and `train k`: see train-prime.ts, train-toolchain.ts, train-planner.ts and train-pogs.ts, train-rl.ts and train-gate.ts.

import { LabError } from '../src/lab-error.ts';
import { PPO_HYPERPARAMETERS, ppoHyperparameters } from '../src/learning/ppo/hyperparameters.ts';
import type { RlVariant } from '../src/training/rl/rl-run.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './main.ts';
import { log, optionOf } from './rl-log.ts';
import { SHIPPED_FOLDER } from './shipped-list.ts';
import { GATE_USAGE, trainGateCommand } from './train-gate.ts';
import { K_USAGE, trainKCommand } from './train-k.ts';
import { isPlannerWorld, PLANNER_USAGE, trainPlannerCommand } from './train-planner.ts';
import { POGS_USAGE, trainPogsCommand } from './train-pogs.ts';
import { type PrimeOptions, trainPrime } from './train-prime.ts';
import { trainRl } from './train-rl.ts';
import { TOOLCHAIN_USAGE, trainToolchainCommand } from './train-toolchain.ts';

export const command: Command = {
  usage:
    'train prime [--name pocket-crafter] [--variant dynamic|naive|base] [--seed 1] [--episodes 1024]' +
    ' [--student-episodes 512] [--max-steps 1200] [--steps 1000,1800,2600,3600] [--temperature 1] [--evaluated 200]' +
    ' [--work FOLDER] [--out FOLDER] [--json]\n' +
    TOOLCHAIN_USAGE +
    PLANNER_USAGE +
    POGS_USAGE +
    'train rl [--name pocket-crafter-rl] [--start pocket-crafter or pocket-crafter-rl or FILE.safetensors] [--variant dynamic|never|always] [--seed 1] [--steps 200000]' +
    ' [--max-steps 2000] [--evaluate-every 0] [--validated 64] [--updates N] [--price 0] [--learning-rate 0.001] … [--work FOLDER] [--out FOLDER] [--json]\n' +
    K_USAGE +
    GATE_USAGE,
  run(args: Arguments) {
    if (args.words[0] === 'prime') return prime(args);
    if (args.words[0] === 'rl') return rl(args);
    if (args.words[0] === 'gate') return trainGateCommand(args);
    if (args.words[0] === 'k') return trainKCommand(args);
    throw new LabError('bad-argument', 'Say what to train: train prime, train rl, train gate, or train k.');
  },
};

async function prime(args: Arguments) {
  const world = args.text('world', 'Crafter-v1');
  if (world === 'Toolchain-v1') return trainToolchainCommand(args, typedCommand());
  if (isPlannerWorld(world)) return trainPlannerCommand(world, args, typedCommand());
  if (world === 'HardPOGS-v0') return trainPogsCommand(args, typedCommand());
  if (world !== 'Crafter-v1')
    throw new LabError(
      'bad-argument',
      `No model is trained for a world "${world}".`,
      'Crafter-v1, Toolchain-v1, Blocksworld-v1, Rovers-v1, Sokoban-v1, HardPOGS-v0.',
    );
  const name = args.text('name', 'pocket-crafter');
  const steps = args.text('steps', '1000,1800,2600,3600').split(',').map(Number);
  if (!steps.every((count) => Number.isInteger(count) && count > 0)) {
    throw new LabError('bad-argument', '--steps takes whole numbers with commas, one for each fit.');
  }
  const variant = args.text('variant', 'dynamic') as PrimeOptions['variant'];
  if (!['dynamic', 'naive', 'base'].includes(variant))
    throw new LabError('bad-argument', '--variant is dynamic, naive or base.');
  if (variant === 'base' && steps.length > 1)
    throw new LabError('bad-argument', 'A base model has nobody to correct it: give --steps one number.');
  const started = performance.now();
  const options = {
    name,
    variant,
    seed: args.integer('seed', 1),
    episodes: args.integer('episodes', 1024),
    studentEpisodes: args.integer('student-episodes', 512),
    maxSteps: args.integer('max-steps', 1200),
    steps,
    temperature: args.number('temperature', 1),
    evaluated: args.integer('evaluated', 200),
    work: args.text('work', `.cache/train/${name}`),
    out: args.text('out', SHIPPED_FOLDER),
    command: typedCommand(),
    log,
  };
  args.refuseUnknown();
  const { facts, files } = await trainPrime(options);
  const seconds = (performance.now() - started) / 1000;
  const updates = steps.reduce((sum, count) => sum + count, 0);
  const json = { updates, seconds, final: facts, files };
  return { json, text: `${files.join('\n')}\n${seconds.toFixed(0)} s`, ok: true };
}

async function rl(args: Arguments) {
  const started = performance.now();
  const name = args.text('name', 'pocket-crafter-rl');
  const variant = args.text('variant', 'dynamic') as RlVariant;
  if (!['dynamic', 'never', 'always'].includes(variant))
    throw new LabError('bad-argument', '--variant is dynamic, never or always.');
  const dials = Object.entries(PPO_HYPERPARAMETERS).map(([key, { default: value }]) => [
    key,
    args.number(optionOf(key), value),
  ]);
  const options = {
    name,
    start: args.text('start', 'pocket-crafter'),
    rankGiven: args.flag('rank'),
    plan: {
      variant,
      seed: args.integer('seed', 1),
      hyper: ppoHyperparameters(Object.fromEntries(dials)),
      steps: args.integer('steps', 200_000),
      maxSteps: args.integer('max-steps', 2000),
      evaluateEvery: args.integer('evaluate-every', 0),
    },
    validated: args.integer('validated', 64),
    updates: args.integer('updates', 1_000_000_000),
    work: args.text('work', `.cache/rl/${name}`),
    out: args.text('out', '.cache/models'),
    command: typedCommand(),
  };
  args.refuseUnknown();
  const { state, last, files } = await trainRl(options);
  const seconds = (performance.now() - started) / 1000;
  const json = {
    updates: state.learner.updates,
    steps: state.globalStep,
    seconds,
    final: last,
    files: [options.work],
  };
  return { json, text: `${files.join('\n')}\n${seconds.toFixed(0)} s`, ok: true };
}

/** Options that name places on one machine or shape the printing: no part of what was trained. */
const LOCAL = new Set(['--work', '--out']);

/** The command as typed, for the card. */
function typedCommand(): string {
  return `npm run train -- ${withoutPaths(process.argv.slice(3)).join(' ')}`;
}

function withoutPaths(words: readonly string[]): string[] {
  return words.filter((word, i) => word !== '--json' && !LOCAL.has(word) && !LOCAL.has(words[i - 1]));
}
