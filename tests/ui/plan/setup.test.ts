import { describe, expect, test } from 'vitest';
import { checkSweep } from '../../../src/experiments/sweep.ts';
import type { LabError } from '../../../src/lab-error.ts';
import { readKnobText } from '../../../src/ui/knobs.ts';
import { configurationsOf, neverPlans } from '../../../src/ui/plan/configurations.ts';
import {
  INITIAL_SETUP,
  problemOfSetup,
  readSetup,
  SETUP_KEYS,
  SETUP_KNOBS,
  setupOfSweep,
  sweepOfSetup,
  writeSetup,
} from '../../../src/ui/plan/setup.ts';

describe('a set-up', () => {
  test('every knob has a label, a sentence with a full stop, and a default that it can read back', () => {
    for (const key of SETUP_KEYS) {
      const { label, sentence, initial } = SETUP_KNOBS[key];
      expect(label.length).toBeGreaterThan(0);
      expect(sentence).toMatch(/^[A-Z].{20,}\.$/u);
      expect(readKnobText(SETUP_KNOBS[key], String(initial))).toEqual(initial);
    }
  });

  test('a plain page has a plain address, and an address in plain keys comes back as it was', () => {
    expect(writeSetup(INITIAL_SETUP)).toBe('');
    const setup = {
      ...INITIAL_SETUP,
      schedules: ['never', 'every-3'],
      models: ['teacher'],
      seeds: 2,
      cap: 40,
    };
    expect(writeSetup(setup)).toBe('schedules=never,every-3&models=teacher&seeds=2&cap=40');
    expect(readSetup(writeSetup(setup))).toEqual({ setup, problems: [] });
  });

  test('names the gate that decides, for the configurations that have one, and comes back from its sweep', () => {
    const gate = '0123456789abcdef';
    const { setup, problems } = readSetup(`schedules=never,gate&gate=${gate}&seeds=2`);
    expect(problems).toEqual([]);
    const sweep = sweepOfSetup(setup);
    expect(sweep.configurations.map(({ agent }) => agent.gate)).toEqual([undefined, gate]);
    expect(checkSweep(sweep)).toEqual(sweep);
    expect(setupOfSweep(sweep)).toEqual(setup);
  });

  test('schedules come in the order of the table, each once', () => {
    expect(readSetup('schedules=dynamic,always,never,always').setup.schedules).toEqual([
      'never',
      'always',
      'dynamic',
    ]);
  });

  test('what an address says wrongly is reported and stays at its default; the rest counts', () => {
    const { setup, problems } = readSetup(
      'schedules=never,sometimes&models=gpt&seeds=0&cap=99999&temperature=0.5&first=7',
    );
    expect(problems.map(({ code }: LabError) => code)).toEqual(Array(4).fill('bad-argument'));
    expect(problems[0].message).toContain('sometimes');
    expect(setup).toEqual({ ...INITIAL_SETUP, temperature: 0.5, first: 7 });
  });

  test('a choice that is empty is said before anything starts', () => {
    expect(problemOfSetup({ ...INITIAL_SETUP, schedules: [] })).toBe('Choose at least one schedule.');
    expect(problemOfSetup({ ...INITIAL_SETUP, models: [] })).toBe('Choose who plays.');
    expect(problemOfSetup(INITIAL_SETUP)).toBe('');
  });
});

describe('its sweep', () => {
  test('is every schedule of every model on the same seeds, and passes the check of the experiments', () => {
    const sweep = sweepOfSetup({
      ...INITIAL_SETUP,
      models: ['pocket-crafter', 'teacher'],
      seeds: 3,
      first: 200,
      cap: 40,
    });
    expect(sweep.configurations).toHaveLength(14);
    expect(new Set(sweep.configurations.map(({ label }) => label)).size).toBe(14);
    expect(sweep.seeds).toEqual([200, 201, 202]);
    expect(checkSweep(sweep)).toEqual(sweep);
  });

  test('a model that was trained without plans plays under never alone', () => {
    expect(neverPlans('pocket-crafter-naive')).toBe(true);
    const configurations = configurationsOf(
      ['pocket-crafter', 'pocket-crafter-naive'],
      ['always', 'dynamic'],
      1,
    );
    expect(configurations.map(({ agent }) => `${agent.model} ${agent.schedule}`)).toEqual([
      'pocket-crafter always',
      'pocket-crafter dynamic',
      'pocket-crafter-naive never',
    ]);
  });

  test('leads back to the set-up, weights filled in or not; a sweep with gaps in its seeds does not', () => {
    const setup = {
      ...INITIAL_SETUP,
      schedules: ['never', 'every-2', 'dynamic'],
      seeds: 4,
      temperature: 0.5,
      size: '32',
    };
    const sweep = sweepOfSetup(setup);
    const played = {
      ...sweep,
      configurations: sweep.configurations.map((one) => ({
        ...one,
        agent: { ...one.agent, weights: '56a64dfad2ae6880' },
      })),
    };
    expect(setupOfSweep(sweep)).toEqual(setup);
    expect(setupOfSweep(played)).toEqual(setup);
    expect(setupOfSweep({ ...sweep, seeds: [100, 105] })).toBeNull();
    expect(
      setupOfSweep({ ...sweep, configurations: [{ ...sweep.configurations[0], coach: 'scripted' }] }),
    ).toBeNull();
  });
});
