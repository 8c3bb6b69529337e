// Remote chat models on the command line, against a real server: what is asked, what is printed, and that the key is nowhere in it.

import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BALROG_ACTIONS } from '../../src/worlds/crafter/balrog.ts';
import { ChatServer, fails, says } from '../language/remote/chat-server.ts';
import { labWith, testFolder } from './run-lab.ts';

const KEY = 'sk-not-to-be-seen';
const MODEL = 'remote:org/some-model';
let server: ChatServer;
const folder = testFolder('remote');
beforeEach(async () => {
  server = await ChatServer.start(async (response, request) => {
    const { messages, seed } = request.body;
    // So that requests which come together are open together.
    await new Promise((resolve) => setTimeout(resolve, 10));
    const action = seed % 5 === 4 ? 'hmm' : BALROG_ACTIONS[1 + (seed % 5)];
    const plans = messages.at(-1)!.content.includes('Make a new plan now');
    return says(plans ? `<plan> look around </plan> ${action}` : action)(response, request);
  });
});
afterEach(() => server.close());

const lab = labWith({ GOLDILOCKS_API_KEY: KEY });

describe('lab with a remote model', () => {
  test('plays a run whose record and link name the model alone, and says what it cost', async () => {
    const out = join(folder, 'run.goldilocks');
    const { code, stdout, stderr } = await lab(
      ...[
        'run',
        '--seed',
        '7',
        '--steps',
        '12',
        '--model',
        MODEL,
        '--schedule',
        'every-4',
        '--endpoint',
        server.url,
      ],
      ...['--price-in', '2', '--price-out', '8', '--out', out, '--json'],
    );
    expect(code, stderr).toBe(0);
    const { steps, plans, planTokens, usage, link } = JSON.parse(stdout);
    expect([steps, plans]).toEqual([12, 3]);
    expect(planTokens).toBeGreaterThan(0);
    expect(usage).toMatchObject({ requests: 12, promptTokens: 1200, estimated: 0 });
    expect(usage.money).toBeCloseTo((1200 * 2 + usage.generatedTokens * 8) / 1e6);
    const bytes = (await readFile(out)).toString('latin1');
    for (const text of [stdout, stderr, link, bytes]) {
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(new URL(server.url).host);
    }
    const verified = await lab('verify', link, '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ steps: 12, equal: true });
    expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${KEY}`]),
    );
  });

  test('evaluates it over seeds, so many requests at a time, and holds its answers where that is asked', async () => {
    const { code, stdout, stderr } = await lab(
      ...['evaluate', '--seeds', '4', '--max-steps', '8', '--model', MODEL, '--schedule', 'never'],
      ...['--endpoint', server.url, '--concurrency', '2', '--constrained', '--constraint', 'vllm', '--json'],
    );
    expect(code, stderr).toBe(0);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ episodes: 4, usage: { requests: 32 } });
    expect(json.agent).toMatchObject({ model: MODEL, constrained: true, weights: '' });
    expect(server.mostOpen).toBe(2);
    expect(server.requests[0].body.structured_outputs).toBeDefined();
  });

  test('plays a sweep with it, which a second call takes from its folder', async () => {
    const file = join(folder, 'curve.json');
    const grid = { models: [MODEL], schedules: ['never', 'every-2'] };
    await writeFile(file, JSON.stringify({ seeds: '2', maxSteps: 4, grid }));
    const sweep = () =>
      lab('sweep', file, '--endpoint', server.url, '--out', join(folder, 'curve'), '--json');
    const { code, stdout, stderr } = await sweep();
    expect(code, stderr).toBe(0);
    const { rows, usage } = JSON.parse(stdout);
    expect(rows.map(({ label }: { label: string }) => label)).toEqual(['never', 'every-2']);
    expect(usage[MODEL].requests).toBe(16);
    const again = JSON.parse((await sweep()).stdout);
    expect(again.usage[MODEL].requests).toBe(0);
    expect(again.rows[1].progress).toEqual(rows[1].progress);
    const kept = (await readdir(join(folder, 'curve'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.join('')).not.toContain(KEY);
  });

  test.each([
    ['no endpoint', ['--model', MODEL], 'give --endpoint URL'],
    ['an endpoint for a pocket model', ['--endpoint', 'http://localhost:1/v1'], '--endpoint goes with'],
    [
      'a gate',
      ['--model', MODEL, '--endpoint', 'http://localhost:1', '--schedule', 'gate'],
      'cannot play under a gate',
    ],
    ['a constraint on a pocket model', ['--constrained'], 'goes with a chat model'],
  ])('refuses %s as bad usage', async (_what, args, says) => {
    const { code, stderr } = await lab('run', '--seed', '7', '--steps', '2', ...args);
    expect([code, stderr.includes(says)]).toEqual([2, true]);
  });

  test('says what the server refuses, without the key', async () => {
    server.script(fails(401, { error: { message: `bad key ${KEY}` } }));
    const { code, stdout, stderr } = await lab(
      'run',
      '--seed',
      '7',
      '--steps',
      '2',
      '--model',
      MODEL,
      '--endpoint',
      server.url,
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('does not accept this key (401)');
    expect(stderr).not.toContain(KEY);
  });
});

describe('lab evaluate --protocol balrog', () => {
  test('plays a chat model by the protocol, beside the published table, and keeps every prompt and reply', async () => {
    const transcript = join(folder, 'balrog.jsonl');
    const { code, stdout, stderr } = await lab(
      ...['evaluate', '--protocol', 'balrog', '--model', MODEL, '--endpoint', server.url],
      ...['--max-steps', '15', '--transcript', transcript, '--json'],
    );
    expect(code, stderr).toBe(0);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({
      protocol: 'balrog',
      settings: { episodes: 10, maxSteps: 2000, temperature: 1 },
      agent: { schedule: 'never', temperature: 1, constrained: false },
      seeds: '100..109',
      observations: 'prose',
      // 15 steps are not its 2,000.
      comparable: 'no',
      usage: { requests: 150 },
    });
    expect(json.episodes).toHaveLength(10);
    expect(json.departures[0]).toContain('15 steps at the most, not 2000');
    // Room as BALROG gives it, so that this is no departure.
    expect(new Set(server.requests.map(({ body }) => body.max_tokens))).toEqual(new Set([4096]));
    expect(json.departures.join(' ')).not.toContain('tokens at the most');
    expect(json.published.rows).toContainEqual({ model: 'GPT-4o', progress: 33.1, se: 2.3 });
    expect(json.published.source).toContain('balrog-ai/BALROG');
    const lines = (await readFile(transcript, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(150);
    expect(lines.filter(({ valid }) => !valid)).toHaveLength(
      json.episodes.reduce(
        (sum: number, { invalidReplies }: { invalidReplies: number }) => sum + invalidReplies,
        0,
      ),
    );
    const sent = new Set(server.requests.map(({ body }) => JSON.stringify(body.messages)));
    for (const { messages } of lines) expect(sent).toContain(JSON.stringify(messages));
    const afterInvalid = lines.find(({ seed, step }) =>
      lines.some((line) => line.seed === seed && line.step === step - 1 && !line.valid),
    );
    expect(afterInvalid.messages.at(-1).content).toContain('did not contain a valid action');
  });

  test('plays a pocket model by its own text, and says that this is another protocol', async () => {
    const { code, stdout, stderr } = await lab(
      ...[
        'evaluate',
        '--protocol',
        'balrog',
        '--model',
        'pocket-crafter',
        '--episodes',
        '3',
        '--max-steps',
        '30',
      ],
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('NOT by the protocol');
    expect(stdout).toContain('does not read BALROG’s prose');
    expect(stdout).toMatch(/^> .* pocket-crafter \(here, another protocol\)$/m);
    expect(stdout).toMatch(/33\.1 ± 2\.3 +GPT-4o$/m);
  });

  test('has no place for the teacher, which reads nothing', async () => {
    const { code, stderr } = await lab('evaluate', '--protocol', 'balrog', '--model', 'teacher');
    expect(code).toBe(2);
    expect(stderr).toContain('reads no text');
  });
});
