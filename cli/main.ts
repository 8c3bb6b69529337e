// The lab without a page: `npm run --silent lab -- COMMAND … --json` prints one JSON object on stdout, progress on
// stderr, and exits 0, 1 (the check failed) or 2 (bad usage, one clear line). One module a command, loaded on demand.

import { LabError } from '../src/lab-error.ts';
import { type Arguments, parseArguments } from './arguments.ts';

/** A command: takes parsed arguments, returns the JSON result and whether its check passed. */
export interface CommandResult {
  readonly json: unknown;
  /** Lines for people, printed without `--json`. */
  readonly text: string;
  /** false → exit 1. */
  readonly ok: boolean;
}
export interface Command {
  readonly usage: string;
  run(args: Arguments): Promise<CommandResult>;
}

const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  advantage: () => import('./advantage.ts'),
  bench: () => import('./bench.ts'),
  deploy: () => import('./deploy.ts'),
  evaluate: () => import('./evaluate.ts'),
  export: () => import('./export.ts'),
  'pogs-seeds': () => import('./pogs-seeds.ts'),
  run: () => import('./run.ts'),
  speculate: () => import('./speculate.ts'),
  sweep: () => import('./sweep.ts'),
  train: () => import('./train.ts'),
  validate: () => import('./validate.ts'),
  verify: () => import('./verify.ts'),
  'verify-golden': () => import('./verify-golden.ts'),
};

async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  const load = COMMANDS[name ?? ''];
  if (!load) {
    process.stderr.write(`usage: lab ${Object.keys(COMMANDS).join(' | ')} … [--json]\n`);
    return 2;
  }
  const { command } = await load();
  try {
    const args = parseArguments(rest);
    const result = await command.run(args);
    process.stdout.write(args.flag('json') ? `${JSON.stringify(result.json)}\n` : `${result.text}\n`);
    return result.ok ? 0 : 1;
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    process.stderr.write(`lab ${name}: ${message}${hint ? ` ${hint}` : ''}\n`);
    if (code === 'bad-argument') process.stderr.write(`usage: lab ${command.usage}\n`);
    return code === 'bad-argument' ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
