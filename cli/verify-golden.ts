// `lab verify-golden FILE…`: replays golden trace files (gzipped or plain JSON) and names the first difference. A file is
// unpacked to at most 256 MB, so that a small hostile one cannot fill the memory.

import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { LabError } from '../src/lab-error.ts';
import { type GoldenDifference, parseGolden, verifyTrace } from '../src/worlds/crafter/golden-trace.ts';
import type { Command } from './main.ts';

const MOST_BYTES = 256 * 1024 * 1024;

export interface GoldenReport {
  traces: number;
  steps: number;
  equal: boolean;
  /** The first difference, if there is one. */
  first?: GoldenDifference & { readonly file: string };
}

export const command: Command = {
  usage: 'verify-golden FILE… [--json]',
  async run(args) {
    args.refuseUnknown();
    if (args.words.length === 0) throw new LabError('bad-argument', 'Name at least one golden trace file.');
    const report = verifyGolden(args.words);
    return { json: report, text: reportText(report), ok: report.equal };
  },
};

/** Replays every trace of every file. @throws LabError not-found, too-large, bad-record, each with the file's name */
export function verifyGolden(files: readonly string[]): GoldenReport {
  const report: GoldenReport = { traces: 0, steps: 0, equal: true };
  for (const file of files) {
    const { seed, traces } = naming(file, () => parseGolden(readJson(file)));
    for (const trace of traces) {
      const difference = naming(file, () => verifyTrace(seed, trace));
      report.traces++;
      report.steps += difference ? difference.step : trace.steps;
      if (difference === null) continue;
      report.equal = false;
      report.first ??= { file, ...difference };
    }
  }
  return report;
}

function reportText({ traces, steps, first }: GoldenReport): string {
  const counted = `${traces} traces, ${steps} steps`;
  if (!first) return `${counted}: all equal`;
  return `${counted}: first difference in ${first.file}, trace ${first.trace}, step ${first.step}, ${first.field}`;
}

function readJson(file: string): unknown {
  const bytes = readBounded(file);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new LabError('bad-record', 'It is not JSON.', '', cause);
  }
}

function readBounded(file: string): Uint8Array {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new LabError('not-found', 'There is no such file.');
  if (stats.size > MOST_BYTES) throw tooLarge();
  const bytes = readFileSync(file);
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!gzipped) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new LabError('bad-record', 'Its gzip data is damaged or cut short.', '', cause);
  }
}

function tooLarge(): LabError {
  return new LabError('too-large', 'It is larger than 256 MB unpacked.');
}

/** Puts the file's name before the message of whatever goes wrong; one file's fault is not a wrong command line. */
function naming<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    throw new LabError(
      code === 'not-found' || code === 'too-large' ? code : 'bad-record',
      `${file}: ${message}`,
      hint,
      error,
    );
  }
}
