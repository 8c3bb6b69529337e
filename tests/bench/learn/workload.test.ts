import { expect, test } from 'vitest';
import { checkAgreement } from '../../../bench/learn/contender.ts';
import { jaxContender } from '../../../bench/learn/jax-contender.ts';
import { bundleTfjs } from '../../../bench/learn/peers.ts';
import { measureUpdates } from '../../../bench/learn/updates.ts';
import { makePolicy, type PlainBatch, randomBatches } from '../../../bench/learn/workload.ts';
import { crafterVocabulary } from '../../../src/agents/crafter-vocabulary.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { jaxCompiler } from '../../../src/learning/program.ts';
import { TINY } from '../../learning/tiny.ts';

const TOKENIZER = new Tokenizer(crafterVocabulary(), TINY.pack);
const { size: vocabulary, outputs } = TOKENIZER.table;
/** Everything of the shipped policy but its size. */
const POLICY = makePolicy({ ...TINY, vocabulary, outputs }, TOKENIZER);

/** The same batch with other numbers in one place. */
function changed(batch: PlainBatch, change: Partial<PlainBatch>): PlainBatch {
  return { ...batch, ...change };
}

test('batches are four actions to a plan, and the same numbers every time', () => {
  const batches = randomBatches(POLICY);
  expect(batches.map(({ rows, answers }) => ({ rows, answers }))).toEqual([
    { rows: 65, answers: 2 },
    { rows: 17, answers: 10 },
  ]);
  expect(randomBatches(POLICY)).toEqual(batches);
  expect(randomBatches(POLICY, 'few').map(({ rows }) => rows)).toEqual([9, 3]);
});

test('the learner agrees with itself, and every gradient of an adapter and a value head is at work', async () => {
  const [batch] = randomBatches(POLICY, 'few');
  const contender = jaxContender('jax-js', POLICY, jaxCompiler);
  expect(await checkAgreement([contender, contender], [batch])).toBe(0);
  const gradients = await (await contender.differentiate(batch)).read();
  for (const [name, numbers] of gradients) expect(numbers.some(Boolean), name).toBe(true);
  contender.dispose();
});

test('a contender that learns towards other targets is found out', async () => {
  const [batch] = randomBatches(POLICY, 'few');
  const honest = jaxContender('honest', POLICY, jaxCompiler);
  const other = {
    ...honest,
    name: 'other',
    differentiate: (b: PlainBatch) =>
      honest.differentiate(changed(b, { returns: b.returns.map((x) => x + 0.1) })),
  };
  await expect(checkAgreement([honest, other], [batch])).rejects.toThrow(/other and honest differ/);
  honest.dispose();
});

test('updates compile nothing after the first', async () => {
  const options = { place: 'tiny', policy: POLICY, compiler: jaxCompiler, steps: 2, runs: 2 };
  const figures = await measureUpdates(options);
  expect(figures['tiny, an update of one epoch'].median).toBeGreaterThan(0);
  expect(figures['tiny, compiled after the first update'].runs).toEqual([0, 0]);
});

test('without tfjs there is nothing to bundle', async () => {
  expect(await bundleTfjs('/no/such/folder')).toBeNull();
});
