// A fork of an agent and its world: the same future with the same chance, another one with other chance, and the
// original undisturbed.

import { expect, test } from 'vitest';
import type { AgentConfig } from '../../src/agents/agent.ts';
import { LanguageAgent } from '../../src/agents/language-agent.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { UniformModel } from './uniform-model.ts';

const config: AgentConfig = {
  model: 'uniform',
  weights: '',
  schedule: 'dynamic',
  temperature: 1,
  seed: 5,
};

/** An agent and its world after 40 steps. */
async function played() {
  const agent = new LanguageAgent(config, new UniformModel());
  agent.reset();
  const world = new Crafter();
  world.reset(3);
  await playOn(agent, world, 40);
  return { agent, world };
}

/** Prompts and actions of the next steps. */
async function playOn(agent: LanguageAgent, world: Crafter, steps: number): Promise<string[]> {
  const seen: string[] = [];
  for (let i = 0; i < steps; i++) {
    const { text } = agent.prepare(world.observation);
    const { action } = await agent.decide(world.observation);
    seen.push(`${text} ${action}`);
    world.step(action);
  }
  return seen;
}

function twinOf(world: Crafter): Crafter {
  const twin = new Crafter();
  twin.restore(world.snapshot());
  return twin;
}

test('a forked agent reads and does what the original would, and neither disturbs the other', async () => {
  const { agent, world } = await played();
  const fork = agent.fork();
  const [other, checksum] = [twinOf(world), world.checksum()];
  const expected = await playOn(fork, other, 30);
  expect(world.checksum()).toBe(checksum);
  expect(await playOn(agent, world, 30)).toEqual(expected);
  expect(agent.memory).toEqual(fork.memory);
  expect(other.checksum()).toBe(world.checksum());
});

test('a reseeded world is in the same state, has another future, and the same one for the same seed', async () => {
  const { world } = await played();
  const worlds = [7, 7, 8].map((seed) => {
    const twin = twinOf(world);
    twin.reseed(seed);
    return twin;
  });
  expect(worlds.map((twin) => twin.state.materials)).toEqual(worlds.map(() => world.state.materials));
  for (const twin of worlds) for (let i = 0; i < 50; i++) twin.step(0);
  const [one, same, other] = worlds.map((twin) => twin.checksum());
  expect(same).toBe(one);
  expect(other).not.toBe(one);
});
