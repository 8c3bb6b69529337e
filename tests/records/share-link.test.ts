// Links: their sizes, round trips through the text people send each other, and hostile fragments.

import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import { LabError } from '../../src/lab-error.ts';
import { Random } from '../../src/random.ts';
import { encodeRecord } from '../../src/records/codec.ts';
import type { RunRecord } from '../../src/records/record.ts';
import {
  configLinkFor,
  LINK_LIMIT,
  linkFor,
  MAX_FRAGMENT,
  parseFragment,
} from '../../src/records/share-link.ts';
import { RunSession } from '../../src/services/run-session.ts';
import { CONFIG, sampleSteps, unplayedRecord } from './sample-runs.ts';

const PAGE = 'https://goldilocks.example/lab/replay.html';
const record = unplayedRecord(sampleSteps(300, new Random(1), true));
const link = await linkFor(record, PAGE);

async function codeOf(fragment: string): Promise<string> {
  const error = await parseFragment(fragment).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LabError);
  expect((error as LabError).message).toMatch(/^[A-Z].*\.$/);
  expect((error as LabError).hint).not.toBe('');
  return (error as LabError).code;
}

async function teacherRun(seed: number): Promise<RunRecord> {
  const config = {
    ...CONFIG,
    seed,
    world: { ...CONFIG.world, length: 300 },
    agent: { ...CONFIG.agent, model: 'teacher', weights: '' },
  };
  const session = new RunSession(config);
  session.attach(new TeacherAgent(config.agent));
  while (!session.over) await session.decide();
  return session.record();
}

describe('size', () => {
  test('a 300-step run with 60 plans or more is a link of less than 1,100 characters (the aim is 2,000)', () => {
    expect(record.steps.filter((step) => step.plan).length).toBeGreaterThanOrEqual(60);
    expect(link.length).toBeLessThan(1_100);
  });

  test('300-step runs of the teacher, plans and all, are links of less than 1,000 characters', async () => {
    const runs = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(teacherRun));
    const whole = runs.filter(({ steps }) => steps.length === 300);
    expect(whole.length).toBeGreaterThanOrEqual(3);
    for (const run of whole) {
      expect(run.steps.filter((step) => step.plan).length).toBeGreaterThan(20);
      expect((await linkFor(run, PAGE)).length).toBeLessThan(1_000);
    }
  });

  test('a 10,000-step run of random actions is a link of less than 7,400 characters (the aim is 8,000)', async () => {
    const long = await linkFor(unplayedRecord(sampleSteps(10_000, new Random(2), false)), PAGE);
    expect(long.length).toBeLessThan(7_400);
    expect(long.length).toBeLessThan(LINK_LIMIT);
  });

  test('a run that does not fit a link says so and names the way out', async () => {
    const long = unplayedRecord(sampleSteps(10_000, new Random(3), true));
    await expect(linkFor(long, PAGE)).rejects.toMatchObject({
      code: 'too-large',
      hint: expect.stringMatching(/file/),
    });
  });
});

describe('round trip', () => {
  test('a link gives the record back, as a link, a fragment or a bare value pair', async () => {
    const fragment = link.slice(link.indexOf('#'));
    for (const text of [link, fragment, fragment.slice(1), `#/replay?${fragment.slice(1)}&speed=2`])
      expect(await parseFragment(text)).toEqual({ kind: 'record', record });
  });

  test('a configuration link carries the configuration and no steps', async () => {
    const short = await configLinkFor(CONFIG, `${PAGE}#old`);
    expect(short.length).toBeLessThan(140);
    expect(await parseFragment(short)).toEqual({ kind: 'config', config: CONFIG });
  });

  test('line breaks and punctuation that a mail program adds do no harm', async () => {
    const broken = `${link.slice(0, 200)}\r\n ${link.slice(200)}>.`;
    expect(await parseFragment(broken)).toEqual({ kind: 'record', record });
  });

  test('fragments that carry no run are null', async () => {
    for (const text of ['', '#', '#/runs', '#seed=7', '#car=1']) expect(await parseFragment(text)).toBeNull();
  });
});

describe('hostile fragments', () => {
  test('a fragment of 1 MB is refused at once', async () => {
    const start = performance.now();
    expect(await codeOf(`#r=${'A'.repeat(1_000_000)}`)).toBe('too-large');
    expect(performance.now() - start).toBeLessThan(50);
  });

  test('a bomb stops at the bound: 100 MB of zeros are not inflated', async () => {
    const bomb = deflateRawSync(new Uint8Array(100_000_000), { level: 9 });
    const most = bomb.subarray(0, Math.floor((MAX_FRAGMENT * 3) / 4) - 10);
    const start = performance.now();
    expect(await codeOf(`#r=${most.toString('base64url')}`)).toBe('too-large');
    expect(performance.now() - start).toBeLessThan(200);
  });

  test('truncated links are refused, wherever they end', async () => {
    for (let length = PAGE.length + 4; length < link.length; length += 7)
      expect(await codeOf(link.slice(0, length))).toBe('bad-link');
  });

  test('re-ordered links are refused', async () => {
    const [head, value] = link.split('#r=');
    const middle = value.length >> 1;
    expect(await codeOf(`${head}#r=${value.slice(middle)}${value.slice(0, middle)}`)).toBe('bad-link');
    expect(await codeOf(`${head}#r=${[...value].reverse().join('')}`)).toBe('bad-link');
  });

  test('any change of any character gives a LabError or the same record', async () => {
    const start = link.indexOf('#r=') + 3;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: start, max: link.length - 1 }),
        fc.constantFrom(...'AZaz09-_%<&'),
        async (at, character) => {
          const changed = link.slice(0, at) + character + link.slice(at + 1);
          const result = await parseFragment(changed).catch((error: unknown) => error);
          if (result instanceof LabError)
            expect(['bad-link', 'too-large', 'wrong-version']).toContain(result.code);
          else expect(result).toEqual({ kind: 'record', record });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('any text at all gives a LabError or null', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('r=', 'c=', ''),
        async (text, key) => {
          const result = await parseFragment(`#${key}${text}`).catch((error: unknown) => error);
          expect(result === null || result instanceof LabError).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('another version is named as such', async () => {
    const bytes = encodeRecord(record);
    bytes[3] = 9;
    expect(await codeOf(`#r=${deflateRawSync(bytes).toString('base64url')}`)).toBe('wrong-version');
  });

  test('a key without a value is refused', async () => {
    expect(await codeOf('#r=')).toBe('bad-link');
    expect(await codeOf('#c=')).toBe('bad-link');
  });
});
