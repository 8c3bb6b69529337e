// The pieces of one answer put together into what the remote runtime calls a reply, so that plans, thoughts and counts are read by
// the same code for all chat models.

import { apart, type Reply } from '../remote/reply.ts';
import type { ChatPiece } from './engine.ts';

export class AnswerBuilder {
  readonly #pieces: string[] = [];
  readonly #tokens: string[] = [];
  readonly #logProbs: number[] = [];
  #finish: string | null = null;
  #usage: ChatPiece['usage'];

  add({ choices, usage }: ChatPiece): void {
    this.#usage = usage ?? this.#usage;
    const [choice] = choices;
    if (!choice) return;
    if (choice.delta.content) this.#pieces.push(choice.delta.content);
    for (const { token, logprob } of choice.logprobs?.content ?? []) {
      this.#tokens.push(token);
      // A probability that rounds to a little more than 1.
      this.#logProbs.push(Math.min(0, logprob));
    }
    this.#finish = choice.finish_reason ?? this.#finish;
  }

  build(): Reply {
    const content = this.#pieces.join('');
    const { thoughts, answer } = apart(content);
    return {
      text: answer.trim(),
      thoughts,
      cut: this.#finish === 'length',
      promptTokens: this.#usage?.prompt_tokens ?? null,
      generatedTokens: this.#usage?.completion_tokens ?? null,
      pieces: this.#tokens.join('') === content ? this.#tokens : this.#pieces,
      count: Math.max(this.#pieces.length, this.#tokens.length),
      logProbs: this.#logProbs.length > 0 ? this.#logProbs : null,
    };
  }
}
