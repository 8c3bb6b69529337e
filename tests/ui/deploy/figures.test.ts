// Figures, plans and decisions shaped for what draws them.

import { expect, test } from 'vitest';
import type { Attempt } from '../../../src/deployment/attempts.ts';
import { attemptKey } from '../../../src/deployment/curation.ts';
import type { Generation } from '../../../src/deployment/deployment-run.ts';
import { deploymentMetrics } from '../../../src/deployment/metrics.ts';
import { Tasks } from '../../../src/deployment/tasks.ts';
import { comparisonReading, differencesTable, sideBySideTable } from '../../../src/ui/deploy/comparison.ts';
import { CurationDesk } from '../../../src/ui/deploy/curation-desk.ts';
import { rewardReading, rewardTable } from '../../../src/ui/deploy/effects-chart.ts';
import { columnsTable, curveSpec, curveTable, readingOf } from '../../../src/ui/deploy/generations.ts';
import { gradientReading } from '../../../src/ui/deploy/gradient-card.ts';
import { barsOf, histogramTable } from '../../../src/ui/deploy/histogram-chart.ts';
import { sharesOf } from '../../../src/ui/deploy/lineage.ts';
import { filmOf } from '../../../src/ui/deploy/plan-film.ts';
import { blocksOf } from '../../../src/ui/deploy/scenes/blocks.ts';
import { roverPlaces } from '../../../src/ui/deploy/scenes/rovers.ts';
import { sceneOf } from '../../../src/ui/deploy/scenes/scene.ts';
import { boardOf } from '../../../src/ui/deploy/scenes/sokoban.ts';
import { parseDomain } from '../../../src/worlds/strips/domain.ts';
import { stepText } from '../../../src/worlds/strips/plan.ts';
import { parseProblem } from '../../../src/worlds/strips/problem.ts';
import { DRAWN_WORLDS, domainText, drawnProblem } from '../../../src/worlds/strips/strips.ts';
import { SOURCE, solution, trace } from '../../deployment/fakes.ts';
import { CROSSING, CROSSING_PLAN, FERRY } from '../../deployment/own-files.ts';
import { planOf } from '../../services/fake-planner.ts';

const attempt = (task: number, valid: boolean, steps = 4, sample = 0): Attempt => ({
  task,
  sample,
  plan: `(pickup b${task + 1})`,
  steps,
  tokens: 9,
  valid,
  fault: valid ? null : 'goal',
});

/** Of ten tasks the first `solved` are solved. */
function generation(n: number, solved: number, longest: number): Generation {
  const attempts = Array.from({ length: 10 }, (_, task) => attempt(task, task < solved, longest));
  const collecting = deploymentMetrics(attempts);
  return {
    n,
    model: 'm',
    collecting,
    heldOut: null,
    kept: solved,
    pool: solved,
    rewarded: [],
    training: null,
  };
}

const RISING = { name: 'A', generations: [generation(0, 2, 8), generation(1, 5, 12), generation(2, 9, 20)] };
const FALLING = { name: 'B', generations: [generation(0, 2, 8), generation(1, 1, 6)] };

test('generations are columns, and held-out rows are there only where something is held out', () => {
  const { columns, rows } = columnsTable(RISING, 3);
  expect(columns).toEqual(['', 'Base', 'Generation 1', 'Generation 2']);
  expect(rows.map(([name]) => name).filter((name) => /held/i.test(String(name)))).toEqual([]);
  expect(rows.find(([name]) => name === 'Longest valid plan, steps')).toEqual([
    'Longest valid plan, steps',
    8,
    12,
    20,
  ]);
});

test('the curve has a point a generation with its interval, and a second deployment its own looks', () => {
  const spec = curveSpec([RISING, FALLING]);
  expect(spec.series.map(({ name, points }) => [name, points.length])).toEqual([
    ['A: collecting tasks', 3],
    ['B: collecting tasks', 2],
  ]);
  expect(new Set(spec.series.map(({ tone }) => tone)).size).toBe(2);
  expect(spec.series[0].points[2]).toMatchObject({
    x: 2,
    y: 90,
    interval: RISING.generations[2].collecting.ci95,
  });
  expect(curveTable([RISING]).rows[1].slice(0, 2)).toEqual(['1', 50]);
  expect(curveTable([RISING, FALLING]).rows).toHaveLength(5);
});

test('what the figures say is said with its doubt', () => {
  expect(readingOf(RISING)).toBe(
    'Generation 2 solves 90.0 % (4.50 times the base’s); its longest plan has 20 steps, the base’s 8. Their intervals are apart.',
  );
  expect(readingOf({ ...FALLING })).toContain('nothing is decided yet');
  expect(readingOf({ name: 'C', generations: [] })).toBe('');
  expect(comparisonReading(RISING, FALLING)).toContain('At generation 1 “A” is 40.0 points ahead of “B”');
});

const effect = (feature: string, all: number, within: number | null) => ({
  feature,
  kept: 1,
  discarded: 2,
  effect: all,
  ci95: [all - 0.5, all + 0.5] as const,
  sameTask:
    within === null ? null : { effect: within, ci95: [within - 0.1, within + 0.1] as const, tasks: 7 },
});

test('what was rewarded is read off plans of the same task where that can be told, and only beyond doubt', () => {
  const rewarded = [effect('goals', -2, 0), effect('steps', -1, -0.4), effect('tokens', 0.2, 0.05)];
  expect(rewardReading(rewarded)).toContain(
    'Of attempts at the same task, what was kept has less of: steps.',
  );
  const across = [effect('goals', -2, null), effect('share of stack', 1, null), effect('tokens', 0.2, null)];
  expect(rewardReading(across)).toContain('What was kept has more of: share of stack; less of: goals.');
  expect(rewardReading([effect('tokens', 0.1, null)])).toContain('in no feature beyond doubt');
  const { columns, rows } = rewardTable([effect('steps', -1, -0.4), effect('goals', -2, null)]);
  expect(rows.map(({ length }) => length)).toEqual([columns.length, columns.length]);
  expect([rows[0].at(-1), rows[1].at(-1)]).toEqual([7, null]);
});

test('lengths are bars of five steps, one row of them a generation', () => {
  const { generations } = RISING;
  expect(barsOf(generations).filter(({ count }) => count > 0)).toEqual([
    { generation: 0, from: 5, to: 9, count: 2 },
    { generation: 1, from: 10, to: 14, count: 5 },
    { generation: 2, from: 20, to: 24, count: 9 },
  ]);
  const { rows } = histogramTable(generations);
  expect(rows.map(([steps]) => steps)).toEqual(['0 to 4', '5 to 9', '10 to 14', '15 to 19', '20 to 24']);
  expect(rows.at(-1)?.slice(1)).toEqual([0, 0, 9]);
});

test('of two plans the differences alone are named', () => {
  const a = { ...RISING, plan: planOf() };
  const b = { ...FALLING, plan: planOf({ curation: { by: 'none' }, temperature: 1 }) };
  expect(differencesTable(a, b).rows).toEqual([
    ['Curation', 'the validator keeps what is valid', 'nobody: everything is kept'],
    ['temperature', '0.6', '1'],
  ]);
  expect(differencesTable(a, a).rows).toEqual([]);
  expect(sideBySideTable(a, b).rows).toHaveLength(3);
});

test('the pool’s traces are counted by who wrote and who kept them', () => {
  const traces = [trace(1), trace(2, { keptBy: 'Ada', generation: 1 }), trace(3)];
  expect(sharesOf(traces, ({ keptBy }) => keptBy)).toEqual([
    ['Ada', 1],
    ['validator', 2],
  ]);
});

test('a desk has every different plan once; decisions are taken back one by one', () => {
  const attempts = [attempt(0, true), attempt(0, true, 4, 1), attempt(1, false), attempt(2, true)];
  const desk = new CurationDesk(attempts, { kept: [], discarded: [] });
  expect(desk.cases.map(({ times }) => times)).toEqual([2, 1, 1]);
  desk.decide(desk.cases[1], 'discarded');
  desk.keepAllValid();
  expect([desk.decided, desk.kept, desk.nextOpen(0)]).toEqual([3, 2, -1]);
  desk.undo();
  expect([desk.decided, desk.nextOpen(0), desk.nextOpen(2)]).toEqual([1, 2, 0]);
  desk.undo();
  desk.undo();
  expect([desk.decided, desk.canUndo]).toEqual([0, false]);
});

test('what was decided or kept before is decided already, unless it turned up no more', () => {
  const [known, other] = [attempt(0, true), attempt(1, true)];
  const desk = new CurationDesk([known, other], { kept: [], discarded: [attemptKey(other)] }, [
    attemptKey(known),
    'ffffffffffffffff',
  ]);
  expect(desk.decisions).toEqual({ kept: [attemptKey(known)], discarded: [attemptKey(other)] });
});

test('a valid plan is shown to its end, one that is wrong up to its fault', () => {
  const problem = new Tasks(SOURCE).problem(3);
  const steps = solution(3).map(stepText);
  const film = filmOf(problem, steps.join(' '));
  expect([film.frames.length, film.verdict.valid]).toEqual([steps.length + 1, true]);
  expect(film.frames[1].step).toBe(steps[0]);
  const broken = filmOf(problem, [steps[0], steps[0], ...steps.slice(1)].join(' '));
  expect([broken.frames.length, broken.verdict]).toMatchObject([2, { valid: false, failedStep: 2 }]);
  expect(filmOf(problem, '((((').frames).toHaveLength(1);
});

test.each(DRAWN_WORLDS)('every frame of a plan of %s can be drawn and told', (world) => {
  const tasks = new Tasks({ world, sizes: {} });
  for (const seed of [1, 2, 3]) {
    const { plan } = drawnProblem(world, seed);
    const film = filmOf(tasks.problem(seed), plan.map(stepText).join(' '));
    const scene = sceneOf(film);
    for (const [i] of film.frames.entries()) {
      expect(scene.draw(i).strings.length).toBeGreaterThan(0);
      expect(scene.tell(i)).not.toMatch(/undefined|NaN|nowhere/);
    }
  }
});

test('a domain without a picture is told by its goals and facts, and so is a board of strange cells', () => {
  const crossing = parseProblem(parseDomain(FERRY.text), CROSSING.text);
  const film = filmOf(crossing, CROSSING_PLAN);
  const scene = sceneOf(film);
  expect(film.frames.map((_, i) => scene.tell(i))).toEqual([
    '0 of 1 goal reached. True now: 3 facts.',
    '0 of 1 goal reached. True now: 3 facts.',
    '0 of 1 goal reached. True now: 2 facts.',
    '0 of 1 goal reached. True now: 2 facts.',
    '1 of 1 goal reached. True now: 3 facts.',
  ]);
  expect(scene.draw(4).strings.length).toBeGreaterThan(0);
  const kitchen = `(define (problem p) (:domain sokoban) (:objects kitchen - location) (:init (at-robot kitchen)) (:goal (at-robot kitchen)))`;
  const strange = parseProblem(parseDomain(domainText('Sokoban-v1')), kitchen);
  expect(sceneOf(filmOf(strange, '')).tell(0)).toBe('1 of 1 goal reached. True now: 1 fact.');
});

test('what the gradients come to is a yes, or a no with the figures', () => {
  const report = { generation: 0, made: 16, samples: 12, valid: 6, ratio: 0.5, cosine: 1, error: 3e-7 };
  expect(gradientReading(report)).toMatch(/^Yes, on 12 attempts of the base, 6 of them valid/);
  expect(gradientReading({ ...report, valid: 12, ratio: 1 })).toMatch(/choose larger problems\.$/);
  for (const wrong of [{ ratio: 0.6 }, { cosine: 0.9 }, { error: 0.2 }])
    expect(gradientReading({ ...report, ...wrong })).toMatch(/^No, on 12 attempts/);
});

test('towers are read from the table up, and what is held hangs', () => {
  const facts = ['(on b1 b2)', '(on b2 b3)', '(on-table b3)', '(on-table b4)', '(holding b5)', '(clear b1)'];
  expect(blocksOf(facts)).toEqual({ towers: [['b3', 'b2', 'b1'], ['b4']], held: 'b5' });
  expect(blocksOf(['(on b1 b2)', '(on b2 b1)']).towers).toEqual([]);
});

test('boards and maps are read from their facts', () => {
  const { robot, boxes } = boardOf(['(at-robot loc_2_3)', '(at box1 loc_4_5)', '(clear loc_1_1)']);
  expect([robot, [...boxes]]).toEqual([{ row: 1, column: 2 }, [['box1', { row: 3, column: 4 }]]]);
  expect([...roverPlaces(['(at rover1 waypoint2)', '(empty rover1store)'])]).toEqual([
    ['rover1', 'waypoint2'],
  ]);
});
