import { expect, test } from 'vitest';
import { bindGoals, PLAN_WORDS, parsePlan } from '../../src/agents/plan-language.ts';
import { THING_WORDS, VERB_WORDS } from '../../src/agents/plan-words.ts';
import { actOn } from '../../src/agents/teacher/act.ts';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import { Random } from '../../src/random.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { ACTIONS } from '../../src/worlds/crafter/names.ts';

/** Moments of an ordinary episode, each with its memory. */
function moments(visit: (agent: TeacherAgent, world: Crafter) => void): void {
  const agent = new TeacherAgent({
    model: 'teacher',
    weights: '',
    schedule: 'dynamic',
    temperature: 0,
    seed: 3,
  });
  agent.reset();
  const world = new Crafter({ length: 400 });
  for (let state = world.reset(3); !state.terminated && !state.truncated; ) {
    const { action } = agent.decideSync(state.observation);
    if (world.state.step % 40 === 0) visit(agent, world);
    state = world.step(action);
  }
}

test('every verb with every thing, sensible or not, is answered with some action at any moment', () => {
  const random = new Random(1);
  let answered = 0;
  moments((agent, world) => {
    for (const verb of VERB_WORDS)
      for (const thing of [...THING_WORDS, '']) {
        const goals = bindGoals(parsePlan(`${verb} ${thing} north far`), agent.memory.inventory);
        expect(ACTIONS[actOn(agent.memory, world.observation, goals, random)]).toBeDefined();
        answered++;
      }
  });
  expect(answered).toBeGreaterThan(1000);
});

test('any heap of plan words is answered, too', () => {
  const random = new Random(2);
  moments((agent, world) => {
    for (let i = 0; i < 200; i++) {
      const words = Array.from({ length: 1 + random.int(10) }, () => random.pick(PLAN_WORDS));
      const goals = bindGoals(parsePlan(words.join(' ')), agent.memory.inventory);
      expect(ACTIONS[actOn(agent.memory, world.observation, goals, random)]).toBeDefined();
    }
  });
});
