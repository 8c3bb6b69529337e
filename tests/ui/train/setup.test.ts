import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabError } from '../../../src/lab-error.ts';
import { GATE_HYPERPARAMETERS } from '../../../src/learning/gate/hyperparameters.ts';
import { PPO_HYPERPARAMETERS } from '../../../src/learning/ppo/hyperparameters.ts';
import { checkTraining } from '../../../src/services/training-setup.ts';
import { type FormKnob, initialValues, type KnobTable, readKnobText } from '../../../src/ui/knobs.ts';
import {
  INITIAL_TRAIN,
  isStartFor,
  keysOf,
  optionsOf,
  readTrain,
  switched,
  type TrainValues,
  trainingOf,
  valuesOf,
  writeTrain,
} from '../../../src/ui/train/setup.ts';
import { GATE_KNOBS, POLICY_KNOBS, STARTS, startLabel } from '../../../src/ui/train/tables.ts';

const INITIAL_GATE: TrainValues = { ...initialValues(GATE_KNOBS), trains: 'gate' };
const TABLES: readonly [string, KnobTable, TrainValues][] = [
  ['policy', POLICY_KNOBS, INITIAL_TRAIN],
  ['gate', GATE_KNOBS, INITIAL_GATE],
];

describe('the tables', () => {
  test.each([
    ['policy', POLICY_KNOBS, PPO_HYPERPARAMETERS],
    ['gate', GATE_KNOBS, GATE_HYPERPARAMETERS],
  ] as const)('have every dial of a %s’s learner once, with its sentence and source', (_, table, dials) => {
    for (const [name, { meaning, source }] of Object.entries(dials)) {
      const { sentence } = (table as KnobTable)[name];
      if (name === 'price' || name === 'lanes') continue;
      expect(sentence).toContain(meaning);
      expect(sentence).toContain(source);
    }
  });

  test('show what counts: a gate has no adapter and no variant, all weights no rank', () => {
    const shown = (values: TrainValues) => {
      const { first, more } = keysOf(values);
      expect(new Set([...first, ...more]).size).toBe(first.length + more.length);
      return [...first, ...more];
    };
    expect(shown(INITIAL_TRAIN).toSorted()).toEqual(Object.keys(POLICY_KNOBS).toSorted());
    expect(shown(INITIAL_GATE).toSorted()).toEqual(Object.keys(GATE_KNOBS).toSorted());
    const dropped = shown(INITIAL_TRAIN).filter((key) => !shown(INITIAL_GATE).includes(key));
    expect(dropped).toEqual(['variant', 'share', 'valueLearningRate', 'valueWarmup', 'rank', 'alpha']);
    const weights = shown({ ...INITIAL_TRAIN, trains: 'weights' });
    expect(shown(INITIAL_TRAIN).filter((key) => !weights.includes(key))).toEqual(['rank', 'alpha']);
  });

  test.each(TABLES)(
    'of a %s: every knob has a label, a sentence with a full stop, and a default that it can read back',
    (_, table) => {
      for (const [key, knob] of Object.entries(table)) {
        expect(knob.label.length, key).toBeGreaterThan(0);
        expect(knob.sentence, key).toMatch(/^[A-Z0-9|].{20,}\.$/u);
        expect(readKnobText(knob, String(knob.initial)), key).toEqual(knob.initial);
      }
    },
  );

  test('starts are the shipped models under the paper’s names; all weights need weights', () => {
    expect(STARTS).toEqual(expect.arrayContaining(['pocket-crafter-base', 'pocket-crafter-rl']));
    expect(startLabel('pocket-crafter')).toBe('Primed-Dynamic: Pocket model');
    expect(startLabel('pocket-crafter-naive')).toMatch(/^Primed-Naive: /);
    const suits = (trains: string) => STARTS.filter((id) => isStartFor(trains, id));
    expect(suits('adapter')).toEqual(STARTS);
    expect(suits('gate')).toEqual(STARTS);
    expect(suits('weights')).toEqual(STARTS.filter((id) => id !== 'pocket-crafter-rl'));
    expect(isStartFor('weights', 'adapter-0123456789abcdef')).toBe(false);
    expect(POLICY_KNOBS.price).toMatchObject({ initial: 0, min: 0 });
    expect(POLICY_KNOBS.price.sentence).toContain('ends all planning');
  });
});

describe('an address', () => {
  test('of a plain page is plain; what is changed stands in plain keys', () => {
    expect(writeTrain(INITIAL_TRAIN)).toBe('');
    const values: TrainValues = { ...INITIAL_TRAIN, variant: 'always', price: 0.01, lanes: 8, clip: 0.1 };
    expect(writeTrain(values)).toBe('variant=always&price=0.01&lanes=8&clip=0.1');
  });

  test.each(TABLES)('of a %s comes back as it was written, whatever the values', (kind, table) => {
    const someValue = (key: string, knob: FormKnob): fc.Arbitrary<string | number> => {
      if (key === 'trains')
        return kind === 'gate' ? fc.constant('gate') : fc.constantFrom('adapter', 'weights');
      if (knob.kind === 'choice') return fc.constantFrom(...knob.choices.map(([value]) => value));
      if (knob.kind === 'many') throw new Error('There is no such knob here.');
      const { max, step } = knob;
      // A rank of 0 is read as all weights: see below.
      const min = key === 'rank' ? 1 : knob.min;
      return step === 1
        ? fc.integer({ min, max })
        : fc.double({ min, max, noNaN: true }).map((v) => Math.max(0, v));
    };
    const entries = Object.entries(table).map(([key, knob]) => [key, someValue(key, knob)] as const);
    fc.assert(
      fc.property(fc.record(Object.fromEntries(entries)), (given) => {
        const wanted = given as unknown as TrainValues;
        expect(readTrain(writeTrain(wanted))).toEqual({ setup: wanted, problems: [] });
      }),
      { numRuns: 200 },
    );
  });

  test('with a rank of 0, as links once had it, asks for all weights', () => {
    const { setup } = readTrain('rank=0&lanes=4');
    expect(setup).toEqual({ ...INITIAL_TRAIN, trains: 'weights', lanes: 4 });
    expect(trainingOf(setup).plan.hyper).toMatchObject({ rank: 0 });
  });

  test('of a gate has the gate’s own defaults and dials', () => {
    expect(writeTrain(INITIAL_GATE)).toBe('trains=gate');
    const { setup, problems } = readTrain('trains=gate&units=8&price=0.02&start=adapter-0123456789abcdef');
    expect(problems).toEqual([]);
    expect(setup).toEqual({ ...INITIAL_GATE, units: 8, price: 0.02, start: 'adapter-0123456789abcdef' });
    expect(readTrain('trains=gate&units=1000').problems).toHaveLength(1);
    expect(readTrain('trains=everything').setup).toEqual(INITIAL_TRAIN);
  });

  test('switched to another thing to train keeps what was changed, and drops a start that cannot be', () => {
    const values: TrainValues = {
      ...INITIAL_TRAIN,
      seed: 9,
      price: 0.05,
      rank: 4,
      start: 'pocket-crafter-rl',
    };
    const gate = switched(values, 'gate');
    expect(gate).toEqual({ ...INITIAL_GATE, seed: 9, price: 0.05, start: 'pocket-crafter-rl' });
    const weights = switched(gate, 'weights');
    expect(weights).toEqual({ ...INITIAL_TRAIN, trains: 'weights', seed: 9, price: 0.05 });
    expect(switched({ ...values, start: '0123456789abcdef' }, 'gate').start).toBe('pocket-crafter');
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

  test('of a gate passes that check too, and leads back', () => {
    const values = { ...INITIAL_GATE, price: 0.02, units: 8, start: 'pocket-crafter-rl' } as TrainValues;
    const setup = trainingOf(values);
    expect(checkTraining(setup)).toEqual(setup);
    expect(setup).toMatchObject({ kind: 'gate', start: 'pocket-crafter-rl', plan: { hyper: { units: 8 } } });
    expect(setup.name).toBe('Pocket model, learned by reward, gate, price 0.02');
    expect(valuesOf(setup, optionsOf(values))).toEqual(values);
  });

  test.each(TABLES)('of a %s at the limits of every knob passes as well', (_, table, initial) => {
    for (const end of ['min', 'max'] as const) {
      const numbers = Object.entries(table).flatMap(([key, knob]) =>
        knob.kind === 'number' ? [[key, knob[end]] as const] : [],
      );
      const setup = trainingOf({ ...initial, ...Object.fromEntries(numbers) });
      expect(checkTraining(setup), end).toEqual(setup);
    }
  });

  test('of no known kind, or with another kind’s plan, is refused', () => {
    const setup = trainingOf(INITIAL_GATE);
    for (const bad of [
      { ...setup, kind: 'policy' },
      { ...setup, kind: 'all' },
      { ...trainingOf(INITIAL_TRAIN), kind: 'gate' },
      null,
      7,
    ])
      expect(() => checkTraining(bad)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
