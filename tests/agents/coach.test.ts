import { describe, expect, test } from 'vitest';
import { MAX_PLAN_TOKENS } from '../../src/agents/agent.ts';
import type { Coach } from '../../src/agents/coach/coach.ts';
import { PLAN_LIBRARY } from '../../src/agents/coach/plan-library.ts';
import { COACH_NAMES, makeCoach } from '../../src/agents/coach/registry.ts';
import { parseHold } from '../../src/agents/plan-hold.ts';
import { parsePlan } from '../../src/agents/plan-language.ts';
import { PLAN_WORDS } from '../../src/agents/plan-words.ts';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import type { RunConfig, RunRecord } from '../../src/records/record.ts';
import { verifyRecord, worldOf } from '../../src/records/replay.ts';
import { RunSession } from '../../src/services/run-session.ts';

const config = (seed: number, length: number): RunConfig => ({
  world: { id: 'Crafter-v1', area: [64, 64], length },
  seed,
  agent: { model: 'teacher', weights: '', schedule: 'human', temperature: 0, seed },
});

/** An agent that never plans for itself, with a coach beside it. */
async function coached(name: string, seed: number, length: number): Promise<RunRecord> {
  const session = new RunSession(config(seed, length));
  session.attach(new TeacherAgent(session.config.agent));
  session.setCoach(makeCoach(name));
  while (!session.over) await session.decide();
  return session.record();
}

const written = ({ steps }: RunRecord) =>
  steps.flatMap(({ plan, planBy }) => (plan === undefined ? [] : [{ plan, planBy }]));

describe('the scripted coach', () => {
  test('writes plans of known words that say goals, as a person, and not at every step', async () => {
    const record = await coached('scripted', 5, 300);
    const plans = written(record);
    const known = new Set(PLAN_WORDS);
    expect(plans.length).toBeGreaterThan(10);
    expect(plans.length).toBeLessThan(record.steps.length / 4);
    for (const { plan, planBy } of plans) {
      expect(planBy).toBe('person');
      expect(parsePlan(plan).length).toBeGreaterThan(0);
      expect(plan.split(' ').filter((word) => !known.has(word))).toEqual([]);
    }
    expect(verifyRecord(record).equal).toBe(true);
  });

  test('repeats itself to the letter from the same seed', async () => {
    expect(await coached('scripted', 6, 120)).toEqual(await coached('scripted', 6, 120));
  });

  test('brings one who follows it through the tech tree to stone tools within 400 steps', async () => {
    for (const seed of [11, 12, 13]) {
      const { outcome } = await coached('scripted', seed, 400);
      expect(Object.keys(outcome.achievements)).toEqual(
        expect.arrayContaining(['place_table', 'make_wood_pickaxe', 'make_stone_pickaxe', 'collect_drink']),
      );
    }
  });

  test('sees only what the picture shows: the same pictures give the same advice in another world', () => {
    const world = worldOf(config(7, 50));
    const shown = structuredClone(world.reset(7).observation);
    const [first, second] = [makeCoach('scripted'), makeCoach('scripted')];
    for (const coach of [first, second]) coach.reset(1);
    expect(first.advise(world.reset(7).observation, null, null)).toBe(second.advise(shown, null, null));
  });

  test('that joins in mid-run knows what was seen before', async () => {
    const session = new RunSession(config(5, 200));
    session.attach(new TeacherAgent(session.config.agent));
    session.writePlan('collect 5 wood then place table');
    for (let i = 0; i < 60; i++) await session.decide();
    const seen: (number | null)[] = [];
    const spy: Coach = {
      reset: () => seen.push(-1),
      advise: (_observation, _plan, action) => void seen.push(action),
    };
    session.setCoach(spy);
    await session.decide();
    expect(seen).toEqual([-1, null, ...session.recorder.steps.slice(0, 60).map(({ action }) => action)]);
  });

  test('keeps silent while a person’s own plan is in force, and goes on when it is over', async () => {
    const session = new RunSession(config(5, 60));
    session.attach(new TeacherAgent(session.config.agent));
    session.setCoach(makeCoach('scripted'));
    await session.decide();
    session.writePlan('explore north', 'steps-12');
    for (let i = 0; i < 14; i++) await session.decide();
    const plans = session.recorder.steps.map(({ plan }) => plan);
    expect(plans[1]).toBe('explore north');
    expect(plans.slice(2, 13)).toEqual(Array(11).fill(undefined));
    expect(parsePlan(plans[13] ?? '').length).toBeGreaterThan(0);
  });
});

describe('the library', () => {
  test('holds plans that the model knows word by word and the plan language reads as goals', () => {
    const known = new Set(PLAN_WORDS);
    expect(PLAN_LIBRARY.length).toBeGreaterThanOrEqual(10);
    for (const { text, title, when, hold } of PLAN_LIBRARY) {
      expect(text.split(' ').filter((word) => !known.has(word))).toEqual([]);
      expect(text.split(' ').length).toBeLessThanOrEqual(MAX_PLAN_TOKENS);
      expect(parsePlan(text).length).toBe(text.split(' then ').length);
      expect(parseHold(hold)).toBe(hold);
      expect(title.length * when.length).toBeGreaterThan(0);
    }
    expect(new Set(PLAN_LIBRARY.map(({ id }) => id)).size).toBe(PLAN_LIBRARY.length);
  });

  test('is a coach of one plan each, which ends by itself', async () => {
    const record = await coached('library:first-sapling', 5, 60);
    expect(written(record)).toEqual([
      { plan: 'collect 1 sapling then place plant', planBy: 'person' },
      { plan: '', planBy: 'person' },
    ]);
    const end = record.steps.findIndex(({ plan }) => plan === '');
    expect(record.outcome.achievements.place_plant).toBe(end);
  });

  test('every coach has a name that makes it, and other names are refused', () => {
    for (const name of COACH_NAMES) expect(() => makeCoach(name)).not.toThrow();
    for (const bad of ['', 'library:', 'library:none', '__proto__'])
      expect(() => makeCoach(bad)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
