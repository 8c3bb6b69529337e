// What a remote model has been asked for so far, in requests, tokens and money. Answers that failed or were stopped count too:
// their tokens were generated, and are paid for.

/** Money per million tokens, in any currency. */
export interface Prices {
  readonly prompt: number;
  readonly generated: number;
}

/** Tokens of one request. */
export interface Tokens {
  readonly prompt: number;
  readonly generated: number;
  /** false: the server did not say, so they were counted from what came (one token a piece of the stream). */
  readonly reported: boolean;
}

export interface Usage {
  /** Requests that were sent, those that were tried again included. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly generatedTokens: number;
  /** Requests whose tokens were counted here, since the server did not say. */
  readonly estimated: number;
  /** What the tokens come to; null without prices. */
  readonly money: number | null;
}

/** Characters of a prompt per token where a server does not count them: the usual rule of thumb for English. */
const CHARACTERS_PER_TOKEN = 4;

export function estimatedPromptTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/** Adds requests up. */
export class UsageMeter {
  readonly #prices: Prices | null;
  #requests = 0;
  #prompt = 0;
  #generated = 0;
  #estimated = 0;

  constructor(prices: Prices | null) {
    this.#prices = prices;
  }

  add({ prompt, generated, reported }: Tokens): void {
    this.#requests++;
    this.#prompt += prompt;
    this.#generated += generated;
    if (!reported) this.#estimated++;
  }

  get total(): Usage {
    return {
      requests: this.#requests,
      promptTokens: this.#prompt,
      generatedTokens: this.#generated,
      estimated: this.#estimated,
      money: this.#prices && moneyFor(this.#prices, this.#prompt, this.#generated),
    };
  }
}

export function moneyFor(prices: Prices, promptTokens: number, generatedTokens: number): number {
  return (promptTokens * prices.prompt + generatedTokens * prices.generated) / 1e6;
}

/** What two models were asked together; money only where both name a price for theirs. */
export function addUsage(one: Usage | null, other: Usage | null): Usage | null {
  if (!one || !other) return one ?? other;
  return {
    requests: one.requests + other.requests,
    promptTokens: one.promptTokens + other.promptTokens,
    generatedTokens: one.generatedTokens + other.generatedTokens,
    estimated: one.estimated + other.estimated,
    money: one.money === null || other.money === null ? null : one.money + other.money,
  };
}
