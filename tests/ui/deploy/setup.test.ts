// The set-up through the address and back, and as a plan.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatWeights } from '../../../src/deployment/chat-surroundings.ts';
import { LabError } from '../../../src/lab-error.ts';
import { checkSetup } from '../../../src/services/deployment-check.ts';
import { DEPLOY_KNOBS, type DeployValues } from '../../../src/ui/deploy/knobs.ts';
import {
  faultsOf,
  filesOf,
  NO_FILES,
  withDomain,
  withProblems,
  withReader,
} from '../../../src/ui/deploy/own-files.ts';
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
import { BLOCKS, CROSSING, FERRY, ownSource } from '../../deployment/own-files.ts';

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

test('a plan ends at its first illegal step where that is asked for, and only there', () => {
  expect(setupOf(INITIAL_DEPLOY, '').plan).not.toHaveProperty('stopAtFault');
  const given = { ...INITIAL_DEPLOY, stopAtFault: 'yes' };
  const { plan } = checkSetup(setupOf(given, ''));
  expect(plan.stopAtFault).toBe(true);
  expect(valuesOf(plan, optionsOf(given))).toEqual(given);
  expect(keysOf(given).more).toContain('stopAtFault');
});

test('own problems have knobs of their own, and files that can be played', () => {
  const given = { ...INITIAL_DEPLOY, domain: 'Strips-v1', ownHeldOut: 1 };
  expect(keysOf(given).first).toContain('ownHeldOut');
  expect(keysOf(given).first).not.toContain('tasks');
  expect(keysOf(INITIAL_DEPLOY).first).not.toContain('ownHeldOut');
  expect(() => setupOf(given, '')).toThrow(/no problems of your own/);
  const own = filesOf(ownSource([1, 2, 3]));
  const { name, plan } = checkSetup(setupOf(given, '', own));
  expect([name, plan.model, plan.seeds.length, plan.heldOut.length]).toEqual([
    ...['own blocksworld, 2 tasks, valid plans kept', 'pocket-planner-blocksworld', 2, 1],
  ]);
  expect(valuesOf(plan, optionsOf(given))).toEqual(given);
  expect(() => setupOf({ ...given, ownHeldOut: 3 }, '', own)).toThrow(/one at least/);
});

const chat = { ...INITIAL_DEPLOY, model: 'remote:org/Chat-8B', answers: 'constrained', tasks: 12 };

test('a chat model has one generation, no dials and no control, and its address names it alone', () => {
  const { name, plan } = checkSetup(setupOf({ ...chat, curation: 'none', stopAtFault: 'yes' }, ''));
  expect(plan).toMatchObject({
    ...{ model: chat.model, weights: chatWeights(chat.model), generations: 0 },
    ...{ curation: { by: 'valid' }, constrained: true },
  });
  expect(plan).not.toHaveProperty('stopAtFault');
  expect(name).toBe('Blocksworld, 12 tasks, org/Chat-8B (remote), valid plans kept');
  expect(valuesOf(plan, optionsOf(chat))).toEqual(chat);
  expect(deployAddress(chat)).toBe('#/deploy?model=remote%3Aorg%2FChat-8B&answers=constrained&tasks=12');
  expect(readDeploy('model=remote%3Aorg%2FChat-8B').setup.model).toBe(chat.model);
  const { first, more, dials } = keysOf(chat);
  expect([first.includes('answers'), more.includes('device'), more.includes('runtime'), dials]).toEqual([
    ...[true, false, false],
    [],
  ]);
  expect(keysOf(INITIAL_DEPLOY).first).not.toContain('answers');
});

test('web-llm holds no answers to their form, and no other text is a model', () => {
  const { plan } = checkSetup(setupOf({ ...chat, model: 'web-llm:Tiny-q4' }, ''));
  expect(plan).not.toHaveProperty('constrained');
  for (const wrong of ['pocket-crafter', 'remote:', `remote:${'x'.repeat(300)}`]) {
    const { setup, problems } = readDeploy(`model=${encodeURIComponent(wrong)}`);
    expect([setup.model, problems.length]).toEqual(['shipped', 1]);
  }
});

test('a chat model reads any domain, and the planner only its own, whichever is chosen last', () => {
  const source = { ...ownSource([1]), domain: FERRY.text, problems: [CROSSING.text] };
  const own = filesOf(source, 'chat');
  expect(faultsOf(own)).toEqual([]);
  const { name, plan } = checkSetup(setupOf({ ...chat, domain: 'Strips-v1' }, '', own));
  expect([name, plan.source]).toEqual(['own ferry, 1 tasks, org/Chat-8B (remote), valid plans kept', source]);
  const planner = withReader(own, 'planner');
  expect(faultsOf(planner).map(({ error }) => error.code)).toEqual(['model-missing']);
  expect(faultsOf(withReader(planner, 'chat'))).toEqual([]);
});

test('files that are too large or too many are left unread, and each is named', async () => {
  const many = Array.from({ length: 1002 }, (_, i) => new File(['x'], `p${i}.pddl`));
  const { problems, unread, read } = await withProblems(NO_FILES, many);
  expect([problems.length, unread.problems.map(({ file }) => file), read]).toEqual([
    1000,
    ['2 further files'],
    null,
  ]);
  expect(problems.slice(0, 3).map(({ name }) => name)).toEqual(['p0.pddl', 'p1.pddl', 'p2.pddl']);
  const large = new File([new Uint8Array(9 << 20)], 'large.pddl');
  const refused = await withDomain(NO_FILES, large);
  expect(faultsOf(refused).map(({ file, error }) => [file, error.code])).toEqual([
    ['large.pddl', 'too-large'],
  ]);
  const mended = await withDomain(refused, new File([BLOCKS.text], 'domain.pddl'));
  expect([faultsOf(mended), mended.read?.domain?.name]).toEqual([[], 'blocksworld']);
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
