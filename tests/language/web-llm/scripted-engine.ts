// An engine without weights, for what lies around it: it keeps the real one's manners (one answer at a time, pieces that come one by
// one, counts at the end, a seed that it keeps, a GPU that may be lost) and can be made to fail. It knows the words of the tiny
// vocabulary only.

import type { ChatEngine, ChatPiece, ChatRequest } from '../../../src/language/web-llm/engine.ts';
import { Random } from '../../../src/random.ts';
import { VOCABULARY } from '../pocket/tiny-files.ts';

/** Characters of a prompt that is longer than its context. */
const CONTEXT = 2000;

/** What a request is answered with, token by token. */
export type Answering = (request: ChatRequest) => readonly string[];

/** By the seed, or greedily, and by the rule at the prompt's end: `[must]`, `[may]`, `[never]`. */
const byRule: Answering = ({ messages, seed, temperature }) => {
  const { content } = messages.at(-1)!;
  const letters = Array.from(content, (letter) => letter.codePointAt(0)!);
  const random = new Random(temperature > 0 ? seed : 0, ...letters);
  const action = random.pick(VOCABULARY.actions);
  const rule = /\[(must|may|never)\]$/.exec(content)?.[1] ?? 'may';
  const plans = rule === 'must' || (rule === 'may' && random.uniform() < 0.5);
  const plan = [
    '<plan>',
    ` ${random.pick(VOCABULARY.planWords)}`,
    ` ${random.pick(VOCABULARY.planWords)}`,
    ' </plan> ',
  ];
  return plans ? [...plan, action] : [action];
};

export class ScriptedEngine implements ChatEngine {
  readonly why = 'A script answers.';
  readonly requests: ChatRequest[] = [];
  /** Answers that were begun and not yet left. */
  answering = 0;
  /** Pieces that were computed, those of stopped answers included. */
  pieces = 0;
  closed = false;
  /** Thrown before the piece of this number (0-based) of the next answer. */
  failure: { readonly at: number; readonly error: Error } | null = null;
  readonly #answer: Answering;
  readonly #pieceMs: number;

  constructor({ answer = byRule, pieceMs = 1 }: { answer?: Answering; pieceMs?: number } = {}) {
    this.#answer = answer;
    this.#pieceMs = pieceMs;
  }

  async answer(request: ChatRequest): Promise<AsyncIterable<ChatPiece>> {
    if (this.closed) throw named('ModelNotLoadedError', 'Model not loaded before calling it.');
    this.requests.push(request);
    return this.#compute(request);
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  async *#compute(request: ChatRequest): AsyncGenerator<ChatPiece> {
    if (this.answering++ > 0) throw new Error('It was asked in the middle of another answer.');
    try {
      const characters = request.messages.reduce((sum, { content }) => sum + content.length, 0);
      if (characters > CONTEXT)
        throw named('ContextWindowSizeExceededError', 'Prompt tokens exceed context window size.');
      const tokens = this.#answer(request).slice(0, request.max_tokens);
      for (const [i, token] of tokens.entries()) {
        await new Promise((resolve) => setTimeout(resolve, this.#pieceMs));
        this.#failAt(i);
        this.pieces++;
        yield piece(token, request);
      }
      const cut = tokens.length === request.max_tokens;
      yield { choices: [{ delta: {}, finish_reason: cut ? 'length' : 'stop' }] };
      yield {
        choices: [],
        usage: { prompt_tokens: Math.ceil(characters / 4), completion_tokens: tokens.length + 1 },
      };
    } finally {
      this.answering--;
    }
  }

  #failAt(piece: number): void {
    if (this.failure?.at !== piece) return;
    const { error } = this.failure;
    this.failure = null;
    this.closed = true;
    throw error;
  }
}

export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function piece(token: string, { logprobs, top_logprobs }: ChatRequest): ChatPiece {
  // Like the library, which tells none without runners-up.
  const content = logprobs && top_logprobs ? [{ token, logprob: -0.5 }] : [];
  return { choices: [{ delta: { content: token }, ...(logprobs && { logprobs: { content } }) }] };
}
