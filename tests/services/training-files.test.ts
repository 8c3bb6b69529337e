// Files of gates from anybody: told apart, checked, and made into what the other pages choose.

import { expect, test } from 'vitest';
import { GATE_FEATURES } from '../../src/agents/gate-features.ts';
import { readGate, writeGate } from '../../src/agents/gate-file.ts';
import { nodeOrt } from '../../src/language/pocket/ort-node.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';
import { gateAtStart } from '../../src/learning/gate/gate-learner.ts';
import { gateHyperparameters } from '../../src/learning/gate/hyperparameters.ts';
import type { PageSurroundings } from '../../src/services/agent-source.ts';
import { checkFile, learnedOf } from '../../src/services/training-files.ts';
import { type GateCheckpoint, writeGateCheckpoint } from '../../src/training/rl/gate-checkpoint.ts';
import { gateOfTrained } from '../../src/training/rl/gate-run.ts';
import { testGate } from '../agents/gates.ts';

const page: PageSurroundings = { loader: async () => nodeOrt(1), models: 'http://nowhere.invalid' };
const FEATURES = GATE_FEATURES.map(({ name }) => name);
const hyper = gateHyperparameters({ lanes: 2, units: 4 });
const { weights } = SHIPPED_MODELS['pocket-crafter'];
const trained = (seed: number) => gateAtStart({ inputs: FEATURES.length, seed, hyper });

function runOf(change: Partial<GateCheckpoint> = {}): GateCheckpoint {
  const zeros = new Map([...trained(1)].map(([name, { length }]) => [name, new Float32Array(length)]));
  const learner = { trained: trained(1), mean: zeros, square: zeros, updates: 4, steps: 16 };
  const lanes = [7, 8].map((seed) => ({ seed, answers: [] }));
  const best = { trained: trained(2), score: { mean: 41.25, ci95: null, episodes: 8 }, update: 3 };
  return {
    plan: { seed: 1, hyper, steps: 1000, maxSteps: 50, evaluateEvery: 1 },
    model: { id: 'pocket-crafter', weights },
    features: FEATURES,
    state: { learner, collector: { nextSeed: 9, lanes }, globalStep: 1024, best },
    ...change,
  };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const check = (text: string) => checkFile(page, bytesOf(text));

test('a gate, and the checkpoint of a gate’s training, are told apart', async () => {
  expect(await check(writeGate(testGate(-1)))).toEqual({ kind: 'gate' });
  const run = runOf();
  expect(await check(writeGateCheckpoint(run))).toEqual({
    kind: 'checkpoint',
    training: { kind: 'gate', plan: run.plan },
    base: { model: 'pocket-crafter', weights },
    state: run.state,
  });
});

test('what a gate has learned at its best becomes a file with facts; without evaluations, what it is now', async () => {
  const run = runOf();
  const { kind, bytes } = await learnedOf(page, bytesOf(writeGateCheckpoint(run)), 'mine');
  expect(kind).toBe('gate');
  const gate = readGate(new TextDecoder().decode(bytes));
  expect(gate.id).toBe(gateOfTrained(FEATURES, { trained: trained(2) }).id);
  expect(gate.facts).toMatchObject({ model: 'pocket-crafter', price: '0.01', progress: '41.3 %, n = 8' });
  expect(gate.facts.made).toContain('after update 3');
  const plain = runOf({ state: { ...run.state, best: null } });
  const last = await learnedOf(page, bytesOf(writeGateCheckpoint(plain)), 'mine');
  expect(readGate(new TextDecoder().decode(last.bytes)).id).toBe(
    gateOfTrained(FEATURES, { trained: trained(1) }).id,
  );
});

test('a file that is neither, or of what is not here, is refused', async () => {
  const run = runOf();
  const few = { ...run.state, collector: { nextSeed: 9, lanes: run.state.collector.lanes.slice(1) } };
  const refused: [text: string, code: string][] = [
    ['{"hello": 1}', 'bad-model'],
    ['{"hello": 1', 'bad-model'],
    [writeGateCheckpoint(runOf({ model: { id: 'pocket-crafter', weights: '0'.repeat(16) } })), 'bad-model'],
    [writeGateCheckpoint(runOf({ model: { id: 'gpt-17', weights } })), 'model-missing'],
    [writeGateCheckpoint(runOf({ features: FEATURES.map((name) => `${name}2`) })), 'bad-model'],
    [writeGateCheckpoint(runOf({ plan: { ...run.plan, hyper: { ...hyper, startRate: 1 } } })), 'bad-model'],
    [writeGateCheckpoint(runOf({ state: few })), 'bad-model'],
  ];
  for (const [text, code] of refused)
    await expect(check(text), text.slice(0, 80)).rejects.toMatchObject({ code });
});
