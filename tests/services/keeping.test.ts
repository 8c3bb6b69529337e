// What hosts and keepers of long runs share, without a store.

import { expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { inMemory, storageTrouble, WayBack } from '../../src/services/keeping.ts';
import { OneByOne } from '../../src/services/one-by-one.ts';

test('of two commands that come at once the second one waits, also for one that fails', async () => {
  const commands = new OneByOne();
  const order: string[] = [];
  const { promise, reject } = Promise.withResolvers<void>();
  const first = commands.run(() => promise.finally(() => order.push('first')));
  const second = commands.run(async () => order.push('second'));
  reject(new Error('first'));
  await expect(first).rejects.toThrow('first');
  expect(await second).toBe(2);
  expect(order).toEqual(['first', 'second']);
});

test('storage that fails is told; anything else is thrown on', () => {
  for (const code of ['storage-full', 'storage-refused'] as const) {
    const error = new LabError(code, 'No room.');
    expect(storageTrouble(error)).toBe(error);
  }
  expect(() => storageTrouble(new LabError('not-found', 'Gone.'))).toThrow('Gone.');
  expect(() => storageTrouble(new TypeError('A mistake.'))).toThrow('A mistake.');
});

test('a run is in memory alone where it is the one that is asked for and nothing of it is stored', () => {
  const session = (isStored: boolean) => ({ held: { id: 'a', isStored } });
  const kept = session(false);
  expect(inMemory(kept, 'a')).toBe(kept);
  expect([inMemory(kept, 'b'), inMemory(session(true), 'a'), inMemory(null, 'a')]).toEqual([
    null,
    null,
    null,
  ]);
});

test('what was deleted comes back once', async () => {
  const rows = new Map([['a', 1]]);
  const store = {
    take: async (id: string) => {
      const row = rows.get(id)!;
      return async () => void rows.set(id, row);
    },
    delete: async (id: string) => void rows.delete(id),
  };
  const wayBack = new WayBack(store, 'training');
  await wayBack.delete('a');
  expect(rows.size).toBe(0);
  await wayBack.restore('a');
  expect(rows.get('a')).toBe(1);
  const again = wayBack.restore('a');
  await expect(again).rejects.toMatchObject({
    code: 'not-found',
    message: 'This training cannot be brought back any more.',
  });
});
