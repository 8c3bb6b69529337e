// A long command in stages: each leaves its facts beside its files, so a run that was stopped goes on where it was.

import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a stage leaves behind for the card. */
export type Facts = Record<string, unknown>;

export interface StageOptions {
  /** Working folder. */
  readonly work: string;
  readonly log: (line: string) => void;
}

/** Runs a stage once and gives its facts, now or again. */
export async function staged(
  { work, log }: StageOptions,
  name: string,
  stage: () => Promise<unknown>,
): Promise<unknown> {
  const path = join(work, `${name}.json`);
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8'));
  const facts = await stage();
  await writeFile(path, JSON.stringify(facts));
  log(`${name}: ${JSON.stringify(facts)}`);
  return facts;
}
