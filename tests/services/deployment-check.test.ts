// What may be started and what may be read, from anybody.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatWeights } from '../../src/deployment/chat-surroundings.ts';
import { beginDeployment, type DeploymentState, runDeployment } from '../../src/deployment/deployment-run.ts';
import { taskOf } from '../../src/deployment/own-problems.ts';
import { atOnce } from '../../src/deployment/pieces.ts';
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
import { CROSSING, FERRY, ownSource } from '../deployment/own-files.ts';
import { begun, fakeSource, OPTIONS, planOf } from './fake-planner.ts';

const SILENT = { progress: () => {}, notice: () => {}, learner: () => {} };
const NEVER = new AbortController().signal;
const open = await fakeSource().open(planOf(), OPTIONS, SILENT, NEVER);
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
  ['a billion epochs', { hyper: { ...planOf().hyper, epochs: 1e9 } }],
  ['half an epoch', { hyper: { ...planOf().hyper, epochs: 1.5 } }],
  [
    'sizes that the world does not have',
    { source: { world: 'Blocksworld-v1', sizes: { boxes: 3 } } as const },
  ],
  ['a model of another world', { model: 'pocket-crafter' }],
])('%s is refused', (_, change) => {
  expect(() => checkSetup({ name: 'A', plan: planOf(change) })).toThrow(LabError);
});

const own = ownSource([1, 2, 3]);
const [first, ...others] = own.problems.map(taskOf);

test('own problems are started, stored and taken in from elsewhere with their files', async () => {
  const plan = planOf({ source: own, seeds: others, heldOut: [first] });
  expect(checkSetup({ name: 'Mine', plan })).toEqual({ name: 'Mine', plan });
  const state = await runDeployment(
    beginDeployment(plan),
    (await fakeSource({ reach: 40 }).open(plan, OPTIONS, SILENT, NEVER)).around,
  );
  const read = atOnce(readForeignState(writeState(state)));
  expect(read).toEqual(state);
  expect(read.pool.traces.size).toBeGreaterThan(0);
  expect(readableSummary(summaryOf(state))?.world).toBe('Strips-v1');
});

test.each([
  [
    'a domain that no planner plays',
    { domain: FERRY.text, problems: [CROSSING.text] },
    /plays the domain "ferry"/,
  ],
  ['a domain that is none', { domain: '(define' }, /Line 1, column 1/],
  ['a problem that is none', { problems: ['no problem'] }, /Line 1, column 1/],
])('own files with %s are refused', (_, change, message) => {
  const source = { ...own, ...change };
  const seeds = source.problems.map(taskOf);
  expect(() => checkSetup({ name: 'A', plan: planOf({ source, seeds, heldOut: [] }) })).toThrow(message);
  expect(() => checkSetup({ name: 'A', plan: planOf({ source, seeds: [7], heldOut: [] }) })).toThrow(
    LabError,
  );
});

const chat = planOf({
  model: 'remote:some',
  weights: chatWeights('remote:some'),
  source: { ...own, domain: FERRY.text, problems: [CROSSING.text] },
  seeds: [taskOf(CROSSING.text)],
  heldOut: [],
  generations: 0,
});

test('a chat model deploys, and its deployment is taken in from elsewhere, whatever its domain is', () => {
  expect(checkSetup({ name: 'A', plan: chat }).plan).toEqual(chat);
  const llm = { ...chat, model: 'web-llm:Tiny', weights: chatWeights('web-llm:Tiny') };
  expect(checkSetup({ name: 'A', plan: llm }).plan).toEqual(llm);
  expect(atOnce(readForeignState(writeState(beginDeployment(chat)))).plan).toEqual(chat);
});

test.each([
  ['generations that nobody can train', { generations: 1 }, /cannot be trained/],
  ['weights', { weights: '0123456789abcdef' }, /goes by its name/],
  ['a name that is none', { model: 'remote:' }, /not the name of a model/],
  ['answers that no endpoint holds', { model: 'web-llm:Tiny', constrained: true }, /Only an endpoint/],
])('a chat model with %s is refused', (_, change, message) => {
  expect(() => checkSetup({ name: 'A', plan: { ...chat, ...change } })).toThrow(message);
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
  expect(atOnce(readForeignState(lied)).attempts).toEqual(waiting.attempts);
  const [first] = done.pool.traces.values();
  const pooled = forged(done, (file) => {
    (file.pool as { traces: { plan: string }[] }).traces[0].plan = '(pickup b1)';
  });
  const { traces } = atOnce(readForeignState(pooled)).pool;
  expect([traces.size, traces.has(first.task)]).toEqual([done.pool.traces.size - 1, false]);
});

test('a pool of other tasks, or of another curation, is not learned from', () => {
  const other = forged(done, (file) => {
    (file.pool as { source: object }).source = { world: 'Blocksworld-v1', sizes: { blocks: 2 } };
  });
  const chosen = forged(done, (file) => {
    (file.pool as { preference: string }).preference = 'any';
  });
  for (const bytes of [other, chosen])
    expect(() => atOnce(readForeignState(bytes))).toThrow(/another curation/);
});

test('attempts that are missing are made again, those that nobody asked for are dropped', () => {
  const { attempts } = waiting;
  const missing = forged(waiting, (file) => {
    (file.attempts as unknown[]).shift();
  });
  expect(atOnce(readForeignState(missing))).toMatchObject({ stage: 'collect', attempts: [], heldOut: null });
  const more = forged(waiting, (file) => {
    (file.attempts as object[]).push({ ...attempts[0] }, { ...attempts[0], task: 77_777 });
  });
  expect(atOnce(readForeignState(more))).toEqual(waiting);
});

test('generations that are not in order are refused', () => {
  const bad = forged(done, (file) => {
    (file.generations as { n: number }[])[1].n = 5;
  });
  expect(() => atOnce(readForeignState(bad))).toThrow(/not in order/);
  const behind = forged(done, (file) => Object.assign(file, { generation: 0 }));
  expect(() => atOnce(readForeignState(behind))).toThrow(/not in order/);
});

test('bytes that are no deployment are refused by a LabError, never by anything else', () => {
  const original = writeState(done);
  fc.assert(
    fc.property(fc.nat(original.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
      const bytes = isCut ? original.slice(0, at) : original.slice();
      if (!isCut) bytes[at] = byte;
      try {
        atOnce(readForeignState(bytes));
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
