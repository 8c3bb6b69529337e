// `lab verify LINK|FILE`: replays a shared run, every step, and says whether it comes out as it claims.

import { readFile, stat } from 'node:fs/promises';
import { LabError } from '../src/lab-error.ts';
import { checkFileSize, decodeFile } from '../src/records/file.ts';
import type { RunRecord } from '../src/records/record.ts';
import { type Verification, verifyRecord } from '../src/records/replay.ts';
import { parseFragment } from '../src/records/share-link.ts';
import type { Arguments } from './arguments.ts';
import type { Command, CommandResult } from './main.ts';

export const command: Command = {
  usage: 'verify LINK|FILE [--json]',
  async run(args: Arguments): Promise<CommandResult> {
    args.refuseUnknown();
    const [source, ...others] = args.words;
    if (source === undefined || others.length > 0)
      throw new LabError('bad-argument', 'verify takes one link or one file.');
    return summarise((await recordsOf(source)).map(verifyRecord));
  },
};

/** The runs of a link, or of a file. @throws LabError bad-argument for what is neither */
export async function recordsOf(source: string): Promise<RunRecord[]> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source) || source.includes('#')) {
    const shared = await parseFragment(source);
    if (shared?.kind === 'record') return [shared.record];
    throw new LabError('bad-argument', 'This link carries no run to verify.');
  }
  const size = await stat(source).then(
    (found) => (found.isFile() ? found.size : -1),
    () => -1,
  );
  if (size < 0) throw new LabError('bad-argument', `"${source.slice(0, 200)}" is neither a link nor a file.`);
  checkFileSize(size);
  return decodeFile(await readFile(source));
}

/** One run: its figures. Several: their sum, and each one's. */
function summarise(runs: readonly Verification[]): CommandResult {
  const equal = runs.every((run) => run.equal);
  const text = runs
    .map(
      (run) =>
        `${run.steps} steps, ${run.equal ? 'equal' : `NOT EQUAL: ${differenceText(run)}`}, digest ${run.digest}`,
    )
    .join('\n');
  const steps = runs.reduce((sum, run) => sum + run.steps, 0);
  return { json: runs.length === 1 ? runs[0] : { steps, equal, runs }, text, ok: equal };
}

function differenceText({ firstDifference }: Verification): string {
  return firstDifference ? `step ${firstDifference.step}: ${firstDifference.message}` : '';
}
