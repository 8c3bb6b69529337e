// The teacher plays, because it follows a plan to the letter; what is tested is when the hold says that the plan is over.

import { describe, expect, test } from 'vitest';
import { ENDLESS_STEPS, type PlanHold, parseHold } from '../../src/agents/plan-hold.ts';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import { ITEM } from '../../src/agents/things.ts';
import type { RunConfig } from '../../src/records/record.ts';
import { verifyRecord } from '../../src/records/replay.ts';
import { RunSession } from '../../src/services/run-session.ts';

const CONFIG: RunConfig = {
  world: { id: 'Crafter-v1', area: [64, 64], length: 400 },
  seed: 3,
  agent: { model: 'teacher', weights: '', schedule: 'human', temperature: 0, seed: 3 },
};

function start() {
  const session = new RunSession(CONFIG);
  session.attach(new TeacherAgent(CONFIG.agent));
  return session;
}

/** Steps (1-based) at which a person's plan, or its end (''), came into force. */
const plansOf = (session: RunSession) =>
  session.recorder.steps.flatMap(({ plan, planBy }, i) => (planBy === 'person' ? [[i + 1, plan]] : []));

async function play(session: RunSession, steps: number) {
  for (let i = 0; i < steps && !session.over; i++) await session.decide();
}

describe('a held plan', () => {
  test('for n steps covers n actions and is then handed back, in the record as if a person had done it', async () => {
    const session = start();
    await play(session, 2);
    session.writePlan('explore west', 'steps-5');
    await play(session, 10);
    expect(plansOf(session)).toEqual([
      [3, 'explore west'],
      [8, ''],
    ]);
    expect(verifyRecord(session.record()).equal).toBe(true);
  });

  test('the record is the very one of a person who hands back at that step by hand', async () => {
    const held = start();
    held.writePlan('collect 2 wood', 'steps-7');
    await play(held, 30);
    const byHand = start();
    byHand.writePlan('collect 2 wood');
    await play(byHand, 7);
    byHand.writePlan('');
    await play(byHand, 23);
    expect(held.record()).toEqual(byHand.record());
  });

  test('until it is done ends with the step after the last goal is reached', async () => {
    const session = start();
    session.writePlan('collect 2 wood then place table', 'done');
    await play(session, 200);
    const { steps } = session.recorder;
    const [, [end, text]] = plansOf(session);
    expect(text).toBe('');
    const table = steps.findIndex(({ action }) => session.world.actions[action] === 'place_table');
    expect(end).toBe(table + 2);
    expect(session.record().outcome.achievements.place_table).toBe(table + 1);
  });

  test('asks for a new stone where one was placed before', async () => {
    const session = start();
    const place = session.world.actions.indexOf('place_stone');
    session.writePlan('place stone', 'done');
    await play(session, 300);
    expect(plansOf(session).map(([, text]) => text)).toEqual(['place stone', '']);
    session.writePlan('place stone', 'done');
    await play(session, 3);
    expect(plansOf(session)).toHaveLength(3);
    const stones = () => session.world.state.inventory[ITEM.stone];
    const held = stones();
    expect(held).toBeGreaterThan(0);
    for (let i = 0; stones() >= held && i < 40; i++) session.act(i % 2 === 0 ? place : 1 + (i % 4));
    expect(stones()).toBe(held - 1);
    await play(session, 1);
    expect(plansOf(session).at(-1)).toEqual([session.steps, '']);
  });

  test.each(['explore west', 'sing a song'])(
    'without an end in sight (%s) is over after a while',
    async (text) => {
      const session = start();
      session.writePlan(text, 'done');
      await play(session, ENDLESS_STEPS + 5);
      expect(plansOf(session)).toEqual([
        [1, text],
        [ENDLESS_STEPS + 1, ''],
      ]);
    },
  );

  test('that is pinned stays, and one that is replaced takes its hold with it', async () => {
    const session = start();
    session.writePlan('explore west', 'steps-3');
    await play(session, 1);
    session.writePlan('explore east');
    await play(session, 60);
    expect(plansOf(session)).toEqual([
      [1, 'explore west'],
      [2, 'explore east'],
    ]);
  });
});

test('holds are read strictly', () => {
  expect(['pinned', 'done', 'steps-1', 'steps-1000'].map(parseHold)).toEqual([
    'pinned',
    'done',
    'steps-1',
    'steps-1000',
  ] satisfies PlanHold[]);
  for (const bad of ['', 'steps-0', 'steps-1001', 'steps-1e2', 'steps-5 ', 'forever'])
    expect(() => parseHold(bad)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});
