import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyPool, mergePools, type Pool, type Trace, withTraces } from '../../src/deployment/pool.ts';
import { MAX_POOL_BYTES, readPool, writePool } from '../../src/deployment/pool-file.ts';
import { SOURCE, trace } from './fakes.ts';

const pool = (...traces: Trace[]): Pool => withTraces(emptyPool(SOURCE, 'shortest'), traces);
const file = (change: object) => {
  const data = JSON.parse(new TextDecoder().decode(writePool(pool(trace(1), trace(2)))));
  return new TextEncoder().encode(JSON.stringify({ ...data, ...change }));
};

describe('a pool', () => {
  test('keeps one trace per task: the shortest plan, and of equal plans the shortest trace', () => {
    const kept = pool(
      trace(1, { plan: '(a) (b)', steps: 2, tokens: 9 }),
      trace(1, { plan: '(c) (d)', steps: 2, tokens: 7 }),
      trace(1, { plan: '(e) (f) (g)', steps: 3, tokens: 1 }),
      trace(2, { plan: '(h)', steps: 1 }),
    );
    expect([...kept.traces.values()].map(({ plan }) => plan)).toEqual(['(c) (d)', '(h)']);
  });

  test('of the same plan found twice keeps the first generation that found it', () => {
    expect(pool(trace(1, { generation: 3 }), trace(1, { generation: 1 })).traces.get(1)?.generation).toBe(1);
  });

  test('of many people is the same in whatever order they come', () => {
    const traces = fc.array(
      fc.record({
        task: fc.nat(3),
        steps: fc.nat(3),
        tokens: fc.nat(3),
        plan: fc.constantFrom('(x)', '(y)', '(z)'),
      }),
    );
    fc.assert(
      fc.property(
        traces,
        traces,
        fc.constantFrom('shortest' as const, 'any' as const),
        (a, b, preference) => {
          const [first, second] = [a, b].map((some) =>
            withTraces(
              emptyPool(SOURCE, preference),
              some.map((part) => trace(part.task, part)),
            ),
          );
          expect(writePool(mergePools([first, second]))).toEqual(writePool(mergePools([second, first])));
          expect(writePool(mergePools([first, first]))).toEqual(writePool(first));
        },
      ),
    );
  });

  test('without validation draws among plans instead of taking the empty one', () => {
    const tasks = Array.from({ length: 200 }, (_, task) => task);
    const traces = tasks.flatMap((task) => [
      trace(task % 40, { task, plan: '', steps: 0 }),
      trace(task % 40, { task, plan: '(a b)', steps: 1 }),
    ]);
    const drawn = withTraces(emptyPool(SOURCE, 'any'), traces);
    const empty = [...drawn.traces.values()].filter(({ steps }) => steps === 0).length;
    expect(empty).toBeGreaterThan(70);
    expect(empty).toBeLessThan(130);
  });

  test('about other tasks is not merged', () => {
    const other = emptyPool({ ...SOURCE, sizes: { blocks: [3, 7] } }, 'shortest');
    expect(() => mergePools([pool(), other])).toThrow(/different tasks/);
  });

  test('about tasks of a size that is named as a number or as a range is about the same tasks', () => {
    const one = emptyPool({ world: 'Blocksworld-v1', sizes: { blocks: 5 } }, 'shortest');
    const range = emptyPool({ world: 'Blocksworld-v1', sizes: { blocks: [5, 5] } }, 'shortest');
    expect(mergePools([one, range]).traces.size).toBe(0);
  });
});

describe('a pool’s file', () => {
  test('gives the pool back, lineage included', () => {
    const kept = pool(trace(1, { generation: 2, keptBy: 'Ada' }), trace(7));
    const { pool: read, invalid } = readPool(writePool(kept));
    expect(invalid).toBe(0);
    expect(read).toEqual(kept);
  });

  test('is believed about no plan: each is validated against its task, and its steps are counted', () => {
    const data = [trace(1, { steps: 1 }), trace(2, { plan: '(pickup b1)' }), trace(3, { plan: 'no plan (' })];
    const { pool: read, invalid } = readPool(file({ traces: data }));
    expect(invalid).toBe(2);
    expect([...read.traces.values()]).toEqual([trace(1)]);
  });

  test.each([
    ['not JSON', new Uint8Array([1, 2, 3])],
    ['not UTF-8', new Uint8Array([0xff, 0xfe])],
    ['another format', file({ format: 'goldilocks-pool-2' })],
    ['a world that there is not', file({ source: { world: 'Chess-v1', sizes: {} } })],
    ['a field too many', file({ extra: 1 })],
    ['a prototype for a trace', file({ traces: [{ __proto__: null }] })],
    ['a plan of a megabyte', file({ traces: [{ ...trace(1), plan: 'x'.repeat(1 << 20) }] })],
    ['a task below 0', file({ traces: [{ ...trace(1), task: -1 }] })],
    [
      'a size that the world does not have',
      file({ source: { world: 'Blocksworld-v1', sizes: { rovers: 3 } } }),
    ],
  ])('of %s is refused', (_, bytes) => {
    expect(() => readPool(bytes)).toThrow(expect.objectContaining({ name: 'LabError' }));
  });

  test('larger than any pool is refused before it is read', () => {
    expect(() => readPool(new Uint8Array(MAX_POOL_BYTES + 1))).toThrow(/at most 32 MiB/);
  });
});
