// `lab run`: one episode of an agent, headless, as a record with its digest and its link.

import { writeFile } from 'node:fs/promises';
import { LabError } from '../src/lab-error.ts';
import { encodeFile } from '../src/records/file.ts';
import { MAX_RECORD_STEPS, type RunConfig, type RunRecord } from '../src/records/record.ts';
import { linkFor } from '../src/records/share-link.ts';
import { RunSession } from '../src/services/run-session.ts';
import { ACHIEVEMENTS } from '../src/worlds/crafter/names.ts';
import { newAgent, openModel } from './agents.ts';
import type { Arguments } from './arguments.ts';
import { ENDPOINT_USAGE, usageText } from './endpoint.ts';
import type { Command } from './main.ts';
import { summaryOf } from './summary.ts';

/** Where `npm start` serves the lab. */
const DEFAULT_BASE = 'http://localhost:4173/';

export const command: Command = {
  usage:
    'run --seed N [--schedule dynamic|never|always|gate|every-K] [--gate FILE] [--model pocket-crafter|teacher|FOLDER|FILE.onnx|FILE.safetensors] [--steps 500]' +
    ` [--temperature 1] [--agent-seed 0] ${ENDPOINT_USAGE} [--base URL] [--out run.goldilocks] [--json]`,
  async run(args: Arguments) {
    const seed = args.integer('seed');
    const length = args.integer('steps', 500);
    if (length < 1 || length > MAX_RECORD_STEPS) throw new LabError('bad-argument', '--steps is 1 to 10000.');
    const base = args.text('base', DEFAULT_BASE);
    const out = args.text('out', '');
    const { config: agent, model } = await openModel(args);
    args.refuseUnknown();
    const config: RunConfig = {
      world: { id: 'Crafter-v1', area: [64, 64], length },
      seed,
      agent,
    };
    const session = new RunSession(config);
    session.attach(newAgent(config.agent, model));
    while (!session.over) await session.decide();
    await model?.dispose();
    const usage = model && 'usage' in model ? model.usage : undefined;
    const record = session.record();
    if (out) await writeFile(out, encodeFile([record]));
    const json = await report(record, base);
    return { json: { ...json, ...(usage && { usage }) }, text: textOf(json) + usageText(usage), ok: true };
  },
};

async function report(record: RunRecord, base: string) {
  const { steps, unlocked, plans, planTokens, tokens } = summaryOf(record);
  const link = await linkFor(record, base).catch((error: unknown) => {
    if (LabError.from(error).code === 'too-large') return null;
    throw error;
  });
  return {
    progress: (100 * unlocked.length) / ACHIEVEMENTS.length,
    achievements: record.outcome.achievements,
    steps,
    plans,
    planTokens,
    tokens,
    digest: record.digest,
    link,
  };
}

type Report = Awaited<ReturnType<typeof report>>;

function textOf({ progress, achievements, steps, plans, tokens, digest, link }: Report): string {
  const names = Object.keys(achievements).join(', ');
  return [
    `progress ${progress.toFixed(1)} % in ${steps} steps, ${plans} plans, ${tokens} tokens`,
    names || 'no achievements',
    `digest ${digest}`,
    link ?? 'This run is too long for a link: keep it with --out FILE.',
  ].join('\n');
}
