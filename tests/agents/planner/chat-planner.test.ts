// A chat model as a planner, against an endpoint that speaks the real protocol.

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChatPlanner, readSteps } from '../../../src/agents/planner/chat-planner.ts';
import { RemoteModel } from '../../../src/language/remote/remote-model.ts';
import { Random } from '../../../src/random.ts';
import { parseDomain } from '../../../src/worlds/strips/domain.ts';
import { stepText } from '../../../src/worlds/strips/plan.ts';
import { parseProblem } from '../../../src/worlds/strips/problem.ts';
import { validatePlan } from '../../../src/worlds/strips/validate.ts';
import { CROSSING, CROSSING_PLAN, FERRY } from '../../deployment/own-files.ts';
import { ChatServer, fails, says } from '../../language/remote/chat-server.ts';

const problem = parseProblem(parseDomain(FERRY.text), CROSSING.text);
const LINES = CROSSING_PLAN.replaceAll(') (', ')\n(');
const textOf = (answer: string) => readSteps(answer).map(stepText).join(' ');

let server: ChatServer;
let planner: ChatPlanner;
beforeAll(async () => {
  server = await ChatServer.start(says(LINES));
  planner = new ChatPlanner(
    new RemoteModel({ url: server.url, model: 'some', random: new Random(1), backoff: { attempts: 1 } }),
    FERRY.text,
  );
});
afterAll(() => server.close());
beforeEach(() => server.script(says(LINES)));

test('a plan in any domain is asked for in PDDL, and read with its tokens', async () => {
  const [answer] = await planner.plan([{ problem, seed: 5 }], 0.6);
  expect(validatePlan(problem, answer.plan)).toEqual({ valid: true, steps: 4 });
  expect(answer.tokens).toBe(12);
  const [{ body }] = server.requests;
  expect(body.temperature).toBe(0.6);
  expect(body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(body.messages[1].content).toContain(FERRY.text);
  expect(body.messages[1].content).toContain(CROSSING.text);
  expect(body.messages[1].content).toContain('one action a line');
});

test('each request has its own seed, the same one every time', async () => {
  const requests = [1, 2, 1].map((seed) => ({ problem, seed }));
  await planner.plan(requests, 1);
  const seeds = server.requests.map(({ body }) => body.seed);
  expect([new Set(seeds).size, seeds.length]).toEqual([2, 3]);
});

test.each([
  [
    'json-schema',
    JSON.stringify({
      steps: readSteps(LINES).map(({ name, args: [object1, object2] }) => ({
        action: name,
        object1,
        object2,
      })),
    }),
  ],
  ['vllm', LINES],
  ['sglang', LINES],
  ['llama.cpp', LINES],
] as const)(
  'held to well-formed steps in the way of %s, the answer is read the same',
  async (constraint, answer) => {
    server.script(says(answer));
    const model = new RemoteModel({ url: server.url, model: 'some', random: new Random(1), constraint });
    const [{ plan }] = await new ChatPlanner(model, FERRY.text, true).plan([{ problem, seed: 1 }], 1);
    expect(plan.map(stepText).join(' ')).toBe(CROSSING_PLAN);
    const { body } = server.requests[0];
    const asked = JSON.stringify([body.response_format, body.structured_outputs, body.regex, body.grammar]);
    for (const word of ['sail', 'board', 'leave', 'north', 'c1']) expect(asked).toContain(word);
  },
);

test('the regular expression takes every well-formed plan, and nothing else', async () => {
  const model = new RemoteModel({
    url: server.url,
    model: 'some',
    random: new Random(1),
    constraint: 'sglang',
  });
  await new ChatPlanner(model, FERRY.text, true).plan([{ problem, seed: 1 }], 1);
  const regex = new RegExp(`^${server.requests[0].body.regex}$`);
  expect([LINES, '', '(sail c1 c1)\n'].every((text) => regex.test(text))).toBe(true);
  expect(
    ['(sail north)', '(swim north south)', '(sail north west)', 'sail'].some((text) => regex.test(text)),
  ).toBe(false);
});

test('a plan ends with its first illegal step where that is asked for', async () => {
  server.script(says('(sail south north)\n(sail south north)\n(board c1 north)'));
  const [whole] = await planner.plan([{ problem, seed: 1 }], 1);
  const [cut] = await planner.plan([{ problem, seed: 1, stopAtFault: true }], 1);
  expect([whole.plan.length, cut.plan.length]).toEqual([3, 2]);
  expect(cut.tokens).toBe(whole.tokens);
});

test('what befalls the endpoint is thrown, and an abort stops asking', async () => {
  server.script(fails(401));
  await expect(planner.plan([{ problem, seed: 1 }], 1)).rejects.toMatchObject({ code: 'unauthorized' });
  const stop = new AbortController();
  stop.abort();
  await expect(planner.plan([{ problem, seed: 1 }], 1, stop.signal)).rejects.toThrow();
});

test.each([
  ['steps one a line', LINES],
  ['all in one line', CROSSING_PLAN],
  ['prose around them', `Sure (this is easy), here it is:\n${LINES}\nThat's it (4 steps).`],
  [
    'a numbered list',
    LINES.split('\n')
      .map((line, i) => `${i + 1}. ${line}`)
      .join('\n'),
  ],
  [
    'a list of code',
    LINES.split('\n')
      .map((line) => `- \`${line}\``)
      .join('\n'),
  ],
  ['upper case and comments', `${LINES.toUpperCase()}\n; cost = 4 (unit cost)`],
  ['a fenced block', `I first try\n(sail north south)\nNo:\n\`\`\`pddl\n${LINES}\n\`\`\`\nDone.`],
  ['a draft in another block', `\`\`\`\n(sail north south)\n\`\`\`\nBetter:\n\`\`\`\n${LINES}\n\`\`\``],
  ['an empty block behind it', `${LINES}\n\`\`\`\nnothing\n\`\`\``],
  ['thoughts before it', `<think>\n(sail north south)\n</think>\n${LINES}`],
])('an answer with %s is the plan', (_, answer) => {
  expect(textOf(answer)).toBe(CROSSING_PLAN);
});

test.each([
  ['nothing', ''],
  ['prose', 'I cannot (sorry) plan this.'],
  ['unfinished steps', '(sail south'],
  ['nested lists', '((sail south north))'],
])('an answer of %s is the empty plan', (_, answer) => {
  expect(readSteps(answer)).toEqual([]);
});

test('any answer is read without harm, and no plan is longer than it may be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      for (const { name } of readSteps(text)) expect(name).not.toMatch(/[()\s;]/);
    }),
  );
  const endless = readSteps('(sail south north)\n'.repeat(50_000));
  expect(endless).toHaveLength(1000);
  const wide = readSteps(`(${'x'.repeat(90)} ${'y'.repeat(90)})\n`.repeat(1000));
  expect(wide.map(stepText).join(' ').length).toBeLessThanOrEqual(60_000);
  expect(readSteps(`${' '.repeat(1e6)}(`)).toEqual([]);
});
