import { expect, test } from 'vitest';
import { LanguageAgent } from '../../src/agents/language-agent.ts';
import type { RunConfig } from '../../src/records/record.ts';
import { verifyRecord } from '../../src/records/replay.ts';
import { RunSession } from '../../src/services/run-session.ts';
import { UniformModel } from '../agents/uniform-model.ts';

const CONFIG: RunConfig = {
  world: { id: 'Crafter-v1', area: [64, 64], length: 30 },
  seed: 7,
  agent: { model: 'uniform', weights: '', schedule: 'always', temperature: 1, seed: 1 },
};

function start() {
  const session = new RunSession(CONFIG);
  const agent = new LanguageAgent(CONFIG.agent, new UniformModel());
  session.attach(agent);
  return { session, agent };
}

test('the step in which planning is handed back records the plan that the agent then made', async () => {
  const { session, agent } = start();
  session.writePlan('collect wood');
  await session.decide();
  session.writePlan('');
  await session.decide();
  const [first, second] = session.recorder.steps;
  expect(first).toMatchObject({ plan: 'collect wood', planBy: 'person' });
  expect(second).toMatchObject({ plan: agent.plan?.text, planBy: 'agent' });
  expect(verifyRecord(session.record()).equal).toBe(true);
});

test('planning that is handed back by a person who then acts stands in the record, too', () => {
  const { session } = start();
  session.writePlan('');
  session.act(0);
  expect(session.recorder.steps[0]).toMatchObject({ plan: '', planBy: 'person', by: 'person' });
});

test('an impossible action takes nothing with it: the plan waits for the next step', () => {
  const { session } = start();
  session.writePlan('drink water');
  expect(() => session.act(17)).toThrow(/not one of/);
  session.act(1);
  expect(session.recorder.steps).toHaveLength(1);
  expect(session.recorder.steps[0]).toMatchObject({ action: 1, plan: 'drink water', planBy: 'person' });
});

test.each(['steps-6', 'done'] as const)(
  'a plan kept "%s" ends in a resumed run where it would have ended',
  async (hold) => {
    const { session } = start();
    await session.decide();
    session.writePlan('explore west then sleep', hold);
    const ends = hold === 'done' ? 30 : 6;
    for (let step = 0; step < 4; step++) await session.decide();
    const { held } = session.recorder;
    expect(held).toEqual({ hold, since: 1 });

    const resumed = new RunSession({ ...CONFIG, world: { ...CONFIG.world, length: 60 } });
    resumed.restore(session.recorder.steps);
    resumed.hold(held!);
    expect(resumed.recorder.held).toEqual(held);
    resumed.attach(new LanguageAgent(CONFIG.agent, new UniformModel()));
    while (resumed.steps < 1 + ends) await resumed.decide();
    const byPerson = (step: number) => resumed.recorder.steps[step].plan !== undefined;
    expect(Array.from({ length: ends - 4 }, (_, i) => byPerson(5 + i))).not.toContain(true);
    await resumed.decide();
    expect(resumed.recorder.steps[1 + ends].planBy).toBe('agent');
    expect(resumed.recorder.held).toBe(null);
  },
);

test('a hold that does not fit the stored steps leaves the plan pinned', async () => {
  const { session } = start();
  session.writePlan('collect wood', 'steps-3');
  await session.decide();
  const resumed = new RunSession(CONFIG);
  resumed.restore(session.recorder.steps);
  resumed.hold({ hold: 'steps-3', since: 5 });
  expect(resumed.recorder.held).toBe(null);
});
