// `lab export`, and models in files: exported, run, refused.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256Hex } from '../../src/sha256.ts';
import { lab, testFolder } from './run-lab.ts';

const folder = testFolder('export');

const run = async (model: string) =>
  JSON.parse((await lab('run', '--seed', '7', '--steps', '30', '--model', model, '--json')).stdout);

test('an exported model is checked in stock onnxruntime, and plays from its file as it did', async () => {
  const out = join(folder, 'crafter.onnx');
  const { code, stdout } = await lab('export', '--model', 'pocket-crafter', '--out', out, '--json');
  const json = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(json).toMatchObject({ model: 'pocket-crafter', file: out, adapter: null });
  expect(json.difference).toBeLessThan(1e-4);
  const bytes = await readFile(out);
  expect([bytes.length, sha256Hex(bytes)]).toEqual([json.bytes, json.sha256]);
  const { digest: _, link: __, ...shipped } = await run('pocket-crafter');
  expect(await run(out)).toMatchObject(shipped);
});

test('an adapter is merged, and the file plays as the adapter does', async () => {
  const adapter = 'public/models/pocket-crafter-rl/adapter.safetensors';
  const out = join(folder, 'rl.onnx');
  expect((await lab('export', '--model', adapter, '--out', out)).code).toBe(0);
  const [fromFile, fromAdapter] = [await run(out), await run(adapter)];
  expect(fromFile.achievements).toEqual(fromAdapter.achievements);
  expect(fromFile.tokens).toBe(fromAdapter.tokens);
});

test('weights are found with the card beside them', async () => {
  const json = await run('public/models/pocket-crafter/weights.safetensors');
  expect(json.steps).toBe(30);
});

test('bad usage is exit 2, a bad file exit 1, each with one clear line that names it', async () => {
  const broken = join(folder, 'broken.onnx');
  await writeFile(broken, (await readFile(join(folder, 'crafter.onnx'))).subarray(0, 9000));
  const lone = join(folder, 'lone.safetensors');
  await writeFile(lone, await readFile('public/models/pocket-crafter/weights.safetensors'));
  const cases: [code: number, said: string, ...args: string[]][] = [
    [2, '--model is missing', 'export'],
    [2, 'The teacher is a script', 'export', '--model', 'teacher'],
    [2, 'There is no file', 'export', '--model', join(folder, 'nothing.onnx')],
    [2, 'neither a shipped model nor a model folder', 'export', '--model', 'no-such'],
    [1, 'broken.onnx: The ONNX file cannot be read', 'export', '--model', broken],
    [1, 'without a model card', 'run', '--seed', '1', '--model', lone],
  ];
  for (const [code, said, ...args] of cases) {
    const { stderr, stdout, code: exit } = await lab(...args);
    expect([said, exit, stdout]).toEqual([said, code, '']);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('    at ');
  }
});

test('a model of another world is refused with its world', async () => {
  const out = join(folder, 'pogs.onnx');
  await lab('export', '--model', 'pocket-pogs', '--out', out);
  const { code, stderr } = await lab('run', '--seed', '1', '--model', out);
  expect(code).toBe(1);
  expect(stderr).toContain('plays HardPOGS-v0, not Crafter-v1');
});
