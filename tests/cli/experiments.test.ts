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
  '%s is a sweep of worlds that no model was trained on, 400 unless it is a short one',
  (name) => {
    const file = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
    const { configurations, seeds, maxSteps } = checkSweep(withDefaults(file, basename(name, '.json')));
    expect([seeds.length, seeds[0], maxSteps]).toEqual([name.includes('short') ? 200 : 400, 100, 2000]);
    expect(configurations.length).toBeGreaterThan(1);
    expect(configurations.every(({ agent }) => agent.model in SHIPPED_MODELS)).toBe(true);
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
