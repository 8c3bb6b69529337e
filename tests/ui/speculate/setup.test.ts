import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabError } from '../../../src/lab-error.ts';
import { CLOCK_PRESETS } from '../../../src/speculation/clock-model.ts';
import { parseSetting, STANDARD_SETTINGS } from '../../../src/speculation/settings.ts';
import { DEFAULT_SETUP, SPECULATION_WORLDS, USUAL_MODEL } from '../../../src/speculation/setup.ts';
import { type FormKnob, initialValues, readKnobText } from '../../../src/ui/knobs.ts';
import { clockModelOf } from '../../../src/ui/speculate/clock-knobs.ts';
import { type SpeculateValues, tableFor } from '../../../src/ui/speculate/knobs.ts';
import { settingLabel, stepLabel } from '../../../src/ui/speculate/names.ts';
import { readTasksFile, tasksForLink } from '../../../src/ui/speculate/own-tasks.ts';
import { readSetting, settingKeys, settingOf } from '../../../src/ui/speculate/setting-knobs.ts';
import {
  changed,
  INITIAL_PAGE,
  optionsOf,
  readSpeculate,
  setupOf,
  tableOf,
  writeSpeculate,
} from '../../../src/ui/speculate/setup.ts';
import { taskOfSeed } from '../../../src/worlds/toolchain/grammar-tasks.ts';
import { taskLine } from '../../../src/worlds/toolchain/task.ts';

const PRESETS = Object.keys(CLOCK_PRESETS) as (keyof typeof CLOCK_PRESETS)[];

/** Any value that a knob's control can have. */
function anyValueOf(knob: FormKnob): fc.Arbitrary<unknown> {
  if (knob.kind === 'choice') return fc.constantFrom(...knob.choices.map(([value]) => value));
  if (knob.kind === 'many')
    return fc.subarray(
      knob.choices.map(([value]) => value),
      { minLength: 1 },
    );
  const { min, max, step } = knob;
  const most = Math.min(2 ** 31, Math.floor((max - min) / step));
  return fc.integer({ min: 0, max: most }).map((i) => Number((min + i * step).toFixed(3)));
}

const anyValues = fc
  .constantFrom(...SPECULATION_WORLDS.flatMap((world) => PRESETS.map((preset) => [world, preset] as const)))
  .chain(([world, preset]) => {
    const entries = Object.entries(tableFor(world, preset)).map(
      ([key, knob]) => [key, anyValueOf(knob)] as const,
    );
    const record = fc.record(Object.fromEntries(entries));
    return record.map((values) => ({ ...values, world, preset }) as unknown as SpeculateValues);
  });
const anyLines = fc
  .array(fc.integer({ min: 0, max: 400 }), { maxLength: 5 })
  .map((seeds) => seeds.map((seed) => taskLine(taskOfSeed(seed))));

describe('the table', () => {
  test.each(SPECULATION_WORLDS.flatMap((world) => PRESETS.map((preset) => [world, preset] as const)))(
    'of %s, %s: every knob has a label, a sentence with a full stop, and a default that it can read back',
    (world, preset) => {
      for (const knob of Object.values(tableFor(world, preset)) as FormKnob[]) {
        expect(knob.label.length).toBeGreaterThan(0);
        expect(knob.sentence).toMatch(/^[A-Z].{20,}[.:]/u);
        expect(knob.sentence.endsWith('.')).toBe(true);
        expect(readKnobText(knob, String(knob.initial))).toEqual(knob.initial);
      }
    },
  );

  test('a preset’s knobs say exactly the preset', () => {
    for (const preset of PRESETS) {
      const values = initialValues(tableFor('Toolchain-v1', preset));
      expect(clockModelOf(values)).toEqual(CLOCK_PRESETS[preset]);
    }
  });
});

describe('the address', () => {
  test('of a plain page is plain, and the plain page is the default set-up', () => {
    expect(writeSpeculate(INITIAL_PAGE)).toBe('');
    expect(setupOf(INITIAL_PAGE)).toEqual(DEFAULT_SETUP);
    expect(settingOf(INITIAL_PAGE.values)).toBe('tau-0.9');
    expect(optionsOf(INITIAL_PAGE.values)).toEqual({ runtime: 'auto', keepPredictor: false });
  });

  test('is short and can be read', () => {
    const usual = initialValues(tableFor('Toolchain-v1', 'local'));
    const values = { ...usual, tasks: 20, preset: 'local', tFirstToken: 90, kind: 'fixed', k: 4 };
    const page = { lines: [], values };
    expect(writeSpeculate(page)).toBe('tasks=20&preset=local&tFirstToken=90&setting=fixed-4');
    const read = readSpeculate(writeSpeculate(page));
    expect(setupOf(read)).toEqual(setupOf(page));
  });

  test('any set-up comes back as the same run: set-up, setting, options and study', () => {
    fc.assert(
      fc.property(anyValues, anyLines, (values, lines) => {
        const page = { values, lines: values.world === 'Toolchain-v1' ? lines : [] };
        const read = readSpeculate(writeSpeculate(page));
        expect(read.problems).toEqual([]);
        expect(setupOf(read)).toEqual(setupOf(page));
        expect(settingOf(read.values)).toBe(settingOf(values));
        expect(optionsOf(read.values)).toEqual(optionsOf(values));
        expect(read.values.settings).toEqual(values.settings);
      }),
      { numRuns: 200 },
    );
  });

  test('no text breaks it: what it cannot read is reported and stays at its default', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const query = `tasks=${encodeURIComponent(text)}&setting=${encodeURIComponent(text)}&own=${encodeURIComponent(text)}`;
        setupOf(readSpeculate(query));
        setupOf(readSpeculate(text));
      }),
    );
    const { values, problems, lines } = readSpeculate(
      'tasks=0&world=Pong&modelA=gpt&setting=tau-7&aPerToken=-1&own=paint%20me&temperature=0.5',
    );
    expect(problems.map(({ code }: LabError) => code)).toEqual(Array(6).fill('bad-argument'));
    expect(problems.map(({ message }) => message).join(' ')).toContain('"paint" is not understood');
    expect(lines).toEqual([]);
    expect(values).toEqual({ ...INITIAL_PAGE.values, temperature: 0.5 });
  });

  test('a setting beyond the sliders is refused, though the command line takes it', () => {
    expect(parseSetting('fixed-40')).toBeDefined();
    expect(readSpeculate('setting=fixed-40').problems[0].hint).toBe('k is 1 to 16 here.');
    expect(readSpeculate('setting=fixed-40').values).toEqual(INITIAL_PAGE.values);
  });

  test('own tasks that are too long for a link are left out of it', async () => {
    const lines = Array.from({ length: 400 }, (_, seed) => taskLine(taskOfSeed(seed)));
    expect(tasksForLink(lines)).toBeNull();
    expect(writeSpeculate({ ...INITIAL_PAGE, lines })).toBe('');
    expect(setupOf({ ...INITIAL_PAGE, lines }).lines).toHaveLength(400);
  });
});

describe('a change of', () => {
  const { values } = INITIAL_PAGE;

  test.each([
    ['Crafter-v1', 'pocket-crafter'],
    ['POGS-v0', 'pocket-pogs'],
    ['HardPOGS-v0', 'pocket-pogs'],
  ] as const)('the world to %s brings %s and leaves the rest', (world, model) => {
    const after = changed(values, { ...values, world, tasks: 3 });
    expect(after).toEqual({ ...values, world, tasks: 3, modelA: model, modelT: model });
    expect(USUAL_MODEL[world]).toBe(model);
  });

  test('the preset moves every slider to it', () => {
    const after = changed({ ...values, tFirstToken: 10 }, { ...values, tFirstToken: 10, preset: 'local' });
    expect(clockModelOf(after)).toEqual(CLOCK_PRESETS.local);
    expect(tableOf(after).tFirstToken.initial).toBe(CLOCK_PRESETS.local.T.firstToken);
  });
});

describe('settings as knobs', () => {
  test.each(STANDARD_SETTINGS)('%s comes back', (word) => {
    const values = { ...INITIAL_PAGE.values, ...readSetting(word) };
    expect(settingOf(values)).toBe(word);
    expect(settingKeys(values.kind)[0]).toBe('kind');
  });

  test('have short names of their own', () => {
    expect(new Set(STANDARD_SETTINGS.map(settingLabel)).size).toBe(STANDARD_SETTINGS.length);
    expect(settingLabel('tau-0.5-beta-2')).toBe('τ 0.5, β 2');
    expect(settingLabel('no setting')).toBe('no setting');
  });
});

describe('a step', () => {
  test.each([
    ['Toolchain-v1', 0, 'Sentiment Analysis'],
    ['Toolchain-v1', 14, 'end of the plan'],
    ['Crafter-v1', 1, 'walk west'],
    ['HardPOGS-v0', 7, 'to 7'],
    ['POGS-v0', 19, 'to 19'],
  ] as const)('of %s, number %i, is called "%s"', (world, action, name) => {
    expect(stepLabel(world, action)).toBe(name);
  });
});

describe('a file of tasks', () => {
  const fileOf = (text: string) => new File([text], 'tasks.txt');

  test('is read line by line, without its comments', async () => {
    const line = taskLine(taskOfSeed(3));
    expect(await readTasksFile(fileOf(`# mine\n\n${line}\r\n${line}\n`))).toEqual([line, line]);
  });

  test('names the line and column of what it does not understand, and is bounded before it is read', async () => {
    await expect(readTasksFile(fileOf('# mine\nGiven a cat'))).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('Line 2, column 7'),
    });
    const huge = { size: 5_000_000, text: () => expect.unreachable() } as unknown as File;
    await expect(readTasksFile(huge)).rejects.toMatchObject({ code: 'too-large' });
  });
});
