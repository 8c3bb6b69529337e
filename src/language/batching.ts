// Calls of a model that come at the same time share one batch. Whoever asks alone (a speculative agent at one place) then costs
// no more than a lane of the batch. A call that is aborted while its batch runs is let go at once; the batch itself is
// stopped only when nobody waits for it any more.
//
// Short answers go first: an agent that guesses ahead is not held up by one that thinks, and by the time it has guessed as far
// as it may, all that the other one has been asked meanwhile is a single batch.

import { LabError } from '../lab-error.ts';
import { nextTurn } from '../next-turn.ts';
import type { CompleteOptions, Completion, LanguageModel, Prompt } from './language-model.ts';

interface Waiting {
  readonly prompts: readonly Prompt[];
  readonly options: CompleteOptions;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (completions: Completion[]) => void;
  readonly reject: (error: unknown) => void;
}

export class BatchingModel implements LanguageModel {
  readonly #model: LanguageModel;
  readonly #most: number;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  /** @param most prompts of one batch */
  constructor(model: LanguageModel, most = 64) {
    this.#model = model;
    this.#most = most;
  }

  get id(): string {
    return this.#model.id;
  }

  get hiddenSize(): number | undefined {
    return this.#model.hiddenSize;
  }

  get runtime(): LanguageModel['runtime'] {
    return this.#model.runtime;
  }

  complete(
    prompts: readonly Prompt[],
    options: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    const { promise, resolve, reject } = Promise.withResolvers<Completion[]>();
    if (signal?.aborted) return Promise.reject(aborted());
    const call: Waiting = { prompts, options, signal, resolve, reject };
    const leave = () => {
      this.#waiting = this.#waiting.filter((other) => other !== call);
      reject(aborted());
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiting.push(call);
    this.#running ??= this.#run();
    return promise.finally(() => signal?.removeEventListener('abort', leave));
  }

  async dispose(): Promise<void> {
    await this.#running;
    await this.#model.dispose();
  }

  async #run(): Promise<void> {
    // One turn of the event loop each time, so that all who ask now are asked together.
    for (await nextTurn(); this.#waiting.length > 0; await nextTurn())
      await this.#runBatch(this.#nextBatch());
    this.#running = null;
  }

  /** The oldest call with short answers, or the oldest, and those behind it that are like it, as many as fit. */
  #nextBatch(): Waiting[] {
    const first = this.#waiting.find(isShort) ?? this.#waiting[0];
    const isAlike = (call: Waiting) =>
      call.options.temperature === first.options.temperature &&
      call.options.hidden === first.options.hidden &&
      isShort(call) === isShort(first);
    const batch: Waiting[] = [];
    let size = 0;
    for (const call of this.#waiting) {
      if (!isAlike(call)) continue;
      if (batch.length > 0 && size + call.prompts.length > this.#most) break;
      batch.push(call);
      size += call.prompts.length;
    }
    this.#waiting = this.#waiting.filter((call) => !batch.includes(call));
    return batch;
  }

  async #runBatch(batch: readonly Waiting[]): Promise<void> {
    const stop = new AbortController();
    const leave = () => {
      if (batch.every(({ signal }) => signal?.aborted)) stop.abort();
    };
    for (const { signal } of batch) signal?.addEventListener('abort', leave, { once: true });
    try {
      const prompts = batch.flatMap((call) => call.prompts);
      const completions = await this.#model.complete(prompts, batch[0].options, stop.signal);
      let from = 0;
      for (const { prompts: own, resolve } of batch) {
        resolve(completions.slice(from, from + own.length));
        from += own.length;
      }
    } catch (error) {
      for (const call of batch) call.reject(error);
    } finally {
      for (const { signal } of batch) signal?.removeEventListener('abort', leave);
    }
  }
}

/** One token is enough for each of its answers. */
function isShort({ prompts }: Waiting): boolean {
  return prompts.every(({ grammar }) => grammar.plan === 'never');
}

function aborted(): LabError {
  return new LabError('aborted', 'The model’s answer is not wanted any more.');
}
