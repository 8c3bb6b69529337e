// The set-up through the address and back, and as a plan.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import { checkSetup } from '../../../src/services/deployment-check.ts';
import { DEPLOY_KNOBS, type DeployValues } from '../../../src/ui/deploy/knobs.ts';
import {
  deployAddress,
  INITIAL_DEPLOY,
  keysOf,
  optionsOf,
  readDeploy,
  setupOf,
  uncurated,
  valuesOf,
  writeDeploy,
} from '../../../src/ui/deploy/setup.ts';
import type { FormKnob } from '../../../src/ui/knobs.ts';
import { routeOf } from '../../../src/ui/router.ts';

function anyValue(knob: FormKnob): fc.Arbitrary<unknown> {
  if (knob.kind === 'choice') return fc.constantFrom(...knob.choices.map(([value]) => value));
  if (knob.kind !== 'number') return fc.constant(knob.initial);
  const steps = Math.floor((knob.max - knob.min) / knob.step);
  return fc
    .integer({ min: 0, max: Math.min(steps, 1e6) })
    .map((n) => Number((knob.min + n * knob.step).toFixed(6)));
}

const values = fc.record(
  Object.fromEntries(Object.entries(DEPLOY_KNOBS).map(([key, knob]) => [key, anyValue(knob as FormKnob)])),
) as unknown as fc.Arbitrary<DeployValues>;

test('every set-up survives its address, rules that nobody follows aside', () => {
  fc.assert(
    fc.property(values, (given) => {
      const { page, query } = routeOf(deployAddress(given)) as { page: string; query: string };
      const { setup, problems } = readDeploy(query);
      const { feature, bound, value } = INITIAL_DEPLOY;
      const expected = given.curation === 'rule' ? given : { ...given, feature, bound, value };
      expect([page, problems, setup]).toEqual(['deploy', [], expected]);
    }),
  );
});

test('the defaults need no query, and any text is read without harm', () => {
  expect(writeDeploy(INITIAL_DEPLOY)).toBe('');
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { setup } = readDeploy(text);
      expect(Object.keys(setup)).toEqual(Object.keys(INITIAL_DEPLOY));
    }),
  );
});

test('addresses of set-ups and of stored deployments have routes', () => {
  expect(routeOf('#/deploy')).toEqual({ page: 'deploy', query: '' });
  expect(routeOf('#/deploy?tasks=9')).toEqual({ page: 'deploy', query: 'tasks=9' });
  expect(routeOf('#/deploy/ab1')).toEqual({ page: 'deploy', query: '', deploymentId: 'ab1' });
});

test('what the form asks for can be started, and leads back to the form', () => {
  const given = { ...INITIAL_DEPLOY, tasks: 12, heldOut: 5, first: 40, runs: 9, samples: 4, temperature: 1 };
  for (const curation of ['valid', 'person', 'rule', 'none']) {
    const setup = checkSetup(setupOf({ ...given, curation }, ' Ada '));
    expect(setup.plan).toMatchObject({
      seeds: [40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51],
      runs: 4,
      curation: { by: curation },
    });
    expect(setup.plan.heldOut[0]).toBe(500_000);
    const back = valuesOf(setup.plan, optionsOf(given));
    expect(back).toEqual({ ...given, curation, runs: 4 });
  }
  expect(setupOf({ ...given, curation: 'person' }, ' Ada ').plan.curation).toMatchObject({ name: 'Ada' });
  expect(setupOf({ ...given, curation: 'person' }, '').plan.curation).toMatchObject({ name: 'a person' });
});

test('the control differs in its curation alone', () => {
  const setup = setupOf(INITIAL_DEPLOY, '');
  const control = uncurated(setup);
  expect(control.plan).toEqual({ ...setup.plan, curation: { by: 'none' } });
  expect(control.name).toContain('uncurated');
});

test('a domain without a planner is refused by its name', () => {
  const world = 'Nowhere-v1';
  expect(() => setupOf({ ...INITIAL_DEPLOY, domain: world }, '')).toThrow(LabError);
});

test('a rule’s knobs are seen only where a rule curates', () => {
  expect(keysOf(INITIAL_DEPLOY).first).not.toContain('feature');
  expect(keysOf({ ...INITIAL_DEPLOY, curation: 'rule' }).first).toEqual(
    expect.arrayContaining(['feature', 'bound', 'value']),
  );
});
