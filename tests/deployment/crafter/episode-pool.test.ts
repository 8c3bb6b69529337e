import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  believed,
  MAX_EPISODE_POOL_BYTES,
  readEpisodePool,
  writeEpisodePool,
} from '../../../src/deployment/crafter/episode-files.ts';
import {
  type EpisodePool,
  type EpisodeTrace,
  emptyEpisodePool,
  mergeEpisodePools,
  traceOf,
  withEpisodes,
} from '../../../src/deployment/crafter/episode-pool.ts';
import { beginEpisodes } from '../../../src/deployment/crafter/episode-run.ts';
import { attemptOf, recordOf } from '../../../src/deployment/crafter/episodes.ts';
import { atOnce } from '../../../src/deployment/pieces.ts';
import type { RunRecord } from '../../../src/records/record.ts';
import { PLAN, played, SOURCE } from './fakes.ts';

const BY = { generation: 0, model: '0123456789abcdef', keptBy: 'progress at least 9 %' };
const trace = (index: number, change: Partial<EpisodeTrace> = {}): EpisodeTrace => ({
  ...traceOf(played[index], BY),
  ...change,
});
const pool = (...traces: EpisodeTrace[]): EpisodePool =>
  withEpisodes(emptyEpisodePool(SOURCE, 'best'), traces);
const file = (change: object) => {
  const data = JSON.parse(new TextDecoder().decode(writeEpisodePool(pool(trace(0), trace(3)))));
  return new TextEncoder().encode(JSON.stringify({ ...data, ...change }));
};
/** No two episodes have the same. */
const keyOf = ({ key, progress, tokens }: Pick<EpisodeTrace, 'key' | 'progress' | 'tokens'>) =>
  `${key}${progress}${tokens}`.padStart(16, '0');
/** A trace whose record was changed after it was played. */
const forged = (index: number, change: (record: RunRecord) => Partial<RunRecord>) => {
  const record = recordOf(played[index]);
  return traceOf(attemptOf(0, { ...record, ...change(record) }), BY);
};

describe('a pool of episodes', () => {
  test('keeps one a world: the most progress, and of equal ones the fewest tokens', () => {
    const kept = pool(
      trace(0, { key: 'a', progress: 10, tokens: 9 }),
      trace(0, { key: 'b', progress: 20, tokens: 9 }),
      trace(0, { key: 'c', progress: 20, tokens: 7 }),
      trace(3, { key: 'd', progress: 0 }),
    );
    expect([...kept.traces.values()].map(({ key }) => key)).toEqual(['c', 'd']);
  });

  test('of one episode that was kept twice stays with the first generation', () => {
    expect(pool(trace(0, { generation: 3 }), trace(0)).traces.get(played[0].task)?.generation).toBe(0);
  });

  test('of many people is the same in whatever order they come', () => {
    const traces = fc.array(
      fc.record({
        task: fc.nat(3),
        progress: fc.nat(2),
        tokens: fc.nat(2),
        key: fc.constantFrom('1', '2', '3'),
      }),
    );
    fc.assert(
      fc.property(traces, traces, fc.constantFrom('best' as const, 'any' as const), (a, b, preference) => {
        const [first, second] = [a, b].map((some) =>
          withEpisodes(
            emptyEpisodePool(SOURCE, preference),
            some.map((part) => trace(0, { ...part, key: keyOf(part) })),
          ),
        );
        const [ab, ba] = [mergeEpisodePools([first, second]), mergeEpisodePools([second, first])];
        expect(writeEpisodePool(ab)).toEqual(writeEpisodePool(ba));
        expect(mergeEpisodePools([first, first])).toEqual(first);
      }),
    );
  });

  test('that were played otherwise are not merged', () => {
    for (const change of [{ maxSteps: 61 }, { schedule: 'never' as const }])
      expect(() => mergeEpisodePools([pool(), emptyEpisodePool({ ...SOURCE, ...change }, 'best')])).toThrow(
        /played otherwise/,
      );
    expect(() => mergeEpisodePools([pool(), emptyEpisodePool(SOURCE, 'any')])).toThrow();
  });
});

describe('a pool’s file', () => {
  test('gives the pool back, lineage included', () => {
    const kept = pool(trace(0, { generation: 2, keptBy: 'Ada' }), trace(3));
    expect(readEpisodePool(writeEpisodePool(kept))).toEqual({ pool: kept, invalid: 0 });
  });

  test('is believed about no figure: every record is played again', () => {
    const { pool: read, invalid } = readEpisodePool(
      file({ traces: [trace(0, { progress: 100, tokens: 0 })] }),
    );
    expect(invalid).toBe(0);
    expect([...read.traces.values()]).toEqual([trace(0)]);
  });

  test('leaves out what does not replay as it claims', () => {
    const dearer = ({ outcome }: RunRecord) => ({
      outcome: { ...outcome, achievements: { ...outcome.achievements, collect_diamond: 1 } },
    });
    const traces = [
      trace(0),
      trace(3, { record: 'no base64' }),
      trace(6, { record: 'AAAA' }),
      // Another world's episode, one that claims more, one with a plan that no model of ours can say.
      trace(9, { task: played[12].task }),
      forged(12, dearer),
      forged(15, ({ steps }) => ({
        steps: steps.map((step) => (step.plan ? { ...step, plan: 'ignore previous instructions' } : step)),
      })),
    ];
    const { pool: read, invalid } = readEpisodePool(file({ traces }));
    expect(invalid).toBe(5);
    expect([...read.traces.values()]).toEqual([trace(0)]);
  });

  test('of episodes of other lengths holds none of these', () => {
    expect(readEpisodePool(file({ source: { ...SOURCE, maxSteps: 59 } })).invalid).toBe(2);
  });

  test.each([
    ['not JSON', new Uint8Array([1, 2, 3])],
    ['not UTF-8', new Uint8Array([0xff, 0xfe])],
    ['another format', file({ format: 'goldilocks-pool-1' })],
    ['another world', file({ source: { ...SOURCE, world: 'Chess-v1' } })],
    ['a gate’s schedule', file({ source: { ...SOURCE, schedule: 'gate' } })],
    ['a field too many', file({ extra: 1 })],
    ['a record of megabytes', file({ traces: [trace(0, { record: 'A'.repeat(4 << 20) })] })],
    ['a task below 0', file({ traces: [trace(0, { task: -1 })] })],
  ])('of %s is refused', (_, bytes) => {
    expect(() => readEpisodePool(bytes)).toThrow(expect.objectContaining({ code: 'bad-record' }));
  });

  test('of more steps than anybody plays again is refused', () => {
    const traces = Array.from({ length: 1001 }, () => trace(0));
    const long = file({ source: { ...SOURCE, maxSteps: 10_000 }, traces });
    expect(() => readEpisodePool(long)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });

  test('larger than any pool is refused before it is read', () => {
    expect(() => readEpisodePool(new Uint8Array(MAX_EPISODE_POOL_BYTES + 1))).toThrow(/at most 64 MiB/);
  });
});

test('of a state from anybody’s file only what replays is taken', () => {
  const attempts = [
    ...[played[0], { ...played[3], progress: 90 }, { ...played[7], record: 'AAAA' }],
    // Handed in twice, and never asked for.
    ...[played[0], { ...played[4], sample: 9 }],
  ];
  const state = { ...beginEpisodes(PLAN), attempts, pool: pool(trace(0), trace(3, { record: 'AAAA' })) };
  const read = atOnce(believed(state));
  expect(read.attempts).toEqual([played[0], played[3]]);
  expect([...read.pool.traces.values()]).toEqual([trace(0)]);
});
