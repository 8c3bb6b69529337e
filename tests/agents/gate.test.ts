import { describe, expect, test } from 'vitest';
import type { AgentConfig } from '../../src/agents/agent.ts';
import { askGate, gateId, gateLogit } from '../../src/agents/gate.ts';
import { GATE_FEATURES } from '../../src/agents/gate-features.ts';
import { MAX_GATE_CHARACTERS, readGate, writeGate } from '../../src/agents/gate-file.ts';
import { DEFAULT_GATE, gateFor, gateOfAgent, isGateKnown, withGate } from '../../src/agents/gates.ts';
import { Lane, playLanes } from '../../src/agents/lanes.ts';
import { LanguageAgent } from '../../src/agents/language-agent.ts';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import { decodeRecord, encodeConfig, encodeRecord } from '../../src/records/codec.ts';
import { verifyRecord } from '../../src/records/replay.ts';
import { checkConfig } from '../../src/records/schema.ts';
import { RunSession } from '../../src/services/run-session.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { testGate, unknownGate } from './gates.ts';
import golden from './golden/gate.json' with { type: 'json' };
import { UniformModel } from './uniform-model.ts';

const floats = (numbers: readonly number[]) => Float32Array.from(numbers);
const configOf = (gate: string, more: Partial<AgentConfig> = {}): AgentConfig => ({
  model: 'uniform',
  weights: '',
  schedule: 'gate',
  temperature: 1,
  seed: 5,
  gate,
  ...more,
});

describe('the network', () => {
  const network = {
    features: golden.features[0].map((_, i) => `f${i}`),
    hidden: floats(golden.hidden),
    hiddenBias: floats(golden.hiddenBias),
    out: floats(golden.out),
    outBias: floats(golden.outBias),
  };

  test('gives the logits and probabilities that numpy does', () => {
    for (const [i, features] of golden.features.entries()) {
      expect(gateLogit(network, features)).toBeCloseTo(golden.logits[i], 10);
      const { probability } = askGate(network, features, { seed: 1, temperature: 1 }, i);
      expect(probability).toBeCloseTo(golden.probabilities[i], 10);
    }
  });

  test('at temperature 0 takes the likelier; at 1 plans as often as it says; colder, it is surer', () => {
    const share = (temperature: number, features: readonly number[]) => {
      const asked = Array.from({ length: 4000 }, (_, step) =>
        askGate(network, features, { seed: 3, temperature }, step),
      );
      return asked.filter(({ plans }) => plans).length / asked.length;
    };
    for (const [i, features] of golden.features.slice(0, 5).entries()) {
      const p = golden.probabilities[i];
      expect(share(0, features)).toBe(p >= 0.5 ? 1 : 0);
      expect(Math.abs(share(1, features) - p)).toBeLessThan(0.03);
      expect(Math.abs(share(0.25, features) - 0.5)).toBeGreaterThanOrEqual(Math.abs(p - 0.5) - 0.03);
    }
  });

  test('an id changes with any weight and with the inputs’ names', () => {
    const id = gateId(network);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(gateId({ ...network, outBias: floats([network.outBias[0] + 1e-6]) })).not.toBe(id);
    expect(gateId({ ...network, features: [...network.features].reverse() })).not.toBe(id);
  });
});

describe('what a gate sees', () => {
  const start = () => {
    const agent = new LanguageAgent(configOf(testGate(-20).id), new UniformModel());
    agent.reset();
    const world = new Crafter();
    return { agent, world, observation: world.reset(8).observation };
  };
  const named = (features: ArrayLike<number>) =>
    Object.fromEntries(GATE_FEATURES.map(({ name }, i) => [name, features[i]]));

  test('at the start: full vitals, day, empty hands, no plan, no step', () => {
    const { agent, observation } = start();
    const seen = named(agent.features(observation));
    expect(seen).toMatchObject({ health: 1, food: 1, drink: 1, energy: 1, asleep: 0, wood: 0, pickaxe: 0 });
    expect(seen).toMatchObject({ achievements: 0, unlocked: 0, gained: 0, hurt: 0, moved: 0, steps: 0 });
    expect(seen).toMatchObject({ no_plan: 1, plan_age: 0, plan_young: 0, plan_words: 0 });
    expect(seen.darkness).toBeCloseTo(1 - observation.daylight, 6);
  });

  test('a plan’s age and words, a step, a sapling gained and unlocked, a wound, a zombie beside the player', () => {
    const { agent, world, observation } = start();
    agent.setPlan('collect 4 wood');
    expect(named(agent.features(observation))).toMatchObject({
      no_plan: 0,
      plan_young: 1,
      plan_words: 3 / 16,
    });
    const { inventory, entities, ...rest } = world.step(0).observation;
    const hurt = inventory.slice();
    hurt[0] -= 2;
    hurt[4] += 1;
    const zombie = entities.slice();
    zombie[3 * 9 + 5] = 3;
    agent.replay(observation, { action: 0, by: 'agent' });
    const seen = named(agent.features({ ...rest, inventory: hurt, entities: zombie }));
    expect(seen).toMatchObject({ hurt: 0.5, gained: 1, unlocked: 1, moved: 0, plan_young: 0.5, hostile: 1 });
    expect(seen.health).toBeCloseTo(5 / 9, 6);
    expect(seen.sapling).toBeCloseTo(1 / 9, 6);
    expect(seen.achievements).toBeCloseTo(1 / 22, 6);
    expect(seen.plan_age).toBeCloseTo(1 / 24, 6);
    expect(seen.steps).toBeCloseTo(0.001, 6);
  });

  test('whether the plan language finds goals in the plan, and whether they are done', () => {
    const seenUnder = (plan: string, saplings: number) => {
      const { agent, world, observation } = start();
      agent.setPlan(plan);
      agent.replay(observation, { action: 0, by: 'agent' });
      const next = world.step(0).observation;
      const inventory = next.inventory.slice();
      inventory[4] += saplings;
      return named(agent.features({ ...next, inventory }));
    };
    expect(seenUnder('collect 1 sapling', 0)).toMatchObject({ plan_read: 1, plan_done: 0 });
    expect(seenUnder('collect 1 sapling', 1)).toMatchObject({ plan_read: 1, plan_done: 1 });
    expect(seenUnder('be brave', 1)).toMatchObject({ plan_read: 0, plan_done: 0 });
  });

  test('stays within −1.1 and 1.1 through whole episodes, and names are unique', async () => {
    const gate = testGate(-1);
    for (const seed of [3, 8]) {
      const world = new Crafter({ length: 400 });
      let state = world.reset(seed);
      const agent = new TeacherAgent(configOf(gate.id));
      const watcher = new LanguageAgent(configOf(gate.id), new UniformModel());
      while (!state.terminated && !state.truncated) {
        for (const x of watcher.features(state.observation)) expect(Math.abs(x)).toBeLessThan(1.1);
        const { action, plan } = agent.decideSync(state.observation);
        const planned = plan === undefined ? {} : { plan, planBy: 'agent' as const };
        watcher.replay(state.observation, { action, by: 'agent', ...planned });
        state = world.step(action);
      }
    }
    expect(new Set(GATE_FEATURES.map(({ name }) => name)).size).toBe(GATE_FEATURES.length);
  });
});

describe('an agent under the schedule gate', () => {
  const play = (bias: number, more: Partial<AgentConfig> = {}) =>
    playLanes({
      model: new UniformModel(),
      config: configOf(testGate(bias).id, more),
      seeds: [1, 2, 3],
      maxSteps: 80,
      lanes: 2,
    });

  test('plans as its gate says, and asks the model for a plan first or an action only', async () => {
    const model = new UniformModel();
    const config = configOf(testGate(-1).id);
    const [episode] = await playLanes({ model, config, seeds: [3], maxSteps: 200, lanes: 1 });
    const asked = model.prompts.map(({ grammar }) => grammar.plan);
    expect(new Set(asked)).toEqual(new Set(['must', 'never']));
    expect(asked.filter((mode) => mode === 'must')).toHaveLength(episode.plans);
    expect(Math.abs(episode.plans / episode.steps - 1 / (1 + Math.E))).toBeLessThan(0.1);
    for (const { plans, steps } of await play(20)) expect(plans).toBe(steps);
    for (const { plans } of await play(-20)) expect(plans).toBe(0);
    for (const { plans } of await play(-0.1, { temperature: 0 })) expect(plans).toBe(0);
  });

  test('says the gate’s probability, the teacher too; a person’s plan holds whatever the gate says', async () => {
    const config = configOf(testGate(1).id);
    const [agent, teacher] = [new LanguageAgent(config, new UniformModel()), new TeacherAgent(config)];
    const { observation } = new Crafter().reset(3);
    agent.reset();
    teacher.reset();
    expect((await agent.decide(observation)).planProbability).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect(teacher.advise(observation).planProbability).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    agent.reset();
    agent.setPlan('go home');
    expect(agent.prepare(observation).grammar.plan).toBe('never');
  });

  test.each(['plan_age', 'plan_done'])(
    'decides the same forked, and relived step by step, looking at %s',
    async (name) => {
      const gate = testGate(-1, name, 8);
      const start = () => {
        const agent = new LanguageAgent(configOf(gate.id), new UniformModel());
        agent.reset();
        const world = new Crafter({ length: 90 });
        return { agent, world, state: world.reset(3) };
      };
      const played = start();
      const relived = start();
      const prompts: string[] = [];
      for (let i = 0; i < 60; i++) {
        const before = played.state.observation;
        const persons = i === 20 ? 'collect wood' : i === 30 ? '' : undefined;
        if (persons !== undefined) played.agent.setPlan(persons);
        const fork = played.agent.fork().prepare(before);
        const prompt = played.agent.prepare(before);
        expect(fork).toEqual(prompt);
        if (persons === undefined) expect(relived.agent.prepare(relived.state.observation)).toEqual(prompt);
        prompts.push(prompt.grammar.plan);
        const { action, plan } = await played.agent.decide(before);
        const theirs = persons === undefined ? {} : { plan: persons, planBy: 'person' as const };
        const planned = plan === undefined ? theirs : { plan, planBy: 'agent' as const };
        relived.agent.replay(relived.state.observation, { action, by: 'agent', ...planned });
        played.state = played.world.step(action);
        relived.state = relived.world.step(action);
      }
      expect(new Set(prompts).size).toBe(2);
    },
  );

  test('needs a gate that is here', () => {
    expect(() => new LanguageAgent(configOf('0123456789abcdef'), new UniformModel())).toThrow(/is not here/);
    expect(() => new Lane({ config: configOf(''), model: null, seed: 1, maxSteps: 9 })).toThrow(/not here/);
    expect(gateFor('gate')).toEqual({ gate: DEFAULT_GATE.id });
    expect(gateFor('dynamic')).toEqual({});
  });

  test('may have one for as long as some work takes, which leaves those that were here before', async () => {
    const passing = unknownGate(-0.125);
    const here = () => gateOfAgent(configOf(passing.id))?.id;
    expect(await withGate(passing, async () => here())).toBe(passing.id);
    expect(here).toThrow(/is not here/);
    await expect(withGate(passing, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(isGateKnown(passing.id)).toBe(false);
    await withGate(DEFAULT_GATE, async () => {});
    expect(isGateKnown(DEFAULT_GATE.id)).toBe(true);
  });
});

describe('records', () => {
  const run = (agent: AgentConfig) => ({
    world: { id: 'Crafter-v1', area: [64, 64], length: 60 } as const,
    seed: 3,
    agent,
  });

  test('of a gated run travel, replay and verify; resumed from half of its steps it ends in the same bytes', async () => {
    const config = run(configOf(testGate(-1).id));
    const whole = new RunSession(config);
    whole.attach(new LanguageAgent(config.agent, new UniformModel()));
    while (!whole.over) await whole.decide();
    const record = whole.record();
    expect(record.steps.some(({ plan }) => plan !== undefined)).toBe(true);
    expect(decodeRecord(encodeRecord(record))).toEqual(record);
    expect(verifyRecord(record).equal).toBe(true);
    const resumed = new RunSession(config);
    resumed.restore(record.steps.slice(0, 30));
    resumed.attach(new LanguageAgent(config.agent, new UniformModel()));
    while (!resumed.over) await resumed.decide();
    expect(encodeRecord(resumed.record())).toEqual(encodeRecord(record));
  });

  test('name a gate under its schedule and nowhere else; those without one have the bytes they had', () => {
    const { gate: _, ...ungated } = configOf('');
    expect(() => checkConfig(run(ungated))).toThrow(/agent/);
    expect(() => checkConfig(run(configOf('XYZ')))).toThrow(/agent.gate/);
    expect(() => checkConfig(run(configOf('0123456789abcdef', { schedule: 'dynamic' })))).toThrow(/agent/);
    const dynamic = run({ ...ungated, schedule: 'dynamic' });
    expect(checkConfig(dynamic)).toEqual(dynamic);
    expect(encodeConfig(dynamic)).toEqual(
      encodeConfig({ ...dynamic, agent: { ...dynamic.agent, gate: undefined } }),
    );
  });
});

describe('a gate’s file', () => {
  const text = writeGate(testGate(-1, 'hurt', 2), { price: '0.01' });

  test('comes back as the gate it was, with what it says about itself', () => {
    const { facts, ...gate } = readGate(text);
    expect(gate).toEqual(testGate(-1, 'hurt', 2));
    expect(facts).toEqual({ price: '0.01' });
    expect(DEFAULT_GATE.features).toEqual(GATE_FEATURES.map(({ name }) => name));
  });

  const file = JSON.parse(text) as Record<string, unknown>;
  const hostile: [what: string, text: string][] = [
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['another format', JSON.stringify({ ...file, format: 'goldilocks-gate-2' })],
    ['a key of its own', JSON.stringify({ ...file, more: 1 })],
    ['other inputs', JSON.stringify({ ...file, features: ['health'] })],
    ['inputs in another order', JSON.stringify({ ...file, features: (file.features as []).toReversed() })],
    ['more units than it has', JSON.stringify({ ...file, units: 2 })],
    ['no units', JSON.stringify({ ...file, units: 0 })],
    ['a billion units', JSON.stringify({ ...file, units: 1e9 })],
    ['half a number', JSON.stringify({ ...file, weights: 'AAAA' })],
    ['no base64', JSON.stringify({ ...file, weights: 'A' })],
    ['weights that are no numbers', JSON.stringify({ ...file, weights: btoa('\xff'.repeat(35 * 4)) })],
    [
      'too many facts',
      JSON.stringify({
        ...file,
        facts: Object.fromEntries(Array.from('abcdefghijklmnopqrstuvwxyz', (c) => [c, c])),
      }),
    ],
  ];
  test.each(hostile)('with %s is refused in a sentence', (_, bad) => {
    expect(() => readGate(bad)).toThrow(expect.objectContaining({ code: 'bad-model' }));
  });

  test('is refused unread above its size', () => {
    expect(() => readGate(' '.repeat(MAX_GATE_CHARACTERS + 1))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});
