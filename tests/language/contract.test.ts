// The contract, over every language model that runs without a browser.

import { afterAll, beforeAll } from 'vitest';
import { BatchingModel } from '../../src/language/batching.ts';
import type { AnswerGrammar, Prompt } from '../../src/language/language-model.ts';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { nodeOrt } from '../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../src/language/pocket/pocket-model.ts';
import { RemoteModel } from '../../src/language/remote/remote-model.ts';
import { WEB_LLM_MODELS } from '../../src/language/web-llm/catalog.ts';
import { WebLlmModel } from '../../src/language/web-llm/web-llm-model.ts';
import { Random } from '../../src/random.ts';
import { openEndpoint } from '../../src/services/endpoint-model.ts';
import { checkEndpoint } from '../../src/services/endpoint-settings.ts';
import { describeContract } from './contract.ts';
import { memoryReader, tinyModel, VOCABULARY } from './pocket/tiny-files.ts';
import { ChatServer, fails, type Script, says } from './remote/chat-server.ts';
import { ScriptedEngine } from './web-llm/scripted-engine.ts';

const WORDS = VOCABULARY.promptWords;
const TOO_LONG = Array.from({ length: 500 }, () => WORDS[0]).join('\n');

function prompt(i: number, plan: AnswerGrammar['plan']): Prompt {
  const text = `${WORDS[i % WORDS.length]} west\n${WORDS[(3 * i + 1) % WORDS.length]}\nwood ${WORDS[i % 4]}`;
  return { text, grammar: { plan, maxPlanTokens: 5, actions: VOCABULARY.actions }, seed: 1000 + i };
}

async function openPocket(): Promise<PocketModel> {
  const files = await loadModelFiles(memoryReader(tinyModel()));
  return PocketModel.open(files, { loader: nodeOrt(1), preference: 'wasm' });
}

/** A chat model of sorts: it knows no word, but its seed and temperature, and after some ms it keeps to the rule it was given. */
const chats: Script = async (response, request) => {
  const { messages, seed, temperature } = request.body;
  const { content } = messages.at(-1)!;
  if (content.includes(TOO_LONG)) return fails(400, { error: { message: 'too long' } })(response, request);
  const letters = Array.from(content, (letter) => letter.codePointAt(0)!);
  const random = new Random(temperature > 0 ? seed : 0, ...letters);
  await new Promise((resolve) => setTimeout(resolve, random.int(20)));
  const action = random.pick(VOCABULARY.actions);
  const [, rule] = /\[(must|may|never)\]$/.exec(content)!;
  const plans = rule === 'must' || (rule === 'may' && random.uniform() < 0.5);
  const plan = `${random.pick(VOCABULARY.planWords)} ${random.pick(VOCABULARY.planWords)}`;
  return says(plans ? `<plan> ${plan} </plan> ${action}` : action)(response, request);
};

let server: ChatServer;
beforeAll(async () => {
  server = await ChatServer.start(chats);
});
afterAll(() => server.close());

async function openRemote(): Promise<RemoteModel> {
  return new RemoteModel({ url: server.url, model: 'tiny', random: new Random(1), concurrency: 4 });
}

/** What a schedule says to a chat model, it says in words. */
function chatPrompt(i: number, plan: AnswerGrammar['plan']): Prompt {
  const plain = prompt(i, plan);
  return { ...plain, messages: [{ role: 'user', content: `${plain.text} [${plan}]` }] };
}

const longPrompt = { ...prompt(0, 'may'), text: TOO_LONG };
const refused = { prompt: longPrompt, code: 'bad-argument' };

describeContract({ name: 'The pocket model', open: openPocket, prompt, seeded: true, refused });
describeContract({
  name: 'A batching model over it',
  open: async () => new BatchingModel(await openPocket()),
  prompt,
  seeded: true,
  refused,
});
describeContract({
  name: 'A remote model',
  open: openRemote,
  prompt: chatPrompt,
  // This server keeps its seeds, so that a seed that went astray on the way would show.
  seeded: true,
  refused,
});
describeContract({
  name: 'A remote model as an endpoint’s settings ask for it',
  open: async () =>
    openEndpoint(checkEndpoint({ url: server.url, model: 'tiny', apiKey: 'sk-x', concurrency: 3 })),
  prompt: chatPrompt,
  seeded: true,
  refused,
});
describeContract({
  name: 'A batching model over a remote one',
  open: async () => new BatchingModel(await openRemote()),
  prompt: chatPrompt,
  seeded: true,
  refused,
});
describeContract({
  name: 'A web-llm model',
  // Its weights are not here: a script answers, one answer at a time and token by token, as the engine does.
  open: () => WebLlmModel.open(WEB_LLM_MODELS[0], async () => new ScriptedEngine()),
  prompt: chatPrompt,
  seeded: true,
  refused,
});
describeContract({
  name: 'A batching model over a web-llm one',
  open: async () =>
    new BatchingModel(await WebLlmModel.open(WEB_LLM_MODELS[0], async () => new ScriptedEngine())),
  prompt: chatPrompt,
  seeded: true,
  refused,
});
