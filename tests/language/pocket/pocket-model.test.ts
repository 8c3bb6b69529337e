import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerGrammar, Prompt } from '../../../src/language/language-model.ts';
import { loadModelFiles, type ModelFiles } from '../../../src/language/pocket/model-files.ts';
import { nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../../src/language/pocket/pocket-model.ts';
import { dequantize } from '../../../src/language/pocket/quantize.ts';
import { referenceLogits } from '../../../src/language/pocket/reference.ts';
import { softmax } from '../../../src/language/pocket/sampling.ts';
import { memoryReader, tinyModel, VOCABULARY } from './tiny-files.ts';

const loader = nodeOrt(1);
const LINES = [
  'tree west',
  'cow low health',
  'water east\nstone',
  'wood\ntree tree\ncow',
  'plan | collect 3 ポーション',
];

function prompt(i: number, plan: AnswerGrammar['plan'], maxPlanTokens = 5): Prompt {
  const grammar = { plan, maxPlanTokens, actions: VOCABULARY.actions };
  return { text: LINES[i % LINES.length], grammar, seed: 1000 + i };
}

const prompts = (n: number, plan: AnswerGrammar['plan']) =>
  Array.from({ length: n }, (_, i) => prompt(i, plan));

describe('the pocket model', () => {
  let files: ModelFiles;
  let model: PocketModel;
  beforeAll(async () => {
    files = await loadModelFiles(memoryReader(tinyModel()));
    model = await PocketModel.open(files, { loader, preference: 'wasm' });
  });
  afterAll(() => model.dispose());

  const ACTION = `(${VOCABULARY.actions.join('|')})`;
  const WORD = `(${VOCABULARY.planWords.join('|')})`;
  const PLAN = `<plan> (${WORD} ){1,5}</plan> `;

  it('answers within the grammar, whatever the weights say', async () => {
    const shape = { never: `^${ACTION}$`, must: `^${PLAN}${ACTION}$`, may: `^(${PLAN})?${ACTION}$` };
    for (const plan of ['never', 'must', 'may'] as const)
      for (const { text } of await model.complete(prompts(40, plan), { temperature: 2 }))
        expect(text).toMatch(new RegExp(shape[plan]));
  });

  it('closes a plan of the greatest length and counts its tokens', async () => {
    const answers = await model.complete(prompts(64, 'must'), { temperature: 3 });
    const longest = Math.max(...answers.map((answer) => answer.planTokens));
    expect(longest).toBe(5);
    for (const answer of answers) {
      expect(answer.text.split(' ').length).toBe(answer.generatedTokens);
      expect(answer.generatedTokens).toBe(answer.planTokens + 3);
      expect(answer.tokenIds!.length).toBe(answer.generatedTokens);
    }
  });

  it('tells its last hidden state when asked: what the logits of the first token are made of', async () => {
    const { config } = files.card;
    const embedding = dequantize(config, files.weights).get('embedding')!;
    const asked = await model.complete(prompts(5, 'must'), { temperature: 1, hidden: true });
    const plain = await model.complete(prompts(5, 'must'), { temperature: 1 });
    expect(plain.map(({ text }) => text)).toEqual(asked.map(({ text }) => text));
    expect(plain.every(({ hidden }) => hidden === undefined)).toBe(true);
    for (const [i, { hidden }] of asked.entries()) {
      expect(hidden).toHaveLength(model.hiddenSize);
      const { tokens } = model.tokenizer.encodePrompt(LINES[i]);
      const logits = referenceLogits(config, dequantize(config, files.weights), tokens).slice(
        -config.outputs,
      );
      const own = Array.from({ length: config.outputs }, (_, id) =>
        hidden!.reduce((sum, value, j) => sum + value * embedding[id * config.width + j], 0),
      );
      for (let id = 1; id < config.outputs; id++) expect(own[id]).toBeCloseTo(logits[id], 3);
    }
  });

  it('gives an answer that does not depend on its batch mates', async () => {
    const batch = prompts(70, 'may');
    const together = await model.complete(batch, { temperature: 1 });
    for (const i of [0, 3, 41, 69]) {
      const [alone] = await model.complete([batch[i]], { temperature: 1 });
      expect(alone.text).toBe(together[i].text);
      expect(alone.planProbability).toBeCloseTo(together[i].planProbability!, 5);
    }
    expect(new Set(together.map((answer) => answer.text)).size).toBeGreaterThan(8);
  });

  it('reports the log-probabilities and the plan probability that the reference logits give', async () => {
    const [answer] = await model.complete([prompt(3, 'must')], { temperature: 0.7 });
    const weights = dequantize(files.card.config, files.weights);
    const { tokens } = model.tokenizer.encodePrompt(LINES[3]);
    const { pack, outputs } = files.card.config;
    const sequence = [...tokens];
    for (const [i, id] of answer.tokenIds!.entries()) {
      const logits = referenceLogits(files.card.config, weights, Int32Array.from(sequence)).slice(-outputs);
      if (i === 0) {
        const first = softmax(logits, [model.tokenizer.planOpen, ...model.tokenizer.actionIds], 1);
        expect(answer.planProbability).toBeCloseTo(first[0], 5);
        expect(answer.logProbs![0]).toBe(0);
      }
      if (i === 1) {
        const words = Array.from(model.tokenizer.planWordIds);
        const expected = Math.log(softmax(logits, words, 0.7)[words.indexOf(id)]);
        expect(answer.logProbs![1]).toBeCloseTo(expected, 4);
      }
      sequence.push(id, ...new Array<number>(pack - 1).fill(0));
    }
  });

  it('is greedy at temperature 0: the seed does not matter', async () => {
    const answers = await model.complete(
      [1, 2, 3].map((seed) => ({ ...prompt(1, 'may'), seed })),
      { temperature: 0 },
    );
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  });

  it('serves calls one after another and stops the one that is cancelled', async () => {
    const first = model.complete(prompts(8, 'must'), { temperature: 1 });
    const cancelled = model.complete(prompts(8, 'must'), { temperature: 1 }, AbortSignal.abort());
    const last = model.complete(prompts(8, 'must'), { temperature: 1 });
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect((await last).map((answer) => answer.text)).toEqual((await first).map((answer) => answer.text));
  });

  it('refuses a prompt beyond its context', async () => {
    const text = Array.from({ length: 97 }, () => 'tree').join('\n');
    const long = { ...prompt(0, 'never'), text };
    await expect(model.complete([long], { temperature: 1 })).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('answers nothing to nobody', async () => {
    expect(await model.complete([], { temperature: 1 })).toEqual([]);
  });
});
