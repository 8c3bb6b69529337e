// What may be started and what may be read, from anybody.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DeploymentState, runDeployment } from '../../src/deployment/deployment-run.ts';
import { writeState } from '../../src/deployment/state-file.ts';
import { LabError } from '../../src/lab-error.ts';
import {
  checkDecisions,
  checkSetup,
  readableSummary,
  readForeignState,
  readStoredState,
  summaryOf,
} from '../../src/services/deployment-check.ts';
import { begun, fakeSource, OPTIONS, planOf } from './fake-planner.ts';

const open = await fakeSource().open(
  planOf(),
  OPTIONS,
  { progress: () => {}, notice: () => {}, learner: () => {} },
  new AbortController().signal,
);
const done = await runDeployment(begun(), open.around);
const waiting = await runDeployment(begun(), open.around, { pauseBefore: 'curate' });

/** The state's file with something else in it. */
function forged(state: DeploymentState, change: (file: Record<string, unknown>) => void): Uint8Array {
  const file = JSON.parse(new TextDecoder().decode(writeState(state)));
  change(file);
  return new TextEncoder().encode(JSON.stringify(file));
}

test('a plan comes back as it was, under its name without blanks around it', () => {
  expect(checkSetup({ name: '  Mine ', plan: planOf() })).toEqual({ name: 'Mine', plan: planOf() });
});

test.each([
  ['no tasks', { seeds: [] }],
  ['too many tasks', { seeds: Array.from({ length: 10_001 }, (_, i) => i) }],
  ['too many generations', { generations: 51 }],
  ['too many samples', { samples: 33 }],
  ['more runs than samples', { runs: 3 }],
  ['too hot', { temperature: 9 }],
  ['a dial that is missing', { hyper: {} as never }],
  ['a rank of 0', { hyper: { ...planOf().hyper, rank: 0 } }],
  [
    'sizes that the world does not have',
    { source: { world: 'Blocksworld-v1', sizes: { boxes: 3 } } as const },
  ],
  ['a model of another world', { model: 'pocket-crafter' }],
])('%s is refused', (_, change) => {
  expect(() => checkSetup({ name: 'A', plan: planOf(change) })).toThrow(LabError);
});

test('names are one line of 1 to 80 characters', () => {
  for (const name of ['', '  ', 'a\nb', 'a'.repeat(81), '\u0000'])
    expect(() => checkSetup({ name, plan: planOf() })).toThrow(LabError);
});

test('a stored state comes back whole, at every stage', () => {
  for (const state of [begun(), waiting, done]) expect(readStoredState(writeState(state))).toEqual(state);
});

test('figures that are none are refused, and the sentence names them', () => {
  const bad = forged(done, (file) => {
    (file.generations as { collecting: { solved: unknown } }[])[1].collecting.solved = '<b>100</b>';
  });
  expect(() => readStoredState(bad)).toThrow(/generations\.1\.collecting\.solved/);
});

test('of a file from elsewhere every verdict is made again, and a validator’s pool loses what is not valid', () => {
  const lied = forged(waiting, (file) => {
    for (const attempt of file.attempts as { valid: boolean; steps: number }[])
      Object.assign(attempt, { valid: true, fault: null, steps: 1 });
  });
  expect(readForeignState(lied).attempts).toEqual(waiting.attempts);
  const [first] = done.pool.traces.values();
  const pooled = forged(done, (file) => {
    (file.pool as { traces: { plan: string }[] }).traces[0].plan = '(pickup b1)';
  });
  const { traces } = readForeignState(pooled).pool;
  expect([traces.size, traces.has(first.task)]).toEqual([done.pool.traces.size - 1, false]);
});

test('bytes that are no deployment are refused by a LabError, never by anything else', () => {
  const original = writeState(done);
  fc.assert(
    fc.property(fc.nat(original.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
      const bytes = isCut ? original.slice(0, at) : original.slice();
      if (!isCut) bytes[at] = byte;
      try {
        readForeignState(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(LabError);
      }
    }),
    { numRuns: 150 },
  );
});

test('a summary says what the list shows; what this version does not know is left out', () => {
  const summary = summaryOf(done);
  expect(summary).toMatchObject({ world: 'Blocksworld-v1', curation: 'valid', stage: 'done', generation: 2 });
  expect(readableSummary(summary)).toEqual(summary);
  expect(readableSummary({ ...summary, curation: 'later' })).toBeNull();
  expect(readableSummary(null)).toBeNull();
});

test('decisions are keys of attempts and nothing else', () => {
  const decisions = { kept: ['0123456789abcdef'], discarded: [] };
  expect(checkDecisions(decisions)).toEqual(decisions);
  expect(() => checkDecisions({ kept: ['x'], discarded: [] })).toThrow(LabError);
  expect(() => checkDecisions({ kept: [] })).toThrow(LabError);
});
