// A chat completion put together from what a server sends: one object, or a stream of pieces (`delta`). Servers agree on the
// main part of the protocol only, so what is not needed is not looked at, and two spellings of a thinking model's thoughts are
// read: `reasoning_content` (llama.cpp, SGLang, vLLM up to 0.11) and `reasoning` (vLLM since, Ollama). A server that tells
// them not apart leaves `<think> … </think>` before the answer.

import * as z from 'zod/mini';
import type { Site } from './endpoint.ts';
import { brokenStream, notTheProtocol } from './failures.ts';

const text = z.nullish(z.string());
const message = z.nullish(z.object({ content: text, reasoning_content: text, reasoning: text }));
const logProb = z.object({ token: z.string(), logprob: z.number() });
const count = z.nullish(z.int().check(z.minimum(0), z.maximum(1e9)));

const CHUNK = z.object({
  choices: z.optional(
    z.array(
      z.object({
        delta: message,
        message,
        finish_reason: text,
        logprobs: z.nullish(z.object({ content: z.nullish(z.array(logProb)) })),
      }),
    ),
  ),
  usage: z.nullish(z.object({ prompt_tokens: count, completion_tokens: count })),
  error: z.optional(z.unknown()),
});

export interface Reply {
  /** The answer, without thoughts. */
  readonly text: string;
  readonly thoughts: string;
  /** The limit of tokens ended it. */
  readonly cut: boolean;
  /** As the server counts them; null where it does not. */
  readonly promptTokens: number | null;
  readonly generatedTokens: number | null;
  /** The answer as it came, piece by piece (or token by token, where log-probabilities tell them). */
  readonly pieces: readonly string[];
  /** Pieces of thoughts and answer together: tokens, as nearly as a stream tells them. */
  readonly count: number;
  /** Natural log-probabilities of the answer's tokens, where they were asked for and given. */
  readonly logProbs: readonly number[] | null;
}

export class ReplyBuilder {
  readonly #site: Site;
  readonly #pieces: string[] = [];
  readonly #tokens: string[] = [];
  readonly #logProbs: number[] = [];
  #thoughts = '';
  #count = 0;
  #finish: string | null = null;
  #spoke = false;
  #promptTokens: number | null = null;
  #generatedTokens: number | null = null;

  constructor(site: Site) {
    this.#site = site;
  }

  /** The server has said that the answer ends here. */
  get finished(): boolean {
    return this.#finish !== null;
  }

  /** There was a choice in it, so that this is the protocol. */
  get spoke(): boolean {
    return this.#spoke;
  }

  /** Pieces so far. */
  get count(): number {
    return this.#count;
  }

  /** @param json one piece, or a whole answer. @throws RemoteFailure server-error, bad-answer */
  add(json: string): void {
    const chunk = this.#parse(json);
    if (chunk.error) throw brokenStream(this.#site, messageOf(chunk.error));
    // Some servers send running totals: the last one holds.
    this.#promptTokens = chunk.usage?.prompt_tokens ?? this.#promptTokens;
    this.#generatedTokens = chunk.usage?.completion_tokens ?? this.#generatedTokens;
    const choice = chunk.choices?.[0];
    if (!choice) return;
    this.#spoke = true;
    this.#addMessage(choice.delta ?? choice.message);
    for (const { token, logprob } of choice.logprobs?.content ?? []) {
      this.#tokens.push(token);
      this.#logProbs.push(logprob);
    }
    this.#finish = choice.finish_reason ?? this.#finish;
  }

  build(): Reply {
    const content = this.#pieces.join('');
    const { thoughts, answer } = apart(content);
    const logProbs = this.#logProbs.length > 0 ? this.#logProbs : null;
    return {
      text: answer,
      thoughts: [this.#thoughts, thoughts].filter(Boolean).join('\n').trim(),
      cut: this.#finish === 'length',
      promptTokens: this.#promptTokens,
      generatedTokens: this.#generatedTokens,
      pieces: this.#tokens.join('') === content ? this.#tokens : this.#pieces,
      count: Math.max(this.#count, this.#tokens.length),
      logProbs,
    };
  }

  #parse(json: string): z.infer<typeof CHUNK> {
    try {
      return CHUNK.parse(JSON.parse(json));
    } catch {
      throw notTheProtocol(this.#site);
    }
  }

  #addMessage(part: z.infer<typeof message>): void {
    const thought = part?.reasoning_content ?? part?.reasoning ?? '';
    this.#thoughts += thought;
    if (part?.content) this.#pieces.push(part.content);
    if (thought !== '' || part?.content) this.#count++;
  }
}

/** Thoughts and answer of a text that holds both. A template may have written the opening tag itself, before the answer. */
export function apart(content: string): { thoughts: string; answer: string } {
  const close = content.indexOf('</think>');
  const open = /^\s*<think>/.exec(content)?.[0] ?? '';
  if (close >= 0)
    return {
      thoughts: content.slice(open.length, close).trim(),
      answer: content.slice(close + 8).trimStart(),
    };
  return open === ''
    ? { thoughts: '', answer: content }
    : { thoughts: content.slice(open.length), answer: '' };
}

function messageOf(error: unknown): string {
  const { message } = error as { message?: unknown };
  return typeof error === 'string' ? error : String(message ?? '');
}
