// The experiments that come with the lab can be played as they are.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { withDefaults } from '../../cli/sweep.ts';
import { checkSweep } from '../../src/experiments/sweep.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';

const FOLDER = join(import.meta.dirname, '../../experiments');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

test.each(FILES)(
  '%s plays worlds that no model was trained on, 400 episodes of each method unless it is a short one',
  (name) => {
    const file = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
    const { configurations, seeds, maxSteps } = checkSweep(withDefaults(file, basename(name, '.json')));
    expect([seeds[0], maxSteps]).toEqual([100, 2000]);
    const methods = Map.groupBy(configurations, ({ group, label }) => group ?? label);
    expect(methods.size).toBeGreaterThan(1);
    for (const trainings of methods.values())
      expect(trainings.length * seeds.length).toBeGreaterThanOrEqual(name.includes('short') ? 200 : 400);
    const isKnown = (model: string) => model in SHIPPED_MODELS || model.startsWith('.cache/models/');
    expect(configurations.every(({ agent }) => isKnown(agent.model))).toBe(true);
  },
);

test('what a file leaves out has a default', () => {
  const configurations = [{ agent: { model: 'teacher', schedule: 'never' }, coach: 'scripted' }];
  expect(checkSweep(withDefaults({ seeds: [3], configurations }, 'small'))).toEqual({
    name: 'small',
    seeds: [3],
    maxSteps: 2000,
    area: [64, 64],
    configurations: [
      {
        label: 'teacher never with scripted',
        coach: 'scripted',
        agent: { model: 'teacher', weights: '', schedule: 'never', temperature: 1, seed: 0 },
      },
    ],
  });
  expect(() => checkSweep(withDefaults(null, 'x'))).toThrow(/no experiment/);
});

test('a grid is every model under every schedule at every temperature', () => {
  const grid = { models: ['some/a', 'some/b'], schedules: ['never', 'every-4'], temperatures: [1, 0.5] };
  const { configurations } = checkSweep(withDefaults({ seeds: [3], grid }, 'grid'));
  expect(configurations).toHaveLength(8);
  expect(configurations[5]).toMatchObject({
    group: 'every-4, T = 1',
    label: 'every-4, T = 1, b',
    agent: { model: 'some/b', schedule: 'every-4', temperature: 1 },
  });
  const one = checkSweep(withDefaults({ seeds: [3], grid: { models: ['a'] } }, 'grid'));
  expect(one.configurations.map(({ label, group }) => [label, group])).toEqual([['dynamic', undefined]]);
  expect(() => withDefaults({ seeds: [3], grid: { models: 'a' } }, 'grid')).toThrow(/has lists/);
});
