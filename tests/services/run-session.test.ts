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
