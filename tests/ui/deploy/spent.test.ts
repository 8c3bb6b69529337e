// What a remote model came to, over all the times that a deployment opened it.

import { expect, test } from 'vitest';
import type { Usage } from '../../../src/language/remote/usage.ts';
import { Spent, spentText } from '../../../src/ui/deploy/spent.ts';

const usage = (change: Partial<Usage> = {}): Usage => ({
  ...{ requests: 6, promptTokens: 12_000, generatedTokens: 345, estimated: 0, money: 0.0123 },
  ...change,
});

test('the latest count of an opened model replaces the one before, and a model that is opened anew adds to it', () => {
  const spent = new Spent();
  expect(spent.total).toBeNull();
  spent.begin();
  spent.note(usage({ requests: 1 }));
  spent.note(usage({ requests: 2 }));
  expect(spent.total).toMatchObject({ requests: 2, promptTokens: 12_000 });
  spent.begin();
  expect(spent.total?.requests).toBe(2);
  spent.note(usage({ requests: 5, money: 1 }));
  expect(spent.total).toEqual(
    usage({ requests: 7, promptTokens: 24_000, generatedTokens: 690, money: 1.0123 }),
  );
});

test('it is said in a sentence, with what is not known and what is not kept', () => {
  expect(spentText(usage())).toBe(
    'Asked so far: 6 requests; 12,000 tokens read, 345 written; cost 0.012. Counted since it was opened on this page; it is not stored.',
  );
  expect(spentText(usage({ requests: 1, estimated: 1 }))).toMatch(
    /1 request; about 12,000 tokens read, about 345 written; cost about 0\.012\./,
  );
  expect(spentText(usage({ money: null }))).toContain('; no cost, since its endpoint has no prices.');
  expect(spentText(usage({ money: 0 }))).toContain('; cost 0.');
});
