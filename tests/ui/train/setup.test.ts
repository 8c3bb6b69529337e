import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabError } from '../../../src/lab-error.ts';
import { PPO_HYPERPARAMETERS } from '../../../src/learning/ppo/hyperparameters.ts';
import { checkTraining } from '../../../src/services/training-setup.ts';
import { readKnobText } from '../../../src/ui/knobs.ts';
import {
  FIRST_KEYS,
  INITIAL_TRAIN,
  MORE_KEYS,
  optionsOf,
  readTrain,
  STARTS,
  startLabel,
  TRAIN_KNOBS,
  type TrainKey,
  type TrainValues,
  trainingOf,
  valuesOf,
  writeTrain,
} from '../../../src/ui/train/setup.ts';

const KEYS = Object.keys(TRAIN_KNOBS) as TrainKey[];

describe('the table', () => {
  test('has every dial of the learner once, with its sentence and source', () => {
    for (const [name, { meaning, source }] of Object.entries(PPO_HYPERPARAMETERS)) {
      const { sentence } = TRAIN_KNOBS[name as TrainKey];
      if (name === 'price' || name === 'lanes') continue;
      expect(sentence).toContain(meaning);
      expect(sentence).toContain(source);
    }
    expect(new Set([...FIRST_KEYS, ...MORE_KEYS]).size).toBe(KEYS.length);
  });

  test('every knob has a label, a sentence with a full stop, and a default that it can read back', () => {
    for (const key of KEYS) {
      const { label, sentence, initial } = TRAIN_KNOBS[key];
      expect(label.length, key).toBeGreaterThan(0);
      expect(sentence, key).toMatch(/^[A-Z0-9|].{20,}\.$/u);
      expect(readKnobText(TRAIN_KNOBS[key], String(initial)), key).toEqual(initial);
    }
  });

  test('starts are the shipped models with weights of their own, under the paper’s names', () => {
    expect(STARTS).toContain('pocket-crafter-base');
    expect(startLabel('pocket-crafter')).toBe('Primed-Dynamic: Pocket model');
    expect(startLabel('pocket-crafter-naive')).toMatch(/^Primed-Naive: /);
    expect(TRAIN_KNOBS.price).toMatchObject({ initial: 0, min: 0 });
    expect(TRAIN_KNOBS.price.sentence).toContain('ends all planning');
  });
});

describe('an address', () => {
  test('of a plain page is plain; what is changed stands in plain keys', () => {
    expect(writeTrain(INITIAL_TRAIN)).toBe('');
    const values: TrainValues = { ...INITIAL_TRAIN, variant: 'always', price: 0.01, lanes: 8, clip: 0.1 };
    expect(writeTrain(values)).toBe('variant=always&price=0.01&lanes=8&clip=0.1');
  });

  test('comes back as it was written, whatever the values', () => {
    const someValue = (key: TrainKey) => {
      const knob = TRAIN_KNOBS[key];
      if (knob.kind === 'choice') return fc.constantFrom(...knob.choices.map(([value]) => value));
      const { min, max, step } = knob;
      return step === 1
        ? fc.integer({ min, max })
        : fc.double({ min, max, noNaN: true }).map((v) => Math.max(0, v));
    };
    const values = fc.record(Object.fromEntries(KEYS.map((key) => [key, someValue(key)])));
    fc.assert(
      fc.property(values, (given) => {
        const wanted = given as unknown as TrainValues;
        expect(readTrain(writeTrain(wanted))).toEqual({ setup: wanted, problems: [] });
      }),
      { numRuns: 200 },
    );
  });

  test('that is wrong or hostile is reported and bounded; the rest counts', () => {
    const query = `start=gpt&variant=sometimes&price=-1&lanes=100000&horizon=1e9&steps=1.5&rank=65&clip=NaN&gamma=2&seed=7&x=${'9'.repeat(5000)}`;
    const { setup, problems } = readTrain(query);
    expect(problems.map(({ code }: LabError) => code)).toEqual(Array(9).fill('bad-argument'));
    expect(problems[0].message).toContain('gpt');
    expect(setup).toEqual({ ...INITIAL_TRAIN, seed: 7 });
    expect(readTrain('<script>').setup).toEqual(INITIAL_TRAIN);
  });

  test('never names a checkpoint that only this browser has', () => {
    expect(writeTrain({ ...INITIAL_TRAIN, start: '0123456789abcdef' })).toBe('');
  });
});

describe('its training', () => {
  test('passes the check at the worker’s door, and leads back to the values', () => {
    const values: TrainValues = {
      ...INITIAL_TRAIN,
      price: 0.02,
      steps: 5000,
      runtime: 'wasm',
      device: 'webgpu',
    };
    const setup = trainingOf(values);
    expect(checkTraining(setup)).toEqual(setup);
    expect(setup).toMatchObject({
      start: 'pocket-crafter',
      plan: { hyper: { price: 0.02, lanes: 16, horizon: 32 } },
    });
    expect(setup.name).toBe('Pocket model, own plans, price 0.02');
    expect(valuesOf(setup, optionsOf(values))).toEqual(values);
  });

  test('at the limits of every knob passes as well', () => {
    for (const end of ['min', 'max'] as const) {
      const numbers = KEYS.flatMap((key) => {
        const knob = TRAIN_KNOBS[key];
        return knob.kind === 'number' ? [[key, knob[end]] as const] : [];
      });
      const setup = trainingOf({ ...INITIAL_TRAIN, ...Object.fromEntries(numbers) });
      expect(checkTraining(setup), end).toEqual(setup);
    }
  });
});
