// The real command line in a process of its own, as a person's shell runs it, and a folder for what it writes.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { BIN, ROOT } from '../../scripts/tools.mjs';

/** What a command left behind. */
export interface Outcome {
  /** Exit code; -1 where the process did not come to one (killed, or more output than is kept). */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Bytes of output that are kept; a deployment's figures are long. */
const MOST_OUTPUT = 1 << 26;

/** Runs `lab` with these arguments. */
export const lab = (...args: string[]): Promise<Outcome> => run(args, process.env);

/** A `lab` in whose environment these variables stand as well. */
export const labWith =
  (variables: Record<string, string>) =>
  (...args: string[]): Promise<Outcome> =>
    run(args, { ...process.env, ...variables });

/** The JSON that `lab` prints. @throws what it says on stderr, unless it exits with 0 */
export async function printed<Json = Record<string, unknown>>(...args: string[]): Promise<Json> {
  const { code, stdout, stderr } = await lab(...args, '--json');
  if (code !== 0) throw new Error(`lab ${args.join(' ')} exits with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Json;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const options = { cwd: ROOT, env, maxBuffer: MOST_OUTPUT };
  return new Promise((resolve) => {
    execFile(join(BIN, 'node'), ['cli/main.ts', ...args], options, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : -1;
      resolve({ code: error ? code : 0, stdout, stderr });
    });
  });
}

/** A new folder, deleted after the tests of the file (or the `describe`) that asks for it. @returns its path */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `goldilocks-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
