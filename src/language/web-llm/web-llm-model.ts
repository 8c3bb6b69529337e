// A chat model that web-llm runs on this machine's GPU, behind the port. Its engine computes one answer at a time, so a call's
// prompts are answered one after the other, and calls in the order they came.
//
// The GPU may be lost in the middle of an answer: to another program, to sleep, to a model that is too large. The answer then waits,
// the model is loaded anew from this browser's cache, and the same prompt with the same seed is answered again. A run that asked
// notices nothing but the time.

import { type ErrorCode, LabError } from '../../lab-error.ts';
import { Random } from '../../random.ts';
import type { CompleteOptions, Completion, LanguageModel, Prompt } from '../language-model.ts';
import { reasonOf } from '../remote/backoff.ts';
import { completionOf } from '../remote/completion.ts';
import { constraintFields } from '../remote/constraint.ts';
import { Limiter } from '../remote/limiter.ts';
import { estimatedPromptTokens, type Usage, UsageMeter } from '../remote/usage.ts';
import { AnswerBuilder } from './answer.ts';
import { type WebLlmEntry, webLlmModelId } from './catalog.ts';
import { answerFailure, type ChatEngine, type ChatRequest } from './engine.ts';

export interface WebLlmOptions {
  /** Tokens of an answer at the most, a thinking model's thoughts included. */
  readonly maxTokens?: number;
  /** Fill the completions' `logProbs`: of the tokens that were drawn, tempered. Each token then takes a little longer. */
  readonly logProbs?: boolean;
  /** Let models that can think think (Qwen3 and its like): many tokens before each answer. Off by default. */
  readonly thinking?: boolean;
  /** What a person should know: that the model had to be loaded again. */
  readonly onNotice?: (text: string) => void;
}

/** Loads the model into a new engine. @throws LabError */
export type EngineOpener = (signal: AbortSignal) => Promise<ChatEngine>;

/** As for a remote model: room for a plan and some thought. */
const MAX_TOKENS = 1024;
/** Times that a lost GPU is opened again for one answer. */
const MAX_RELOADS = 2;
/** What loading the model again may mend; a damaged file or a bad prompt stays what it is. */
const MENDED_BY_RELOADING: readonly ErrorCode[] = ['device-lost', 'out-of-memory'];
/** ms that an engine has to let go of its GPU. */
const CLOSE_MS = 5000;

export class WebLlmModel implements LanguageModel {
  readonly id: string;
  readonly #open: EngineOpener;
  readonly #options: WebLlmOptions;
  readonly #thinks: boolean;
  readonly #one = new Limiter(1);
  readonly #meter = new UsageMeter(null);
  readonly #disposed = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  /** null between a loss and the next loading. */
  #engine: ChatEngine | null;
  #why: string;

  private constructor(entry: WebLlmEntry, open: EngineOpener, engine: ChatEngine, options: WebLlmOptions) {
    this.id = webLlmModelId(entry.id);
    this.#thinks = /^(own\/)?Qwen3/i.test(entry.id);
    this.#open = open;
    this.#engine = engine;
    this.#options = options;
    this.#why = engine.why;
  }

  /** @throws LabError aborted, and what opening throws */
  static async open(
    entry: WebLlmEntry,
    open: EngineOpener,
    options: WebLlmOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<WebLlmModel> {
    const engine = await open(options.signal ?? new AbortController().signal);
    return new WebLlmModel(entry, open, engine, options);
  }

  get runtime(): LanguageModel['runtime'] {
    return { kind: 'web-llm', why: this.#why };
  }

  /** Tokens so far. */
  get usage(): Usage {
    return this.#meter.total;
  }

  /** @throws LabError aborted, bad-argument, device-lost, out-of-memory, and what opening throws where the GPU was lost */
  async complete(
    prompts: readonly Prompt[],
    options: CompleteOptions,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Completion[]> {
    const any = AbortSignal.any([signal, this.#disposed.signal]);
    const completions: Completion[] = [];
    for (const prompt of prompts) completions.push(await this.#inTurn(prompt, options, any));
    if (any.aborted) throw reasonOf(any);
    return completions;
  }

  async dispose(): Promise<void> {
    this.#disposed.abort(new LabError('aborted', 'The model was closed.'));
    await Promise.allSettled(this.#running);
    await this.#close();
  }

  /** A caller that goes is let go at once; its turn lasts until the engine has stopped. */
  async #inTurn(prompt: Prompt, options: CompleteOptions, signal: AbortSignal): Promise<Completion> {
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(reasonOf(signal));
    signal.addEventListener('abort', leave, { once: true });
    const work = this.#one.run(() => this.#persist(prompt, options, signal), signal);
    this.#running.add(work);
    work.then(
      () => this.#running.delete(work),
      () => this.#running.delete(work),
    );
    try {
      return await Promise.race([work, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  async #persist(prompt: Prompt, options: CompleteOptions, signal: AbortSignal): Promise<Completion> {
    for (let reloads = 0; ; reloads++) {
      try {
        return await this.#answer(prompt, options, signal);
      } catch (error) {
        if (signal.aborted) throw reasonOf(signal);
        const failure = answerFailure(error);
        if (!MENDED_BY_RELOADING.includes(failure.code)) throw failure;
        await this.#close();
        if (reloads === MAX_RELOADS) throw failure;
        const what = failure.code === 'out-of-memory' ? 'ran out of memory' : 'was lost';
        this.#options.onNotice?.(
          `The GPU ${what}. The model is loaded again, then the answer is asked for again.`,
        );
      }
    }
  }

  async #answer(prompt: Prompt, options: CompleteOptions, signal: AbortSignal): Promise<Completion> {
    this.#engine ??= await this.#reopen(signal);
    const request = this.#request(prompt, options);
    const characters = request.messages.reduce((sum, { content }) => sum + content.length, 0);
    const answer = new AnswerBuilder();
    try {
      for await (const piece of await this.#engine.answer(request)) {
        // Leaving the loop stops the engine.
        if (signal.aborted) throw reasonOf(signal);
        answer.add(piece);
      }
    } finally {
      const { promptTokens, generatedTokens, count } = answer.build();
      this.#meter.add({
        prompt: promptTokens ?? (count > 0 ? estimatedPromptTokens(characters) : 0),
        generated: generatedTokens ?? count,
        reported: generatedTokens !== null || count === 0,
      });
    }
    return completionOf(answer.build(), null, estimatedPromptTokens(characters));
  }

  #request(
    { text, messages, grammar, seed, constrained }: Prompt,
    { temperature }: CompleteOptions,
  ): ChatRequest {
    const { maxTokens = MAX_TOKENS, logProbs, thinking = false } = this.#options;
    return {
      messages: messages ?? [{ role: 'user', content: text }],
      temperature,
      // 31 bits, in which all of a seed's 53 count.
      seed: new Random(seed).nextUint32() >>> 1,
      max_tokens: maxTokens,
      stream: true,
      stream_options: { include_usage: true },
      // The library tells none unless it is asked for runners-up as well.
      ...(logProbs && { logprobs: true, top_logprobs: 1 }),
      ...(constrained && { response_format: { type: 'grammar', grammar: grammarText(grammar) } }),
      ...(this.#thinks && !thinking && { extra_body: { enable_thinking: false } }),
    };
  }

  async #reopen(signal: AbortSignal): Promise<ChatEngine> {
    const engine = await this.#open(signal);
    this.#why = `${engine.why} It was loaded again after the GPU was lost.`;
    return engine;
  }

  /** A lost GPU may throw while it is let go of, or never answer: neither is news. */
  async #close(): Promise<void> {
    const engine = this.#engine;
    this.#engine = null;
    if (!engine) return;
    const patience = new Promise((resolve) => setTimeout(resolve, CLOSE_MS));
    await Promise.race([engine.close().catch(() => {}), patience]);
  }
}

/** The library reads the same notation as llama.cpp. */
function grammarText(grammar: Prompt['grammar']): string {
  return String(constraintFields('llama.cpp', grammar).grammar);
}
