// The planning worlds: problems drawn from a seed are solvable and look like the reference problems, the contract of every
// world holds, and a person's own files can be played.

import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/random.ts';
import { parseDomain } from '../../../src/worlds/strips/domain.ts';
import { type Problem, parseProblem, wordsOf } from '../../../src/worlds/strips/problem.ts';
import { State } from '../../../src/worlds/strips/state.ts';
import {
  createDrawnWorld,
  createGivenWorld,
  DRAWN_WORLDS,
  type DrawnWorldId,
  domainText,
  drawnProblem,
} from '../../../src/worlds/strips/strips.ts';
import { validatePlan } from '../../../src/worlds/strips/validate.ts';
import { createWorld } from '../../../src/worlds/world.ts';
import { checkWorld } from '../../../src/worlds/world-check.ts';
import { type ReferenceDomain, referenceDomain, referenceExists, referenceProblem } from './shared-files.ts';

const problemOf = (id: DrawnWorldId, text: string) => parseProblem(parseDomain(domainText(id)), text);

/** Objects of each type, `{ rover: 2, … }`. */
function census({ objects }: Problem): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of objects.values()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** Where the reference problems of a world lie, and the sizes of the last of them, p99. */
const REFERENCE: Record<DrawnWorldId, { folder: ReferenceDomain; sizes: Record<string, number> }> = {
  'Blocksworld-v1': { folder: 'blocksworld', sizes: { blocks: 29 } },
  'Rovers-v1': { folder: 'rovers', sizes: { rovers: 4, waypoints: 10, cameras: 4, objectives: 10 } },
  'Sokoban-v1': { folder: 'sokoban', sizes: { grid: 13, boxes: 4 } },
};

const PUBLISHED: Record<DrawnWorldId, (census: Record<string, number>) => [number, number, number][]> = {
  'Blocksworld-v1': ({ object }) => [[5, object, 30]],
  'Rovers-v1': ({ rover, waypoint, camera, objective }) => [
    [1, rover, 4],
    [4, waypoint, 10],
    [1, camera, 4],
    [1, objective, 10],
  ],
  'Sokoban-v1': ({ location, box }) => [
    [8, Math.sqrt(location), 13],
    [1, box, 4],
  ],
};

describe.each(DRAWN_WORLDS)('a problem drawn for %s', (id) => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  const problems = seeds.map((seed) => ({ ...drawnProblem(id, seed), seed }));

  test('is solved by the plan that comes with it, and not at the start', () => {
    for (const { text, plan, seed } of problems) {
      const problem = problemOf(id, text);
      expect([seed, validatePlan(problem, plan)]).toEqual([seed, { valid: true, steps: plan.length }]);
      expect([seed, new State(problem).solved]).toEqual([seed, false]);
    }
  });

  test('lies in the published ranges, and both ends of each occur', () => {
    const ranges = problems.map(({ text }) => PUBLISHED[id](census(problemOf(id, text))));
    for (const range of ranges)
      for (const [least, size, most] of range) expect(size >= least && size <= most).toBe(true);
    for (const i of ranges[0].keys()) {
      const sizes = ranges.map((range) => range[i][1]);
      expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([ranges[0][i][0], ranges[0][i][2]]);
    }
  });

  test('is the same for the same seed, and another for another', () => {
    expect(drawnProblem(id, 7)).toEqual(
      problems[7]?.seed === 7 && { text: problems[7].text, plan: problems[7].plan },
    );
    expect(new Set(problems.map(({ text }) => text.replace(/problem \S+/, ''))).size).toBe(seeds.length);
    expect(() => drawnProblem(id, -1)).toThrow(expect.objectContaining({ code: 'bad-seed' }));
    expect(drawnProblem(id, 2 ** 53 - 1).text).not.toBe(problems[0].text);
  });

  test.skipIf(!referenceExists)('has the predicates and object names of the reference problems', () => {
    const { folder, sizes } = REFERENCE[id];
    const drawn = problemOf(id, drawnProblem(id, 0, sizes).text);
    const reference = referenceProblem(referenceDomain(folder), folder, 'problems/p99');
    expect([...drawn.objects]).toEqual([...reference.objects]);
    const predicates = ({ init, statics }: Problem) =>
      [...new Set([...init, ...statics].map((fact) => wordsOf(fact)[0]))].sort();
    expect(predicates(drawn)).toEqual(predicates(reference));
    expect(drawn.name.replace(/\d+$/, '')).toBe(reference.name.replace(/\d+$/, ''));
  });
});

const SMALL: [DrawnWorldId, Record<string, unknown>][] = [
  ['Blocksworld-v1', { blocks: [2, 4] }],
  ['Rovers-v1', { rovers: [1, 2], waypoints: [2, 3], cameras: 1, objectives: [1, 2] }],
  ['Sokoban-v1', { grid: [6, 7], boxes: 1 }],
];

describe.each(SMALL)('%s', (id, sizes) => {
  test('keeps the contract of a world', () => {
    expect(checkWorld(() => createWorld(id, { ...sizes, length: 300 }), { longest: 300 })).toEqual([]);
  });

  test('ends with a reward of 1 when the goal is reached, by numbers or by names', () => {
    for (const seed of [1, 2, 3]) {
      const world = createDrawnWorld(id, sizes);
      const { plan } = drawnProblem(id, seed, sizes);
      world.reset(seed);
      const results = plan.map((step, i) =>
        i % 2
          ? world.take(step)
          : world.step(world.actions.indexOf(`(${[step.name, ...step.args].join(' ')})`)),
      );
      expect(results.map(({ reward }) => reward)).toEqual(
        plan.map((_, i) => (i === plan.length - 1 ? 1 : 0)),
      );
      expect(results.at(-1)).toMatchObject({
        terminated: true,
        truncated: false,
        observation: { openGoals: [] },
      });
    }
  });

  test('offers as applicable just the actions that change something', () => {
    const world = createDrawnWorld(id, sizes);
    for (const seed of [0, 5, 9]) {
      world.reset(seed);
      const random = new Random(seed);
      for (let step = 0; step < 5; step++) {
        const before = world.snapshot();
        const applied = world.actions.flatMap((_, action) => {
          world.restore(before);
          return world.step(action).info.applied ? [action] : [];
        });
        world.restore(before);
        expect(world.applicable()).toEqual(applied);
        if (world.step(random.pick(applied)).terminated) break;
      }
    }
  });
});

describe('a drawn world', () => {
  test.each([
    ['Blocksworld-v1', 2 * 30 + 2 * 30 ** 2],
    ['Rovers-v1', 24_844],
    ['Sokoban-v1', 2_024],
  ] as const)(
    '%s has %i actions in the published ranges, which stand for the same in every problem',
    (id, count) => {
      const world = createDrawnWorld(id);
      const { actions } = world;
      expect([actions.length, new Set(actions).size]).toEqual([count, count]);
      for (const seed of [1, 2, 3]) {
        world.reset(seed);
        expect(world.actions).toBe(actions);
        expect(world.applicable().every((action) => action >= 0)).toBe(true);
      }
    },
  );

  test('counts an action of objects that the problem lacks as a step that changes nothing', () => {
    const world = createDrawnWorld('Blocksworld-v1', { blocks: [2, 30] });
    const few = Array.from({ length: 50 }, (_, seed) => seed).find((seed) => {
      world.reset(seed);
      return census(world.problem).object < 30;
    }) as number;
    const before = world.reset(few).observation.facts;
    const { observation, reward, info } = world.step(world.actions.indexOf('(pickup b30)'));
    expect([observation.facts, reward]).toEqual([before, 0]);
    expect(info).toEqual({ step: 1, applied: false, reason: '(pickup b30): there is no object "b30"' });
  });

  test('refuses sizes that it does not know, cannot have, or cannot have together', () => {
    const refused = (id: string, options: unknown, message: RegExp) =>
      expect(() => createWorld(id, options)).toThrow(
        expect.objectContaining({ code: 'bad-argument', message: expect.stringMatching(message) }),
      );
    refused('Blocksworld-v1', { boxes: 3 }, /"boxes" is not a size/);
    refused('Blocksworld-v1', { toString: 3 }, /"toString" is not a size/);
    for (const blocks of [1, 201, 2.5, '7', [9, 5], [5], null])
      refused('Blocksworld-v1', { blocks }, /"blocks" must be/);
    refused('Sokoban-v1', { grid: [6, 13], boxes: [1, 4] }, /6×6 cells has no room for 4 boxes/);
    for (const length of [0, 10_001, 1.5, 'long']) refused('Rovers-v1', { length }, /length of an episode/);
  });

  test('Sokoban finds a play on the tightest board that it accepts, for many seeds', () => {
    for (let seed = 0; seed < 50; seed++) {
      expect(drawnProblem('Sokoban-v1', seed, { grid: 6, boxes: 1 }).plan.length).toBeGreaterThan(0);
      expect(drawnProblem('Sokoban-v1', seed, { grid: 8, boxes: 4 }).plan.length).toBeGreaterThan(0);
    }
  });

  test('refuses the snapshot of a world with other sizes or another length, and of no world', () => {
    const one = createDrawnWorld('Blocksworld-v1', { blocks: 4 });
    const other = createDrawnWorld('Blocksworld-v1', { blocks: 5 });
    one.reset(1);
    expect(() => other.restore(one.snapshot())).toThrow(/other options/);
    const shorter = createDrawnWorld('Blocksworld-v1', { blocks: 4, length: 5 });
    expect(() => shorter.restore(one.snapshot())).toThrow(/other options/);
    expect(() => other.restore(new Uint8Array(200))).toThrow(/not of a STRIPS world/);
    expect(() => other.snapshot()).toThrow(expect.objectContaining({ code: 'episode-over' }));
  });
});

describe("Strips-v1, a person's own files", () => {
  const domain = `(define (domain lamps) (:types lamp) (:predicates (dark ?l - lamp) (lit ?l - lamp))
    (:action light :parameters (?l - lamp) :precondition (dark ?l) :effect (and (lit ?l) (not (dark ?l)))))`;
  const room = (lamps: string, init: string) =>
    `(define (problem room) (:domain lamps) (:objects ${lamps} - lamp) (:init ${init}) (:goal (and (lit a) (lit b))))`;
  const problems = [room('a b', '(dark a) (dark b)'), room('a b c', '(dark a) (lit b) (dark c)')];

  test('keeps the contract of a world', () => {
    expect(checkWorld(() => createWorld('Strips-v1', { domain, problems }))).toEqual([]);
  });

  test('plays problem s modulo n for seed s; its actions are those of all problems', () => {
    const world = createGivenWorld({ domain, problems });
    expect(world.actions).toEqual(['(light a)', '(light b)', '(light c)']);
    expect(world.reset(0).observation.openGoals).toEqual(['(lit a)', '(lit b)']);
    expect(world.reset(3).observation.openGoals).toEqual(['(lit a)']);
    expect(world.applicable()).toEqual([0, 2]);
    expect(world.step(0)).toMatchObject({ reward: 1, terminated: true, info: { step: 1, applied: true } });
  });

  test('whose goal holds at the start is over at once', () => {
    const world = createGivenWorld({ domain, problems: [room('a b', '(lit a) (lit b)')] });
    expect(world.reset(0)).toMatchObject({ terminated: true, reward: 0 });
    expect(() => world.take({ name: 'light', args: ['a'] })).toThrow(
      expect.objectContaining({ code: 'episode-over' }),
    );
  });

  test('that cannot be read are refused with their place', () => {
    const refused = (options: unknown, message: RegExp) =>
      expect(() => createWorld('Strips-v1', options)).toThrow(
        expect.objectContaining({ code: 'bad-argument', message: expect.stringMatching(message) }),
      );
    refused(undefined, /needs a domain and a list of problems/);
    refused({ domain, problems: [] }, /At least one problem/);
    refused({ domain, problems: [7] }, /needs a domain and a list of problems/);
    refused(
      { domain, problems: [room('a b', '(dim a)')] },
      /^Line 1, column \d+: there is no predicate "dim"/,
    );
  });
});
