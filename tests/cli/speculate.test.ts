import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KPredictor } from '../../src/learning/k-predictor/k-predictor.ts';
import { ChatServer, says } from '../language/remote/chat-server.ts';
import { labWith, testFolder } from './run-lab.ts';

const folder = testFolder('k');

const lab = labWith({ GOLDILOCKS_API_KEY: 'not-to-be-seen' });

test('lab train k learns over a few tasks and writes a predictor that can be taken up again', async () => {
  const out = join(folder, 'predictor.bin');
  const tasks = ['--tasks', '8', '--first-task', '185', '--setting', 'tau-0.9-ends', '--out', out, '--json'];
  const { code, stdout, stderr } = await lab('train', 'k', ...tasks);
  expect(code, stderr).toBe(0);
  const { updates, tokens, final, files } = JSON.parse(stdout);
  expect(files).toEqual([out]);
  expect(tokens).toBeGreaterThan(1000);
  expect(final.error).toBeGreaterThan(0);
  const predictor = KPredictor.restore(await readFile(out));
  expect(predictor.updates).toBe(updates);
  expect(predictor.hyper).toMatchObject({ tau: 0.9, taskEnds: 1 });
});

test('lab speculate asks a chat model behind an endpoint, and its key is in no output', async () => {
  const asked: string[] = [];
  const server = await ChatServer.start((response, request) => {
    const { body, headers } = request;
    asked.push(String(headers.authorization));
    const thinks = body.messages[0].content.includes('<plan>');
    const steps = body.messages[1].content.split('<tool>').length - 1;
    const tool = steps === 0 ? 'Image Denoising' : steps === 1 && thinks ? 'Image Captioning' : 'TERMINATE';
    return says(`${thinks ? '<plan> The noise first. </plan> ' : ''}<tool>${tool}</tool>`)(response, request);
  });
  const line = ['speculate', '--model', 'remote:org/some-model', '--endpoint', server.url, '--tasks', '2'];
  const { code, stdout, stderr } = await lab(...line, '--setting', 'sequential,fixed-2', '--json');
  await server.close();
  expect(code, stderr).toBe(0);
  const { rows, setup } = JSON.parse(stdout);
  expect(setup.models).toEqual({ A: 'remote:org/some-model', T: 'remote:org/some-model' });
  // Of three steps A misses the second.
  expect(rows[1]).toMatchObject({ setting: 'fixed-2', lossless: 2, accuracy: 2 / 3 });
  expect(new Set(asked)).toEqual(new Set(['Bearer not-to-be-seen']));
  expect(stdout + stderr).not.toContain('not-to-be-seen');
  const crafter = await lab(...line, '--world', 'Crafter-v1', '--json');
  expect([crafter.code, crafter.stderr]).toEqual([2, expect.stringContaining('no words for chat models')]);
  expect((await lab('speculate', '--model', 'remote:x', '--json')).stderr).toContain('give --endpoint URL');
});

test('lab speculate plays the table over a few tasks, lossless, the same twice, and refuses what is none', async () => {
  const line = ['speculate', '--tasks', '6', '--setting', 'sequential,fixed-2,tau-0.5', '--json'];
  const [one, other] = [await lab(...line), await lab(...line)];
  expect(one.code, one.stderr).toBe(0);
  const { tasks, rows } = JSON.parse(one.stdout);
  expect(tasks).toBe(6);
  expect(JSON.parse(other.stdout).rows).toEqual(rows);
  expect(rows.map((row: { setting: string; lossless: number }) => [row.setting, row.lossless])).toEqual([
    ['sequential', 6],
    ['fixed-2', 6],
    ['tau-0.5', 6],
  ]);
  expect(rows[1]).toMatchObject({ T: 1, P: 1, G: 1, Cost: 1, K: 2 });
  const { code, stderr } = await lab('speculate', '--setting', 'warp-9', '--json');
  expect(code).toBe(2);
  expect(stderr).toContain('"warp-9" is no setting.');
});
