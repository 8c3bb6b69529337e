import { beforeAll, describe, expect, test } from 'vitest';
import {
  float32Tensor,
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../../src/language/pocket/safetensors.ts';
import { ppoHyperparameters } from '../../../src/learning/ppo/hyperparameters.ts';
import { type PolicyShape, trainedSpecs } from '../../../src/learning/ppo/policy.ts';
import { Random } from '../../../src/random.ts';
import {
  aboutRlCheckpoint,
  type RlCheckpoint,
  readRlCheckpoint,
  writeRlCheckpoint,
} from '../../../src/training/rl/rl-checkpoint.ts';
import type { RlPlan } from '../../../src/training/rl/rl-plan.ts';
import { CONFIG, tinyShape } from '../../learning/ppo/tiny-policy.ts';

const LANES = 3;
const plan: RlPlan = {
  variant: 'dynamic',
  seed: 7,
  hyper: ppoHyperparameters({ rank: 4, alpha: 8, lanes: LANES }),
  steps: 1000,
  maxSteps: 50,
  evaluateEvery: 2,
};
const shapeOf = ({ hyper: { rank, alpha } }: RlPlan): PolicyShape =>
  tinyShape(rank > 0 ? { rank, alpha } : null);

function randomValues(random: Random): Map<string, Float32Array> {
  return new Map(
    trainedSpecs(tinyShape()).map(({ name, shape }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from({ length }, () => random.uniform() - 0.5)];
    }),
  );
}

function checkpoint(answers = 5): RlCheckpoint {
  const random = new Random(1);
  const plans = ['forward', '<plan> east west </plan> left', 'right'];
  return {
    plan,
    start: { model: 'tiny', weights: '0123456789abcdef' },
    state: {
      learner: {
        trained: randomValues(random),
        mean: randomValues(random),
        square: randomValues(random),
        updates: 4,
        steps: 31,
        shapes: [{ length: 10, answers: 6 }],
      },
      collector: {
        nextSeed: 107_000_003,
        lanes: Array.from({ length: LANES }, (_, lane) => ({
          seed: 107_000_000 + lane,
          answers: Array.from({ length: answers }, () => random.pick(plans)),
        })),
      },
      globalStep: 512,
      best: { trained: randomValues(random), score: { mean: 12.5, ci95: [11, 14], episodes: 20 }, update: 2 },
    },
  };
}

let bytes: Uint8Array;
beforeAll(() => {
  bytes = writeRlCheckpoint(tinyShape(), checkpoint());
});

const refused = (what: string | RegExp = '') =>
  expect.objectContaining({ name: 'LabError', code: 'bad-model', message: expect.stringMatching(what) });
const reading = (changed: Uint8Array) => () => readRlCheckpoint(changed, shapeOf);

/** The file with some tensors replaced, or its header. */
function changed(
  tensors: Record<string, StoredTensor | null>,
  header?: (run: Record<string, unknown>) => unknown,
): Uint8Array {
  const file = readSafetensors(bytes);
  const all = new Map(file.tensors);
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor) all.set(name, tensor);
    else all.delete(name);
  }
  const metadata = { ...file.metadata };
  if (header) metadata.rl = JSON.stringify(header(JSON.parse(metadata.rl)));
  return writeSafetensors({ tensors: all, metadata });
}

describe('a checkpoint', () => {
  test('gives back what was written, with a best policy and without', () => {
    expect(readRlCheckpoint(bytes, shapeOf)).toEqual(checkpoint());
    const { state, ...rest } = checkpoint();
    const early = { ...rest, state: { ...state, best: null } };
    expect(readRlCheckpoint(writeRlCheckpoint(tinyShape(), early), shapeOf)).toEqual(early);
    expect(aboutRlCheckpoint(bytes)).toEqual({ plan, start: checkpoint().start });
  });

  test('holds the longest episodes there may be', () => {
    const long = checkpoint(10_000);
    const written = writeRlCheckpoint(tinyShape(), long);
    expect(written.length).toBeGreaterThan(400_000);
    expect(readRlCheckpoint(written, shapeOf)).toEqual(long);
  });

  test('of any seed that a plan may have can be read again', () => {
    const most = 100_000;
    const state = {
      ...checkpoint().state,
      collector: {
        nextSeed: 100_000_000 + most * 1_000_000 + 999_999,
        lanes: checkpoint().state.collector.lanes,
      },
    };
    const written = writeRlCheckpoint(tinyShape(), { ...checkpoint(), plan: { ...plan, seed: most }, state });
    expect(readRlCheckpoint(written, shapeOf).state.collector.nextSeed).toBe(state.collector.nextSeed);
    expect(reading(changed({}, (run) => ({ ...run, plan: { ...plan, seed: most + 1 } })))).toThrow(
      refused('plan.seed'),
    );
  });
});

describe('a file that is no checkpoint of this model is refused', () => {
  test('cut off anywhere', () => {
    for (const length of [0, 7, 8, 100, bytes.length >> 1, bytes.length - 1])
      expect(reading(bytes.subarray(0, length)), `${length} bytes`).toThrow(refused());
  });

  test('larger than any', () => {
    expect(reading(new Uint8Array((64 << 20) + 1))).toThrow(expect.objectContaining({ code: 'too-large' }));
  });

  test('with a header that is huge, no JSON, or no run', () => {
    const huge = changed({}, (run) => ({ ...run, note: 'x'.repeat(2 << 20) }));
    expect(reading(huge)).toThrow(refused('header'));
    const noise = bytes.slice();
    noise.fill(0x7b, 8, 60);
    expect(reading(noise)).toThrow(refused('JSON'));
    const { tensors } = readSafetensors(bytes);
    expect(reading(writeSafetensors({ tensors, metadata: {} }))).toThrow(refused());
    expect(reading(writeSafetensors({ tensors, metadata: { rl: 'null' } }))).toThrow(refused());
  });

  test('of another format, or with counters and dials out of range', () => {
    const headers: [string, (run: Record<string, unknown>) => unknown][] = [
      ['format', (run) => ({ ...run, format: 'goldilocks-rl-0' })],
      ['plan', ({ plan: _, ...run }) => run],
      ['plan.variant', (run) => ({ ...run, plan: { ...plan, variant: 'sometimes' } })],
      ['plan.hyper.lanes', (run) => ({ ...run, plan: { ...plan, hyper: { ...plan.hyper, lanes: 1e9 } } })],
      [
        'plan.hyper.horizon',
        (run) => ({ ...run, plan: { ...plan, hyper: { ...plan.hyper, horizon: 0.5 } } }),
      ],
      ['updates', (run) => ({ ...run, updates: -1 })],
      [
        'shapes',
        (run) => ({ ...run, shapes: Array.from({ length: 65 }, () => ({ length: 1, answers: 1 })) }),
      ],
    ];
    for (const [what, header] of headers) expect(reading(changed({}, header)), what).toThrow(refused(what));
  });

  test('with tensors that lack, have another shape or type, or hold no numbers', () => {
    const name = 'mean.lora.0.qkv.a';
    const { shape } = readSafetensors(bytes).tensors.get(name)!;
    const filled = (value: number) => float32Tensor(shape, new Float32Array(shape[0] * shape[1]).fill(value));
    const turned = float32Tensor([shape[1], shape[0]], new Float32Array(shape[0] * shape[1]));
    const halves: StoredTensor = { type: 'F16', shape, data: new Uint8Array(2 * shape[0] * shape[1]) };
    for (const tensor of [null, turned, halves, filled(Number.NaN), filled(Number.POSITIVE_INFINITY)])
      expect(reading(changed({ [name]: tensor }))).toThrow(refused(name));
    expect(reading(changed({ [name]: filled(1) }))).not.toThrow();
    expect(reading(changed({ 'best.value.out': null }))).toThrow(refused('best.value.out'));
  });

  test('of another model or adapter', () => {
    const wider = { ...tinyShape(), config: { ...CONFIG, width: 32 } };
    expect(() => readRlCheckpoint(bytes, () => wider)).toThrow(refused('lora.0.qkv.a'));
    const other = changed({}, (run) => ({ ...run, plan: { ...plan, hyper: { ...plan.hyper, rank: 8 } } }));
    expect(reading(other)).toThrow(refused('lora.0.qkv.a'));
  });

  test('with episodes that are none, or not as many as its plan plays', () => {
    const episodes = (value: unknown): StoredTensor => {
      const data = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
      return { type: 'U8', shape: [data.length], data };
    };
    const { nextSeed, lanes } = checkpoint().state.collector;
    const bad = [
      null,
      float32Tensor([1], Float32Array.of(1)),
      episodes('{"nextSeed":1,"lanes":[{'),
      episodes({ nextSeed, lanes: [] }),
      episodes({ nextSeed, lanes: lanes.slice(1) }),
      episodes({ nextSeed: -1, lanes }),
      episodes({ nextSeed, lanes: lanes.map((lane) => ({ ...lane, answers: ['x'.repeat(1001)] })) }),
    ];
    for (const [i, collector] of bad.entries())
      expect(reading(changed({ collector })), `case ${i}`).toThrow(refused());
  });
});
