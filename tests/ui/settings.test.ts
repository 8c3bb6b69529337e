import { describe, expect, test } from 'vitest';
import { DEFAULT_GATE } from '../../src/agents/gates.ts';
import type { LabError } from '../../src/lab-error.ts';
import {
  asksFor,
  INITIAL_SETTINGS,
  KNOB_KEYS,
  KNOBS,
  readKnob,
  readUrl,
  runConfigOf,
  settingsOfConfig,
  writeUrl,
} from '../../src/ui/settings.ts';

const problemOf = (work: () => unknown): LabError => {
  try {
    work();
  } catch (error) {
    return error as LabError;
  }
  throw new Error('nothing was thrown');
};

describe('settings', () => {
  test('a plain page has a plain address, and an empty address has the defaults', () => {
    expect(writeUrl(INITIAL_SETTINGS)).toBe('');
    expect(readUrl('')).toEqual({ settings: INITIAL_SETTINGS, hidden: [], problems: [] });
  });

  test('every knob has a label, a sentence with a full stop, and a default that it can read back', () => {
    for (const key of KNOB_KEYS) {
      const knob = KNOBS[key];
      expect(knob.label.length).toBeGreaterThan(0);
      expect(knob.sentence).toMatch(/^[A-Z].{20,}\.$/u);
      expect(readKnob(key, String(knob.initial))).toBe(knob.initial);
    }
  });

  test('settings and hidden knobs come back from the address they were written to', () => {
    const settings = {
      ...INITIAL_SETTINGS,
      seed: Number.MAX_SAFE_INTEGER,
      size: '32',
      schedule: 'every',
      k: 12,
      temperature: 0.5,
      model: 'teacher',
    };
    const query = writeUrl(settings, ['luck', 'runtime']);
    expect(readUrl(query)).toEqual({ settings, hidden: ['luck', 'runtime'], problems: [] });
  });

  test.each(['9007199254740992', '1e3', '-1', '7.5', '', ' ', '0x10', 'seven', '9'.repeat(400)])(
    'the seed %j is refused with a hint that names the largest seed',
    (text) => {
      const problem = problemOf(() => readKnob('seed', text));
      expect(problem.code).toBe('bad-seed');
      expect(problem.hint).toContain('9,007,199,254,740,991');
      expect(problem.message.length).toBeLessThan(80);
    },
  );

  test('what an address says wrongly is reported and stays at its default; the rest counts', () => {
    const { settings, problems } = readUrl('seed=9007199254740993&schedule=sometimes&cap=20000&k=8&speed=30');
    expect(problems.map(({ code }) => code)).toEqual(['bad-seed', 'bad-argument', 'bad-argument']);
    expect(settings).toEqual({ ...INITIAL_SETTINGS, k: 8, speed: '30' });
  });

  test('an address of a megabyte is not read to its end', () => {
    const { settings, problems } = readUrl(`seed=5&${'x=1&'.repeat(250_000)}cap=2`);
    expect(settings.seed).toBe(5);
    expect(settings.cap).toBe(1000);
    expect(problems).toEqual([]);
  });

  test('settings make a run configuration, which makes the same settings', () => {
    const settings = {
      ...INITIAL_SETTINGS,
      seed: 9,
      schedule: 'every',
      k: 16,
      size: '96',
      luck: 3,
      speed: '30',
    };
    const config = runConfigOf(settings);
    expect(config).toEqual({
      world: { id: 'Crafter-v1', area: [96, 96], length: 1000 },
      seed: 9,
      agent: { model: 'pocket-crafter', weights: '', schedule: 'every-16', temperature: 1, seed: 3 },
    });
    expect(settingsOfConfig(config, { ...INITIAL_SETTINGS, speed: '30' })).toEqual(settings);
  });

  test('which gate decides is part of a gated run alone, and an address may name one that is not here', () => {
    const { settings, problems } = readUrl('schedule=gate&gate=0123456789abcdef');
    expect(problems).toEqual([]);
    const config = runConfigOf(settings);
    expect(config.agent).toMatchObject({ schedule: 'gate', gate: '0123456789abcdef' });
    expect(settingsOfConfig(config, INITIAL_SETTINGS)).toEqual(settings);
    expect(asksFor(settings, config)).toBe(true);
    expect(asksFor({ ...settings, gate: 'f'.repeat(16) }, config)).toBe(false);
    expect(runConfigOf({ ...settings, schedule: 'dynamic' }).agent).not.toHaveProperty('gate');
    expect(runConfigOf(readUrl('schedule=gate').settings).agent.gate).toBe(DEFAULT_GATE.id);
    const wrong = readUrl('gate=<script>');
    expect([wrong.problems.length, wrong.settings.gate]).toEqual([1, DEFAULT_GATE.id]);
  });

  test('a chat model may be named in an address, as a record can hold it, and free answers are the default', () => {
    const { settings, problems } = readUrl('model=remote%3Aorg%2FChat-8B&answers=constrained');
    expect(problems).toEqual([]);
    const config = runConfigOf(settings);
    expect(config.agent).toMatchObject({ model: 'remote:org/Chat-8B', constrained: true });
    expect(settingsOfConfig(config, INITIAL_SETTINGS)).toEqual(settings);
    expect(runConfigOf(readUrl('model=remote:org/Chat-8B').settings).agent).not.toHaveProperty('constrained');
    // A pocket model's answers are always held to their form: that is no part of its run.
    expect(runConfigOf(readUrl('answers=constrained').settings).agent).not.toHaveProperty('constrained');
    for (const bad of ['remote:', 'remote:a\nb', `remote:${'x'.repeat(300)}`, 'ftp:thing'])
      expect(readUrl(`model=${encodeURIComponent(bad)}`).problems).toHaveLength(1);
  });

  test('the knob k matters for "every k steps" alone', () => {
    expect(runConfigOf({ ...INITIAL_SETTINGS, schedule: 'human', k: 5 }).agent.schedule).toBe('human');
  });
});
