import { describe, expect, test } from 'vitest';
import type { PogsStep } from '../../../src/services/pogs-service.ts';
import { readPlan, stepSentence } from '../../../src/ui/pogs/episode-card.ts';
import { walkJson } from '../../../src/ui/pogs/files.ts';
import { PogsFilm } from '../../../src/ui/pogs/pogs-film.ts';
import { INITIAL_POGS, setupOf } from '../../../src/ui/pogs/setup.ts';
import { stepTable } from '../../../src/ui/pogs/step-table.ts';
import { pogsConfig } from '../../../src/worlds/pogs/options.ts';

describe('a film', () => {
  const step = (over: Partial<PogsStep>): PogsStep => ({
    step: 0,
    prompt: 'plan none',
    reply: '1',
    planMode: 'may',
    seed: 1,
    action: 1,
    plan: null,
    planTokens: 0,
    tokens: 1,
    promptTokens: 9,
    planProbability: 0.5,
    ...over,
  });
  /** Start and goal lie three hops apart. */
  const config = pogsConfig({ nodes: 8, length: 6 });
  const start = () => new PogsFilm(6, config);

  test('makes every moment from the tree’s seed and the actions, and knows the plan in force', () => {
    const film = start();
    const { puzzle } = film.states[0];
    const [next] = puzzle.tree[puzzle.start];
    film.add(step({ action: next, plan: `explore ${next}`, planTokens: 2, tokens: 5 }));
    film.add(step({ step: 1, action: puzzle.start, reply: String(puzzle.start) }));
    expect(film.states.map(({ known }) => known.current)).toEqual([puzzle.start, next, puzzle.start]);
    expect([film.planAt(0), film.planAt(1), film.planAt(2)]).toEqual([
      null,
      { text: `explore ${next}`, madeAt: 0 },
      { text: `explore ${next}`, madeAt: 0 },
    ]);
    expect(film.sumsAt(2)).toEqual({ plans: 1, planTokens: 2, tokens: 6, promptTokens: 18 });
    expect(stepSentence(film, 0)).toBe(`Start on node ${puzzle.start}; the goal is node ${puzzle.target}.`);
    expect(stepSentence(film, 2)).toMatch(/^Step 2: from \d to \d, turning back\./);
  });

  test('says a refused step, and the end that a limit puts to it', () => {
    const film = start();
    const { puzzle } = film.states[0];
    for (let i = 0; i < 6; i++) film.add(step({ step: i, action: puzzle.start }));
    expect(film.isOver).toBe(true);
    expect(stepSentence(film, 1)).toContain('is no neighbour, and stays');
    expect(stepSentence(film, 6)).toContain('The limit of 6 steps ends it: the goal was not reached.');
    expect(() => film.add(step({}))).toThrow(expect.objectContaining({ code: 'episode-over' }));
  });

  test('is saved with every prompt and reply', () => {
    const film = start();
    film.add(step({ prompt: 'at:1 "x"', reply: '=2', action: 0 }));
    const json = JSON.parse(walkJson(film, setupOf(INITIAL_POGS), 3));
    expect([json.format, json.graph, json.puzzle.seed]).toEqual(['goldilocks-pogs-walk-1', 3, 6]);
    expect(json.steps).toEqual(film.steps);
    const { columns, rows } = stepTable(film);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toHaveLength(columns.length);
    expect(rows[0].slice(-2)).toEqual(['at:1 "x"', '=2']);
  });
});

test('plans are read in plain words, and others are left alone', () => {
  expect(readPlan('explore 3 12 7')).toBe('to explore 3 by way of 7, 12');
  expect(readPlan('target 9')).toBe('to the goal 9');
  expect(readPlan('<img src=x>')).toBe('in the model’s own words');
  expect(readPlan('explore')).toBe('in the model’s own words');
});
