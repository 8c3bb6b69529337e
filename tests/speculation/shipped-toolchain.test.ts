import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { folderReader } from '../../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../src/language/pocket/pocket-model.ts';
import { SHIPPED_MODELS, shippedFor, WEIGHTS_DIGITS } from '../../src/language/pocket/shipped.ts';
import { agentsOf, fieldOf } from '../../src/speculation/arena.ts';
import { DEFAULT_SETUP } from '../../src/speculation/setup.ts';
import type { ToolchainPlace } from '../../src/speculation/toolchain-place.ts';
import { type AgentFigures, judge } from '../../src/training/toolchain/judge.ts';

const FOLDER = 'public/models/pocket-toolchain';
const files = await loadModelFiles(folderReader(FOLDER));
const model = await PocketModel.open(files, { preference: 'wasm', loader: nodeOrt() });
afterAll(() => model.dispose());

/** What `train prime --world Toolchain-v1` measured, for each set of tasks. */
type Sets = Record<string, { readonly T: AgentFigures; readonly A: AgentFigures }>;
const evaluation = files.card.training.evaluation as { 'direct-react': Sets };
const sets = evaluation['direct-react'];

describe('pocket-toolchain', () => {
  test('is the one the list names, for its own world, and under a megabyte', () => {
    const { sha256, bytes } = files.card.files.weights;
    const weights = sha256.slice(0, WEIGHTS_DIGITS);
    expect(SHIPPED_MODELS['pocket-toolchain']).toEqual({ weights, bytes, world: 'Toolchain-v1' });
    expect(shippedFor('Toolchain-v1')).toEqual(['pocket-toolchain']);
    expect(shippedFor('Crafter-v1')).not.toContain('pocket-toolchain');
    expect(bytes + readFileSync(`${FOLDER}/model.json`).length).toBeLessThan(1_000_000);
  });

  test('was right with a thought in 90 % of the grammar’s tasks, seen and held out, and in more than half of the longer ones', () => {
    expect(Object.values(sets).map(({ T }) => T.tasks)).toEqual([148, 37, 127]);
    expect(sets['grammar trained'].T.right).toBeGreaterThan(0.9);
    expect(sets['grammar held out'].T.right).toBeGreaterThan(0.9);
    expect(sets['longer held out'].T.right).toBeGreaterThan(0.5);
  });

  test('without a thought agreed with itself at 65 to 85 % of the steps', () => {
    const figures = Object.values(sets).map(({ T }) => T);
    const steps = figures.reduce((sum, set) => sum + set.steps, 0);
    const match = figures.reduce((sum, set) => sum + set.match * set.steps, 0) / steps;
    expect(match).toBeGreaterThan(0.65);
    expect(match).toBeLessThan(0.85);
  });

  test('plays as its card says: 24 tasks of the grammar, at the temperature of speculation', async () => {
    const field = fieldOf(DEFAULT_SETUP);
    const { A, T } = agentsOf(DEFAULT_SETUP, field.wording, { A: model, T: model });
    const starts = Array.from({ length: 24 }, (_, i) => field.start(7 * i) as ToolchainPlace);
    const figures = await judge(T, A, starts);
    expect(figures.right).toBeGreaterThan(0.9);
    expect(figures.match).toBeGreaterThan(0.5);
    expect(figures.match).toBeLessThan(1);
  });
});
