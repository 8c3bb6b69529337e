// The canonical byte form: round trips, sizes, one form per record, and what it does with bytes that nobody wrote.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../src/crc32.ts';
import { LabError } from '../../src/lab-error.ts';
import { Random } from '../../src/random.ts';
import {
  decodeConfig,
  decodeRecord,
  encodeConfig,
  encodeRecord,
  MAX_RECORD_BYTES,
} from '../../src/records/codec.ts';
import type { RunRecord } from '../../src/records/record.ts';
import { anyConfig, anyRecord } from './arbitrary-records.ts';
import { CONFIG, sampleSteps, unplayedRecord } from './sample-runs.ts';

const sample = encodeRecord(unplayedRecord(sampleSteps(60, new Random(1), true)));

/** The code of the LabError that `action` throws; fails for any other error and for none. */
function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Bytes with a right CRC behind a wrong content: what only the schema and the canonical form can refuse. */
function resealed(bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(copy);
  new DataView(copy.buffer).setUint32(copy.length - 4, crc32(copy.subarray(0, -4)), true);
  return copy;
}

describe('round trip', () => {
  test('any record comes back as it was', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(decodeRecord(encodeRecord(record))).toEqual(record);
      }),
      { numRuns: 200 },
    );
  });

  test('only a chat model’s answers may be held to their form, and "not held" has one form: it is left out', () => {
    const chat = { ...CONFIG.agent, model: 'remote:org/Chat' };
    const held = { ...CONFIG, agent: { ...chat, constrained: true as const } };
    expect(decodeConfig(encodeConfig(held))).toEqual(held);
    expect(decodeConfig(encodeConfig({ ...CONFIG, agent: chat })).agent).not.toHaveProperty('constrained');
    for (const agent of [
      { ...CONFIG.agent, constrained: true as const },
      { ...chat, constrained: false },
      { ...chat, apiKey: 'sk-secret' },
      { ...chat, url: 'http://localhost:8000/v1' },
    ])
      expect(codeOf(() => encodeConfig({ ...CONFIG, agent: agent as typeof chat }))).toBe('bad-record');
  });

  test('any configuration comes back as it was', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        expect(decodeConfig(encodeConfig(config))).toEqual(config);
      }),
    );
  });

  test('the order of keys in memory does not change a byte', () => {
    const record = unplayedRecord(sampleSteps(400, new Random(2), true));
    const achievements = Object.fromEntries(Object.entries(record.outcome.achievements).reverse());
    const turned = { ...record, outcome: { ...record.outcome, achievements } };
    expect(encodeRecord(turned)).toEqual(encodeRecord(record));
  });

  test('the longest record comes back: 10,000 steps with a plan at each', () => {
    const random = new Random(3);
    const steps = sampleSteps(10_000, random, true).map((step) => ({ ...step, tokens: random.int(1000) }));
    expect(decodeRecord(encodeRecord(unplayedRecord(steps)))).toEqual(unplayedRecord(steps));
  });
});

describe('size', () => {
  test('10,000 random actions take less than 4.4 bits each, 4.09 being the least possible', () => {
    const bytes = encodeRecord(unplayedRecord(sampleSteps(10_000, new Random(4), false)));
    expect((8 * bytes.length) / 10_000).toBeGreaterThan(Math.log2(17));
    expect((8 * bytes.length) / 10_000).toBeLessThan(4.4);
  });

  test('300 steps with a plan of eight words every few steps take less than 700 bytes', () => {
    const steps = sampleSteps(300, new Random(5), true);
    expect(steps.filter((step) => step.plan).length).toBeGreaterThanOrEqual(60);
    expect(encodeRecord(unplayedRecord(steps)).length).toBeLessThan(700);
  });

  test('token counts as expected of a pocket model, and none at all from a script, cost a few bytes in all', () => {
    const steps = sampleSteps(2_000, new Random(6), false);
    const expected = encodeRecord(unplayedRecord(steps)).length;
    const script = encodeRecord(unplayedRecord(steps.map((step) => ({ ...step, tokens: 0 })))).length;
    expect(script - expected).toBeLessThan(20);
  });

  test('plans without end, or of ever new words, are too large, and are found so in bounded time', () => {
    const random = new Random(10);
    const runWith = (plan: () => string) =>
      unplayedRecord(
        Array.from({ length: 10_000 }, () => ({
          action: 0,
          by: 'agent',
          plan: plan().slice(0, 400).trim(),
          planBy: 'agent',
          planTokens: 1,
          tokens: 1,
        })),
      );
    expect(codeOf(() => encodeRecord(runWith(() => 'go west '.repeat(50))))).toBe('too-large');
    const newWord = () => random.nextUint32().toString(36).repeat(12);
    expect(codeOf(() => encodeRecord(runWith(newWord)))).toBe('too-large');
  });

  test('a configuration alone takes less than 60 bytes', () => {
    expect(encodeConfig(CONFIG).length).toBeLessThan(60);
  });
});

describe('what nobody wrote', () => {
  test('every truncation is refused', () => {
    for (let length = 0; length < sample.length; length++)
      expect(codeOf(() => decodeRecord(sample.subarray(0, length)))).toBe('bad-record');
  });

  test('bytes behind the end are refused', () => {
    expect(codeOf(() => decodeRecord(Uint8Array.of(...sample, 0)))).toBe('bad-record');
  });

  test('every flipped bit is refused', () => {
    for (let bit = 0; bit < 8 * sample.length; bit++) {
      const flipped = sample.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      expect(['bad-record', 'wrong-version']).toContain(codeOf(() => decodeRecord(flipped)));
    }
  });

  test('a flip under a right CRC is a canonical record or a LabError, within 250 ms of processor time', () => {
    fc.assert(
      fc.property(fc.nat(8 * (sample.length - 4) - 1), (bit) => {
        const forged = resealed(sample, (bytes) => {
          bytes[bit >> 3] ^= 1 << (bit & 7);
        });
        const start = process.threadCpuUsage();
        canonicalOrRefused(forged);
        expect(process.threadCpuUsage(start).user).toBeLessThan(250_000);
      }),
      { numRuns: 300 },
    );
  });

  test('random bodies under a right CRC are canonical records or LabErrors', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (body) => {
        const bytes = new Uint8Array(40 + body.length);
        bytes.set(sample.subarray(0, 36));
        bytes.set(body, 36);
        canonicalOrRefused(resealed(bytes, () => {}));
      }),
      { numRuns: 300 },
    );
  });

  test('another version is named as such', () => {
    const other = resealed(sample, (bytes) => {
      bytes[3] = 2;
    });
    expect(codeOf(() => decodeRecord(other))).toBe('wrong-version');
  });

  test('something else altogether is called no run', () => {
    expect(() => decodeRecord(new TextEncoder().encode('<html>nothing here</html>'))).toThrow(/not a run/);
  });

  test('more bytes than a record may have are refused unread', () => {
    expect(codeOf(() => decodeRecord(new Uint8Array(MAX_RECORD_BYTES + 1)))).toBe('too-large');
  });

  test('a configuration is not taken for a record, nor the other way round', () => {
    expect(codeOf(() => decodeRecord(encodeConfig(CONFIG)))).toBe('bad-record');
    expect(codeOf(() => decodeConfig(sample))).toBe('bad-record');
  });
});

describe('what is no record is not encoded', () => {
  const good = unplayedRecord(sampleSteps(5, new Random(8), true));
  const step = good.steps[0];
  const cases: [why: string, code: string, record: unknown][] = [
    ['a seed beyond 2^53', 'bad-seed', { ...good, config: { ...CONFIG, seed: 2 ** 53 } }],
    ['a negative seed', 'bad-seed', { ...good, config: { ...CONFIG, seed: -1 } }],
    ['a fractional seed', 'bad-seed', { ...good, config: { ...CONFIG, seed: 0.5 } }],
    ['an unknown key', 'bad-record', { ...good, config: { ...CONFIG, extra: 1 } }],
    [
      'a huge map',
      'bad-record',
      { ...good, config: { ...CONFIG, world: { ...CONFIG.world, area: [9999, 9999] } } },
    ],
    [
      'an unknown schedule',
      'bad-record',
      { ...good, config: { ...CONFIG, agent: { ...CONFIG.agent, schedule: 'every-0' } } },
    ],
    ['an infinite return', 'bad-record', { ...good, outcome: { ...good.outcome, episodeReturn: Infinity } }],
    ['an outcome of other steps', 'bad-record', { ...good, outcome: { ...good.outcome, steps: 4 } }],
    [
      'an achievement after the end',
      'bad-record',
      { ...good, outcome: { ...good.outcome, achievements: { wake_up: 6 } } },
    ],
    [
      'a key that is no name',
      'bad-record',
      { ...good, outcome: { ...good.outcome, achievements: { '<b>': 1 } } },
    ],
    ['a digest of other length', 'bad-record', { ...good, digest: 'abc' }],
    [
      'an action beyond a byte',
      'bad-record',
      { ...good, steps: [{ ...step, action: 256 }, ...good.steps.slice(1)] },
    ],
    [
      'a plan without an author',
      'bad-record',
      { ...good, steps: [{ ...step, planBy: undefined }, ...good.steps.slice(1)] },
    ],
    [
      'a plan of 10,000 characters',
      'bad-plan',
      { ...good, steps: [{ ...step, plan: 'go '.repeat(3334).trim() }, ...good.steps.slice(1)] },
    ],
    [
      'a plan of several lines',
      'bad-plan',
      { ...good, steps: [{ ...step, plan: 'go\nwest' }, ...good.steps.slice(1)] },
    ],
    [
      'a negative token count',
      'bad-record',
      { ...good, steps: [{ ...step, tokens: -1 }, ...good.steps.slice(1)] },
    ],
    ['too many steps', 'bad-record', unplayedRecord(sampleSteps(10_001, new Random(9), false))],
    ['another format', 'wrong-version', { ...good, format: 2 }],
  ];
  test.each(cases)('%s: %s', (_, code, record) => {
    expect(codeOf(() => encodeRecord(record as RunRecord))).toBe(code);
  });
});

test('plans with markup and in any script are carried as the text they are', () => {
  const plans = [
    '<img src=x onerror=alert(1)>',
    '去西边找水',
    'اذهب إلى الغرب',
    '🌲🪓 collect 4',
    '</plan> noop',
    '',
  ];
  const steps = plans.map((plan) => ({
    action: 0,
    by: 'person' as const,
    plan,
    planBy: 'person' as const,
    planTokens: 0,
    tokens: 0,
  }));
  expect(decodeRecord(encodeRecord(unplayedRecord(steps))).steps.map((step) => step.plan)).toEqual(plans);
});

function canonicalOrRefused(bytes: Uint8Array): void {
  let record: RunRecord;
  try {
    record = decodeRecord(bytes);
  } catch (error) {
    if (error instanceof LabError) return;
    throw error;
  }
  expect(encodeRecord(record)).toEqual(bytes);
}
