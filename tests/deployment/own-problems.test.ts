// A person's own files as tasks: read one by one, named by their content, and judged by their own domain.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deploy } from '../../src/deployment/attempts.ts';
import { beginDeployment, runDeployment } from '../../src/deployment/deployment-run.ts';
import {
  givenSource,
  hashText,
  MOST_OWN_CHARACTERS,
  readOwnProblems,
  splitTasks,
  taskOf,
} from '../../src/deployment/own-problems.ts';
import { emptyPool, mergePools, withTraces } from '../../src/deployment/pool.ts';
import { readPool, writePool } from '../../src/deployment/pool-file.ts';
import { readState, writeState } from '../../src/deployment/state-file.ts';
import { checkTasks, isSameSource, plannerDomainFor, Tasks } from '../../src/deployment/tasks.ts';
import { LabError } from '../../src/lab-error.ts';
import { planOf } from '../services/fake-planner.ts';
import { fakePlanner, SOURCE, solution, trace } from './fakes.ts';
import { BLOCKS, CROSSING, FERRY, ownProblem, ownSource } from './own-files.ts';
import { tinyAdapter } from './tiny-adapter.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
const FILES = SEEDS.map(ownProblem);
const tasksOf = (seeds: readonly number[]) => ownSource(seeds).problems.map(taskOf);

describe('files', () => {
  test('become problems in their order, and a source', () => {
    const own = readOwnProblems(BLOCKS, FILES);
    expect([own.domain?.name, own.faults]).toEqual(['blocksworld', []]);
    expect(own.problems.map(({ name, problem }) => [name, problem.name])).toEqual(
      SEEDS.map((seed) => [`p${seed}.pddl`, `blocksworld-${seed}`]),
    );
    expect(givenSource(own)).toEqual(ownSource(SEEDS));
  });

  test('that are wrong are left out, each with its own sentence and place', () => {
    const wrong = { name: 'wrong.pddl', text: FILES[0].text.replace('(clear', '\n (clean') };
    const twin = { name: 'twin.pddl', text: FILES[1].text };
    const { problems, faults } = readOwnProblems(BLOCKS, [wrong, FILES[1], twin, CROSSING, FILES[2]]);
    expect(problems.map(({ name }) => name)).toEqual(['p2.pddl', 'p3.pddl']);
    expect(faults.map(({ file, error }) => [file, error.message])).toEqual([
      ['wrong.pddl', expect.stringMatching(/^Line \d+, column 3: there is no predicate "clean"\.$/)],
      ['twin.pddl', 'It is the same problem as p2.pddl.'],
      [
        'crossing.pddl',
        expect.stringContaining('this problem is of the domain "ferry", not of "blocksworld"'),
      ],
    ]);
  });

  test('of a domain that cannot be read are not blamed for it', () => {
    const broken = { name: 'd.pddl', text: '(define (domain d)\n (:action' };
    const { domain, problems, faults } = readOwnProblems(broken, FILES);
    expect([domain, problems]).toEqual([null, []]);
    expect(faults.map(({ file, error }) => [file, error.message])).toEqual([
      ['d.pddl', 'Line 2, column 2: this "(" is never closed.'],
    ]);
  });

  test('of any content never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (domain, texts) => {
        const files = texts.map((text, i) => ({ name: `${i}`, text }));
        expect(readOwnProblems({ name: 'd', text: domain }, files).problems).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('that are too much together are refused at the one that is too much', () => {
    const long = (i: number) => ({
      name: `${i}`,
      text: `${ownProblem(i).text};${' '.repeat(1.5 * 2 ** 20)}`,
    });
    const { problems, faults } = readOwnProblems(BLOCKS, [1, 2, 3].map(long));
    expect([problems.length, faults.map(({ error }) => error.code)]).toEqual([2, ['too-large']]);
    expect(3 * 1.5 * 2 ** 20).toBeGreaterThan(MOST_OWN_CHARACTERS);
  });
});

describe('tasks', () => {
  test('are named by what is in a file, whatever it is called and wherever it stands', () => {
    expect(tasksOf([3, 1])).toEqual([...tasksOf([1, 3])].reverse());
    expect(tasksOf([1])[0]).toBeLessThan(2 ** 48);
    expect(hashText(tasksOf([1])[0])).toMatch(/^[0-9a-f]{12}$/);
    const tasks = new Tasks(ownSource([1, 2]));
    const [task] = tasksOf([2]);
    expect(tasks.problem(task).name).toBe('blocksworld-2');
    expect(tasks.nameOf(task)).toBe(`blocksworld-2 (${hashText(task).slice(0, 4)})`);
    expect(() => tasks.problem(7)).toThrow(/None of these problems/);
  });

  test('are split: the last ones are held out, one at least is collected on', () => {
    const source = ownSource(SEEDS);
    const { seeds, heldOut } = splitTasks(source, 2);
    expect([seeds, heldOut]).toEqual([tasksOf([1, 2, 3, 4]), tasksOf([5, 6])]);
    expect(() => splitTasks(source, 6)).toThrow(/one at least/);
  });

  test('are the same in any order of files, and others with one file more', () => {
    expect(isSameSource(ownSource([1, 2]), ownSource([2, 1]))).toBe(true);
    expect(isSameSource(ownSource([1, 2]), ownSource([1, 2, 3]))).toBe(false);
    expect(isSameSource(ownSource([1, 2]), { ...ownSource([1, 2]), domain: FERRY.text })).toBe(false);
    expect(isSameSource(ownSource([1]), SOURCE)).toBe(false);
  });

  test('are checked for a planner: what it cannot read is named', () => {
    const source = ownSource(SEEDS);
    expect(() => checkTasks(source, tasksOf(SEEDS), plannerDomainFor(source))).not.toThrow();
    const many = Array.from({ length: 31 }, (_, i) => `x${i}`).join(' ');
    const large = `(define (problem large) (:domain blocksworld) (:objects ${many}) (:init (arm-empty)) (:goal (clear x1)))`;
    const with31 = { ...source, problems: [...source.problems, large] };
    expect(() => checkTasks(with31, [taskOf(large)], plannerDomainFor(with31))).toThrow(
      /The problem large \(.*\): This planner knows 30 names/,
    );
    expect(() => checkTasks(with31, [taskOf(large)], null)).not.toThrow();
    expect(() => checkTasks(source, [5], null)).toThrow(LabError);
  });
});

describe('a deployment on own problems', () => {
  const source = ownSource(SEEDS);
  const plan = planOf({ source, ...splitTasks(source, 2), generations: 1 });
  const surroundings = {
    planner: async () => fakePlanner(40),
    fineTune: async () => ({ file: tinyAdapter(1), figures: { steps: 1, loss: 0.5, positions: 1 } }),
    hash: () => '0'.repeat(16),
  };

  test('runs, is stored with its files, and goes on from them', async () => {
    const half = await runDeployment(beginDeployment(plan), surroundings, { pauseBefore: 'fine-tune' });
    expect(half.pool.traces.size).toBeGreaterThan(0);
    const read = readState(writeState(half), plan);
    expect(read).toEqual(half);
    const done = await runDeployment(read, surroundings);
    expect(done.generations).toHaveLength(2);
    expect(done.generations[1].heldOut?.tasks).toBe(2);
  });

  test('makes the same attempts whatever the order of its files', async () => {
    const attempts = (seeds: readonly number[]) => {
      const options = { seeds: tasksOf([2, 4]), samples: 3, temperature: 1, seed: 7 };
      return deploy(fakePlanner(40), { ...options, tasks: new Tasks(ownSource(seeds)) });
    };
    expect(await attempts([4, 3, 2])).toEqual(await attempts([2, 4]));
  });

  test('has a pool with its problems, which merges with one of the same problems and no other', () => {
    const [one, two] = tasksOf([1, 2]);
    const plans = [1, 2].map((seed) => trace(seed));
    const mine = withTraces(emptyPool(source, 'shortest'), [{ ...plans[0], task: one }]);
    const theirs = withTraces(emptyPool(ownSource([...SEEDS].reverse()), 'shortest'), [
      { ...plans[1], task: two },
    ]);
    const { pool, invalid } = readPool(writePool(theirs));
    expect(invalid).toBe(0);
    expect([...mergePools([mine, pool]).traces.keys()].sort()).toEqual([one, two].sort());
    const others = withTraces(emptyPool(ownSource([1, 2]), 'shortest'), []);
    expect(() => mergePools([mine, others])).toThrow(/different tasks/);
    expect(() => mergePools([mine, emptyPool(SOURCE, 'shortest')])).toThrow(/different tasks/);
  });

  test('believes no trace of a pool from elsewhere', () => {
    const [one] = tasksOf([1]);
    const lied = withTraces(emptyPool(source, 'shortest'), [
      { ...trace(1), task: one, plan: '(pickup b1)' },
      { ...trace(2), task: one + 1 },
    ]);
    const bytes = writePool(lied);
    expect(() => readPool(bytes)).toThrow(/None of these problems/);
    const { pool, invalid } = readPool(
      writePool({ ...lied, traces: new Map([[one, lied.traces.get(one)!]]) }),
    );
    expect([pool.traces.size, invalid]).toEqual([0, 1]);
    expect(solution(1).length).toBeGreaterThan(1);
  });
});
