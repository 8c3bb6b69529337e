import { describe, expect, it } from 'vitest';
import { nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { float32File } from '../../../src/language/pocket/quantize.ts';
import { PocketRuntime } from '../../../src/language/pocket/runtime.ts';
import { makeSelfCheck } from '../../../src/language/pocket/self-check.ts';
import { batchOf, maxDifference, randomTokens, randomWeights, SHIPPED, SMALL } from './random-model.ts';
import { describeAgreement, openRuntime } from './runtime-agreement.ts';

const loader = nodeOrt(1);

describeAgreement({
  loader,
  preference: 'wasm',
  kind: 'wasm',
  quantizations: [
    [8, true],
    [8, false],
    [4, true],
    [4, false],
  ],
});

describe('the runtime in Node', () => {
  it('says why it runs on WASM when WebGPU was wished for', async () => {
    const weights = float32File(SMALL, randomWeights(SMALL, 1));
    const runtime = await openRuntime(SMALL, weights, { loader, preference: 'auto' });
    expect(runtime.why).toBe('WASM on 1 thread: no WebGPU here.');
    await runtime.dispose();
  });

  it('gives a lane the same logits alone as in a crowd', async () => {
    const weights = float32File(SHIPPED, randomWeights(SHIPPED, 1));
    const runtime = await openRuntime(SHIPPED, weights, { loader, preference: 'wasm' });
    const prompts = Array.from({ length: 37 }, (_, i) => randomTokens(SHIPPED, 1 + ((i * 7) % 45), i));
    const crowd = await runtime.prefill(batchOf(SHIPPED, prompts));
    for (const lane of [0, 5, 17, 36]) {
      const alone = await runtime.prefill(batchOf(SHIPPED, [prompts[lane]]));
      const same = crowd.slice(lane * SHIPPED.outputs, (lane + 1) * SHIPPED.outputs);
      expect(maxDifference(alone, same)).toBeLessThan(1e-5);
    }
    await runtime.dispose();
  });

  it('does not start when the logits are not those the model must give', async () => {
    const weights = float32File(SMALL, randomWeights(SMALL, 6));
    const selfCheck = makeSelfCheck(SMALL, randomWeights(SMALL, 7), randomTokens(SMALL, 45, 9));
    const options = { config: SMALL, weights, preference: 'auto', selfCheck, loader } as const;
    await expect(PocketRuntime.create(options)).rejects.toMatchObject({ code: 'wrong-logits' });
  });

  it('does not start when loading was cancelled', async () => {
    const weights = float32File(SMALL, randomWeights(SMALL, 6));
    const selfCheck = makeSelfCheck(SMALL, randomWeights(SMALL, 6), randomTokens(SMALL, 45, 9));
    const options = { config: SMALL, weights, preference: 'auto', selfCheck, loader } as const;
    const signal = AbortSignal.abort();
    await expect(PocketRuntime.create({ ...options, signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});
