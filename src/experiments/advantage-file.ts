// A study in a file, so that it can be stopped and goes on: a line with its set-up, then a line a row. Rows are in no
// order; a last line that was torn off is left out.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { canonicalJson } from '../records/schema.ts';
import { PLAN_EVENT_NAMES } from './advantage-row.ts';
import type { StudyRow } from './advantage-study.ts';

const interval = z.tuple([z.number(), z.number()]);
const estimate = z.strictObject({ mean: z.number(), ci95: interval });
const arm = z.strictObject({ value: z.number(), died: z.number() });
const count = z.int().check(z.minimum(0));
const event = z.enum(PLAN_EVENT_NAMES);
const text = z.string().check(z.maxLength(1000));

const rowSchema = z.strictObject({
  seed: count,
  drawnFor: z.enum(['chance', ...PLAN_EVENT_NAMES]),
  step: count,
  planAge: z.nullable(count),
  oldPlan: text,
  events: z.array(event).check(z.maxLength(PLAN_EVENT_NAMES.length)),
  planProbability: z.nullable(z.number()),
  forks: count,
  horizon: count,
  hold: z.boolean(),
  advantage: estimate,
  achievements: estimate,
  halves: interval,
  planTokens: z.number(),
  extraTokens: z.number(),
  old: arm,
  fresh: arm,
  freshPlans: z.array(z.strictObject({ text, share: z.number() })).check(z.maxLength(3)),
});

/** A study's first line. @param setUp everything that its rows depend on, as plain data */
export function studyHeader(setUp: Readonly<Record<string, unknown>>): string {
  return `${canonicalJson({ goldilocks: 'advantage-study', version: 1, ...setUp })}\n`;
}

export function studyLine(row: StudyRow): string {
  return `${canonicalJson(row)}\n`;
}

/** The rows of a study's file. @throws LabError bad-argument for a file of another study, or none */
export function readStudy(content: string, header: string): StudyRow[] {
  if (!content.startsWith(header))
    throw new LabError(
      'bad-argument',
      'This file holds another study, or none.',
      'Give --out another file, or delete this one.',
    );
  const whole = content.slice(header.length, content.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map(readRow);
}

function readRow(line: string, index: number): StudyRow {
  try {
    return rowSchema.parse(JSON.parse(line)) as StudyRow;
  } catch (cause) {
    throw new LabError(
      'bad-argument',
      `Line ${index + 2} of this study is damaged.`,
      'Delete that line; its step is then measured again.',
      cause,
    );
  }
}
