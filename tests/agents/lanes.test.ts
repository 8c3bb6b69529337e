import { describe, expect, test } from 'vitest';
import type { AgentConfig, Schedule } from '../../src/agents/agent.ts';
import { type LaneMoment, playLanes } from '../../src/agents/lanes.ts';
import { LanguageAgent } from '../../src/agents/language-agent.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { describeSeen } from '../../src/worlds/crafter/describe-prose.ts';
import { ScriptedModel } from './chat/scripted-model.ts';
import { UniformModel } from './uniform-model.ts';

const config = (schedule: Schedule): AgentConfig => ({
  model: 'uniform',
  weights: '',
  schedule,
  temperature: 1,
  seed: 5,
});

describe('many lanes', () => {
  const play = (lanes: number, schedule: Schedule = 'dynamic') => {
    const model = new UniformModel();
    const options = { model, config: config(schedule), seeds: [1, 2, 3, 4, 5], maxSteps: 60, lanes };
    return playLanes(options).then((episodes) => ({ episodes, model }));
  };

  test('an episode does not depend on how many others are played beside it', async () => {
    const [one, three] = [await play(1), await play(3)];
    expect(three.episodes).toEqual(one.episodes);
    expect(Math.max(...one.model.batches)).toBe(1);
    expect(Math.max(...three.model.batches)).toBe(3);
    expect(one.episodes.map((episode) => episode.seed)).toEqual([1, 2, 3, 4, 5]);
  });

  test('schedules set how often plans are made', async () => {
    const [{ episodes: never }, { episodes: always }, { episodes: every }] = [
      await play(5, 'never'),
      await play(5, 'always'),
      await play(5, 'every-10'),
    ];
    expect(never.every((episode) => episode.plans === 0 && episode.tokens === episode.steps)).toBe(true);
    expect(always.every((episode) => episode.plans === episode.steps)).toBe(true);
    expect(every.every((episode) => episode.plans === Math.ceil(episode.steps / 10))).toBe(true);
  });
});

describe('lanes of a chat model', () => {
  const play = async (opening: number, agent: Partial<AgentConfig> = {}) => {
    const model = new ScriptedModel('Move West', 'nonsense');
    const seen: LaneMoment[] = [];
    const episodes = await playLanes({
      model,
      config: { ...config('never'), model: 'remote:tiny', ...agent },
      seeds: [1, 2],
      maxSteps: 6,
      lanes: 1,
      opening,
      onDecision: (moment) => seen.push(moment),
    });
    return { model, seen, episodes };
  };

  test('are played from prose, with free answers unless the configuration holds them to their form', async () => {
    const { model, seen, episodes } = await play(0);
    expect(model.prompts[0].messages?.[0].content).toContain('Your status:');
    expect(model.prompts.some(({ constrained }) => constrained)).toBe(false);
    expect(seen.slice(0, 2).map(({ decision }) => decision.action)).toEqual([1, 0]);
    expect(episodes.map(({ steps, tokens }) => [steps, tokens])).toEqual([
      [6, 12],
      [6, 12],
    ]);
    const held = await play(0, { constrained: true });
    expect(held.model.prompts.every(({ constrained }) => constrained)).toBe(true);
  });

  test('begin behind noops that count as no step', async () => {
    const [{ model, episodes }, without] = [await play(40), await play(0)];
    const world = new Crafter();
    let { observation } = world.reset(1);
    for (let i = 0; i < 40; i++) observation = world.step(0).observation;
    const { longTerm, shortTerm } = describeSeen(observation);
    expect(model.prompts[0].messages![0].content).toContain(`${shortTerm}\n${longTerm}`);
    expect(model.prompts[0].messages).not.toEqual(without.model.prompts[0].messages);
    expect(episodes[0].steps).toBe(6);
  });
});

describe('an agent around a language model', () => {
  const start = (schedule: Schedule) => {
    const model = new UniformModel();
    const agent = new LanguageAgent(config(schedule), model);
    agent.reset();
    const world = new Crafter({ length: 50 });
    return { model, agent, world, state: world.reset(3) };
  };

  test('its prompt names the plan in force and counts its age', async () => {
    const { agent, model, world, state } = start('every-3');
    const first = await agent.decide(state.observation);
    const second = world.step(first.action);
    await agent.decide(second.observation);
    expect(model.prompts[0].text).toMatch(/^plan none\n/);
    expect(model.prompts[1].text.split('\n')[0]).toBe(`plan age:1 | ${first.plan}`);
    expect(agent.plan).toEqual({ text: first.plan, age: 2, by: 'agent' });
  });

  test("follows a person's plan until it is handed back", async () => {
    const { agent, model, world, state } = start('always');
    agent.setPlan('build a big castle');
    const { action, plan } = await agent.decide(state.observation);
    expect(plan).toBeUndefined();
    expect(model.prompts[0].grammar.plan).toBe('never');
    expect(model.prompts[0].text).toContain('plan age:0 | build a big castle');
    agent.setPlan('');
    await agent.decide(world.step(action).observation);
    expect(model.prompts[1].grammar.plan).toBe('must');
  });

  test('relives steps that were taken before and then decides as if it had never been away', async () => {
    const played = start('dynamic');
    const steps: { action: number; by: 'agent'; plan?: string; planBy?: 'agent' }[] = [];
    let state = played.state;
    for (let i = 0; i < 20; i++) {
      const { action, plan } = await played.agent.decide(state.observation);
      steps.push({ action, by: 'agent', plan, planBy: plan === undefined ? undefined : 'agent' });
      state = played.world.step(action);
    }
    const resumed = start('dynamic');
    let again = resumed.state;
    for (const step of steps) {
      resumed.agent.replay(again.observation, step);
      again = resumed.world.step(step.action);
    }
    const [one, other] = [played.agent.prepare(state.observation), resumed.agent.prepare(again.observation)];
    expect(other).toEqual(one);
  });
});
