// A language model behind any OpenAI-compatible endpoint (vLLM, llama.cpp, Ollama, SGLang, a hub): this is how the lab grows
// past one machine. A call's prompts become requests side by side, as many as the limit allows; a server batches them by itself,
// so this model is better asked directly than through `BatchingModel`.
//
// Answers are streamed even though the port wants them whole: a request that is stopped then stops the server as well, silence is
// told from slowness, and what was generated is known where a server does not count it.
//
// A prompt's seed goes along. Whether the same seed gives the same answer is the server's promise, not ours: most keep it for
// requests that come alone, fewer for those that share a batch.

import { LabError } from '../../lab-error.ts';
import { Random } from '../../random.ts';
import type { CompleteOptions, Completion, LanguageModel, Prompt } from '../language-model.ts';
import { type Backoff, DEFAULT_BACKOFF, delayBefore, wait, within } from './backoff.ts';
import { completionOf } from './completion.ts';
import { type ConstraintStyle, constraintFields } from './constraint.ts';
import { isMixedContent, remoteModelId, type Site, type SiteOptions, siteOf } from './endpoint.ts';
import { mixedContent, RemoteFailure, tooLate } from './failures.ts';
import { Limiter } from './limiter.ts';
import type { Reply } from './reply.ts';
import { type RequestLimits, requestReply } from './request.ts';
import { stepsFields } from './steps-constraint.ts';
import { estimatedPromptTokens, type Prices, type Tokens, type Usage, UsageMeter } from './usage.ts';

const MAX_TOKENS = 1_000_000;
const MAX_CONCURRENCY = 1000;

export interface RemoteModelOptions extends SiteOptions {
  /** As the endpoint names it. */
  readonly model: string;
  /** Draws the jitter between attempts; no answer depends on it. */
  readonly random: Random;
  /** Tokens of an answer at the most, a thinking model's thoughts included. */
  readonly maxTokens?: number;
  /** Some hubs want the limit under its newer name. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** Requests at a time. A browser has six connections to a host without HTTP/2; what is beyond them waits inside it. */
  readonly concurrency?: number;
  readonly backoff?: Partial<Backoff>;
  readonly limits?: Partial<RequestLimits>;
  /** ms for one answer with all that is tried for it, from its first request on. */
  readonly totalMs?: number;
  readonly prices?: Prices;
  /** Ask for log-probabilities; a server that has none leaves them out. */
  readonly logProbs?: boolean;
  /** How a prompt that asks to be `constrained` is put to this server. */
  readonly constraint?: ConstraintStyle;
  /** More fields of each request, as in `{ chat_template_kwargs: { enable_thinking: false } }`. Never a key: they may be shown. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What a request says beside a run's own settings, for whoever compares results. */
export interface Asking {
  readonly maxTokens: number;
  /** Names of the additional fields. */
  readonly extra: readonly string[];
}

type Defaults = Pick<
  RemoteModelOptions,
  'maxTokens' | 'maxTokensField' | 'concurrency' | 'totalMs' | 'constraint' | 'extra'
>;

/** Room for a plan and some thought, what a small server serves side by side, and patience for a model that is being loaded. */
const REMOTE_DEFAULTS: Required<Defaults> = {
  maxTokens: 1024,
  maxTokensField: 'max_tokens',
  concurrency: 8,
  totalMs: 600_000,
  constraint: 'json-schema',
  extra: {},
};
const DEFAULT_LIMITS: RequestLimits = { firstByteMs: 180_000, idleMs: 60_000, maxBytes: 4_000_000 };

export class RemoteModel implements LanguageModel {
  /** `remote:` and the endpoint's name of the model: neither its address nor a key, since records and links hold it. */
  readonly id: string;
  readonly runtime: LanguageModel['runtime'];
  readonly #site: Site;
  readonly #options: RemoteModelOptions & Required<Defaults>;
  readonly #backoff: Backoff;
  readonly #limits: RequestLimits;
  readonly #limiter: Limiter;
  readonly #meter: UsageMeter;
  readonly #disposed = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  /** It has answered before: when it is out of reach now, it may come back. */
  #known = false;

  /** Asks nothing yet. @throws LabError bad-argument, unreachable (a page that may not ask this address) */
  constructor({ apiKey, ...options }: RemoteModelOptions) {
    this.#site = siteOf({ ...options, apiKey });
    if (isMixedContent(this.#site)) throw mixedContent(this.#site);
    this.#options = { ...REMOTE_DEFAULTS, ...withoutHoles(options) };
    checkCounts(this.#options);
    this.#backoff = { ...DEFAULT_BACKOFF, ...options.backoff };
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#limiter = new Limiter(this.#options.concurrency);
    this.#meter = new UsageMeter(options.prices ?? null);
    this.id = remoteModelId(options.model);
    this.runtime = { kind: 'remote', why: `${options.model} answers from ${this.#site.root}.` };
  }

  /** Requests, tokens and money so far. */
  get usage(): Usage {
    return this.#meter.total;
  }

  get asking(): Asking {
    const { maxTokens, extra } = this.#options;
    return { maxTokens, extra: Object.keys(extra) };
  }

  /**
   * All or nothing, as the port has it: the first prompt that fails for good (after its attempts) stops the others, and nobody
   * pays for answers that nobody reads.
   * @throws LabError aborted, unreachable, unauthorized, not-found, rate-limited, server-error, bad-answer, bad-argument,
   * too-large, timeout
   */
  async complete(
    prompts: readonly Prompt[],
    options: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    const stop = new AbortController();
    const signals = signal ? [stop.signal, signal] : [stop.signal];
    const answers = prompts.map((prompt) =>
      this.#answer(prompt, options, AbortSignal.any(signals), (error) => stop.abort(error)),
    );
    try {
      return await Promise.all(answers);
    } catch (error) {
      await Promise.allSettled(answers);
      throw error;
    }
  }

  /** Each prompt on its own: what fails leaves the others alone. Reasons are LabErrors, as `complete` throws them. */
  completeEach(
    prompts: readonly Prompt[],
    options: CompleteOptions,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<PromiseSettledResult<Completion>[]> {
    return Promise.allSettled(prompts.map((prompt) => this.#answer(prompt, options, signal)));
  }

  /** Stops what is asked for and waits until it has stopped; calls from now on are refused as aborted. */
  async dispose(): Promise<void> {
    this.#disposed.abort(new LabError('aborted', 'The connection to this model was closed.'));
    await Promise.allSettled(this.#running);
  }

  /** @param onFailure told before another prompt gets its turn */
  async #answer(
    prompt: Prompt,
    options: CompleteOptions,
    caller: AbortSignal,
    onFailure: (error: unknown) => void = () => {},
  ): Promise<Completion> {
    const signal = AbortSignal.any([caller, this.#disposed.signal]);
    const work = this.#limiter.run(async () => {
      try {
        return await this.#inTime(prompt, options, signal);
      } catch (error) {
        onFailure(error);
        throw error;
      }
    }, signal);
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  #inTime(prompt: Prompt, options: CompleteOptions, signal: AbortSignal): Promise<Completion> {
    const { totalMs } = this.#options;
    const late = () => tooLate(this.#site, totalMs);
    return within(totalMs, late, signal, (bounded) => this.#persist(prompt, options, bounded));
  }

  /** Asks until there is an answer, or no use in asking again. */
  async #persist(prompt: Prompt, options: CompleteOptions, signal: AbortSignal): Promise<Completion> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.#ask(prompt, options, signal);
      } catch (error) {
        const ms = this.#delay(error, attempts);
        if (ms === null) throw error instanceof RemoteFailure ? error.after(attempts) : error;
        await wait(ms, signal);
      }
    }
  }

  /** ms until it is worth asking again; null where it is not. */
  #delay(error: unknown, attempts: number): number | null {
    if (!(error instanceof RemoteFailure && error.again)) return null;
    // A wrong address, or a server that does not allow this page, does not get better by waiting.
    if (error.code === 'unreachable' && !this.#known) return null;
    return delayBefore(this.#backoff, attempts, error.afterMs, this.#options.random);
  }

  async #ask(prompt: Prompt, options: CompleteOptions, signal: AbortSignal): Promise<Completion> {
    const messages = prompt.messages ?? [{ role: 'user', content: prompt.text }];
    const estimated = estimatedPromptTokens(messages.reduce((sum, { content }) => sum + content.length, 0));
    const body = this.#body({ ...prompt, messages }, options);
    let pieces = 0;
    let reply: Reply | null = null;
    try {
      reply = await requestReply(this.#site, body, this.#limits, signal, (count) => {
        pieces = count;
      });
      this.#known = true;
      const style = prompt.constrained ? this.#options.constraint : null;
      return completionOf(reply, style, estimated);
    } finally {
      this.#meter.add(tokensOf(reply, pieces, estimated));
    }
  }

  #body({ messages, grammar, steps, seed, constrained }: Prompt, { temperature }: CompleteOptions): object {
    const { model, maxTokens, maxTokensField, logProbs, constraint, extra } = this.#options;
    return {
      ...extra,
      model,
      messages,
      temperature,
      seed: wireSeed(seed),
      [maxTokensField]: maxTokens,
      ...(logProbs && { logprobs: true }),
      ...(constrained && (steps ? stepsFields(constraint, steps) : constraintFields(constraint, grammar))),
      stream: true,
      stream_options: { include_usage: true },
    };
  }
}

/** A request that failed before its first piece costs nothing, as far as anybody here can tell. */
function tokensOf(reply: Reply | null, pieces: number, estimated: number): Tokens {
  if (reply === null)
    return { prompt: pieces > 0 ? estimated : 0, generated: pieces, reported: pieces === 0 };
  const { promptTokens, generatedTokens, count } = reply;
  return {
    prompt: promptTokens ?? estimated,
    generated: generatedTokens ?? count,
    reported: promptTokens !== null && generatedTokens !== null,
  };
}

/** Servers read 32 bits, some of them signed; a seed of ours has up to 53, and all of them count. */
function wireSeed(seed: number): number {
  return new Random(seed).nextUint32() >>> 1;
}

/** Without what is undefined, so that a default can stand there. */
function withoutHoles<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}

/** @throws LabError bad-argument */
function checkCounts({ maxTokens, concurrency }: Required<Defaults>): void {
  const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  if (!isCount(maxTokens, MAX_TOKENS))
    throw new LabError('bad-argument', `An answer has 1 to ${MAX_TOKENS} tokens at the most.`);
  if (!isCount(concurrency, MAX_CONCURRENCY))
    throw new LabError('bad-argument', `1 to ${MAX_CONCURRENCY} requests run at a time.`);
}
