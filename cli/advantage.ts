// `lab advantage`: what a fresh plan is worth, at steps of one run (a link or a file), or with --study over many runs.

import { forkOptions, measureAdvantage } from '../src/experiments/advantage.ts';
import type { ForkOptions } from '../src/experiments/advantage-forks.ts';
import { checkMeasurable } from '../src/experiments/advantage-model.ts';
import { momentAt, momentsOf } from '../src/experiments/advantage-moments.ts';
import { type AdvantageRow, verdictOf } from '../src/experiments/advantage-row.ts';
import { LabError } from '../src/lab-error.ts';
import type { RunRecord } from '../src/records/record.ts';
import { checkDigest, verifyRecord } from '../src/records/replay.ts';
import { study } from './advantage-study.ts';
import { openNamed } from './agents.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './main.ts';
import { recordsOf } from './verify.ts';

export const command: Command = {
  usage:
    'advantage LINK|FILE --step N|A..B|every-K [--forks 32] [--horizon 40] [--hold] [--chance-seed 0] [--model FOLDER]' +
    ' [--json]\n' +
    '       lab advantage --study --seeds 100..119 [--model pocket-crafter] [--schedule dynamic] [--max-steps 500]' +
    ' [--steps-per-run 3] [--per-event 1] [--forks 32] [--horizon 40] [--hold] [--workers 1] [--out FILE] [--json]',
  async run(args: Arguments) {
    const options = forkOptionsOf(args);
    if (args.flag('study')) return study(args, options);
    const [source, ...others] = args.words;
    if (source === undefined || others.length > 0)
      throw new LabError('bad-argument', 'advantage takes one link or one file, or --study.');
    const [record, ...more] = await recordsOf(source);
    if (more.length > 0)
      throw new LabError('bad-argument', 'This file holds several runs; export the one to measure alone.');
    const wanted = stepsOf(args.text('step'), record.steps.length);
    const name = args.text('model', record.config.agent.model);
    args.refuseUnknown();
    const rows = await measureSteps(record, wanted, name, options);
    return { json: { rows }, text: rows.map(textOf).join('\n'), ok: true };
  },
};

/** `--forks`, `--horizon`, `--hold`, `--chance-seed`. @throws LabError bad-argument */
function forkOptionsOf(args: Arguments): ForkOptions {
  return forkOptions({
    forks: args.integer('forks', 32),
    horizon: args.integer('horizon', 40),
    hold: args.flag('hold'),
    seed: args.integer('chance-seed', 0),
  });
}

/** `7`, `20..40` or `every-25` as a question about a step. @throws LabError bad-argument */
function stepsOf(text: string, steps: number): (step: number) => boolean {
  const every = /^every-(\d{1,5})$/.exec(text);
  if (every && Number(every[1]) > 0) return (step) => step % Number(every[1]) === 0;
  const range = /^(\d{1,5})(?:\.\.(\d{1,5}))?$/.exec(text);
  const [first, last] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
  if (!range || last < first)
    throw new LabError('bad-argument', `--step is N, A..B or every-K, not "${text.slice(0, 40)}".`);
  if (last > steps)
    throw new LabError('bad-argument', `This run has ${steps} steps: step ${last} is not one of them.`);
  return (step) => step >= first && step <= last;
}

async function measureSteps(
  record: RunRecord,
  wanted: (step: number) => boolean,
  name: string,
  options: ForkOptions,
): Promise<AdvantageRow[]> {
  checkDigest(verifyRecord(record));
  checkMeasurable(record.config.agent, record.config.agent.weights);
  const { model, weights } = await openNamed(name);
  if (!model)
    throw new LabError('bad-argument', 'The teacher has no fresh plans to draw: name a language model.');
  try {
    checkMeasurable(record.config.agent, weights);
    const rows: AdvantageRow[] = [];
    for (const moment of momentsOf(record, model, wanted)) {
      rows.push(await measureAdvantage({ run: record, moment, model, options }));
      process.stderr.write(`${textOf(rows.at(-1)!)}\n`);
    }
    // Nothing to measure: say why, as for a single step.
    if (rows.length === 0) momentAt(record, model, record.steps.length);
    return rows;
  } finally {
    await model.dispose();
  }
}

function textOf(row: AdvantageRow): string {
  const plan = row.planAge === null ? 'no plan' : `plan “${row.oldPlan}”, ${row.planAge} steps old`;
  const p = row.planProbability === null ? '' : `, P(plan) ${row.planProbability.toFixed(2)}`;
  return `step ${row.step} (${plan}${p}): ${verdictOf(row).text}`;
}
