import { expect, test } from 'vitest';
import type { AgentConfig } from '../../src/agents/agent.ts';
import { writeGate } from '../../src/agents/gate-file.ts';
import { gateOfAgent } from '../../src/agents/gates.ts';
import { PageAgentSource } from '../../src/services/agent-source.ts';
import { bringGate } from '../../src/services/gate-shelf.ts';
import { SweepPlayer } from '../../src/services/sweep-player.ts';
import { unknownGate } from '../agents/gates.ts';

const agentOf = (gate: string): AgentConfig => ({
  model: 'teacher',
  weights: '',
  schedule: 'gate',
  temperature: 1,
  seed: 0,
  gate,
});
const world = { id: 'Crafter-v1', area: [64, 64], length: 20 } as const;
const REPORT = { progress: () => {}, notice: () => {} };

test('whoever plays on the page finds a gate that is kept, and says which one is not', async () => {
  const gate = unknownGate(-0.75, 'plan_age', 1);
  const source = new PageAgentSource({
    loader: () => Promise.reject(new Error('no model is wanted')),
    models: '',
    gates: { read: async (id) => (id === gate.id ? writeGate(gate) : null) },
  });
  const load = (id: string) =>
    source.load(
      { world, seed: 3, agent: agentOf(id) },
      { runtime: 'wasm' },
      REPORT,
      new AbortController().signal,
    );
  expect((await load(gate.id)).agent.config.gate).toBe(gate.id);
  await expect(load('0'.repeat(16))).rejects.toMatchObject({
    code: 'model-missing',
    message: `The gate ${'0'.repeat(16)} is not here.`,
  });
});

test('a player of a sweep has its gates before it plays, and ends with a clear error where one is missing', async () => {
  const gate = unknownGate(-0.875, 'plan_age', 1);
  const told: unknown[] = [];
  const shelf = { read: async (id: string) => (id === gate.id ? writeGate(gate) : null) };
  const load = () => Promise.reject(new Error('no model is wanted'));
  const player = new SweepPlayer(
    load,
    (event) => told.push(event),
    (agent) => bringGate(shelf, agent),
  );
  const open = (id: string) => {
    const configurations = [{ label: 'gated', agent: agentOf(id) }];
    const sweep = { name: 'x', configurations, seeds: [7], maxSteps: 10, area: [64, 64] as const };
    return player.receive({ type: 'open', sweep, runtime: 'wasm' });
  };
  await open(gate.id);
  expect(told.at(-1)).toEqual({ type: 'ready' });
  expect(gateOfAgent(agentOf(gate.id))?.id).toBe(gate.id);
  await open('1'.repeat(16));
  expect(told.at(-1)).toMatchObject({ type: 'ended', error: { code: 'model-missing' } });
});

test('a gate’s file that is damaged, or is another gate’s, is not taken', async () => {
  const gate = unknownGate(-0.625, 'plan_age', 1);
  const bring = (text: string) => bringGate({ read: async () => text }, agentOf(gate.id));
  await expect(bring('{')).rejects.toMatchObject({ code: 'bad-model' });
  await expect(bring(writeGate(unknownGate(0.5)))).rejects.toMatchObject({ code: 'wrong-hash' });
  await expect(bringGate(undefined, agentOf(gate.id))).rejects.toMatchObject({ code: 'model-missing' });
  await bring(writeGate(gate));
  expect(gateOfAgent(agentOf(gate.id))?.id).toBe(gate.id);
});
