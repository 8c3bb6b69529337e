// A run over wall time. A call that fails is made again, a bounded number of times; one that does not end in time fails; one
// that is cancelled is aborted down to the model, and nothing is heard of it any more, whether it heeds that or not.

import { LabError } from '../lab-error.ts';
import { type AgentCost, moneyFor } from './clock-model.ts';
import {
  type AgentsByRole,
  type Call,
  type CallUse,
  type Executor,
  type ExecutorEvent,
  NO_USE,
} from './executor.ts';
import type { Answer, Place } from './place.ts';
import type { Who } from './segment.ts';

export interface RealOptions {
  /** Times that a call is made at most. */
  readonly attempts: number;
  /** Pause before the second attempt, in ms; twice as long before each further one. */
  readonly backOff: number;
  /** An attempt that takes longer has failed, in ms. */
  readonly timeout: number;
  /** Prices, if money shall be counted. */
  readonly prices?: Readonly<Record<Who, AgentCost>>;
}

export const REAL_DEFAULTS: RealOptions = { attempts: 3, backOff: 250, timeout: 60_000 };

/** How long `close` waits for agents that do not let go, in ms. */
const GRACE = 1000;

export class RealExecutor<P extends Place> implements Executor<P> {
  readonly #agents: AgentsByRole<P>;
  readonly #options: RealOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #began = performance.now();
  readonly #calls = new Map<number, AbortController>();
  readonly #work = new Set<Promise<unknown>>();
  readonly #events: ExecutorEvent[] = [];
  #wake: (() => void) | null = null;

  constructor(agents: AgentsByRole<P>, options: Partial<RealOptions> = {}, signal?: AbortSignal) {
    this.#agents = agents;
    this.#options = { ...REAL_DEFAULTS, ...options };
    this.#signal = signal;
    signal?.addEventListener('abort', this.#awaken, { once: true });
  }

  now(): number {
    return performance.now() - this.#began;
  }

  ask(call: Call<P>): void {
    const controller = new AbortController();
    this.#calls.set(call.id, controller);
    void this.#answer(call, controller.signal).then((event) => {
      // A cancelled call is not in the list any more.
      if (this.#calls.delete(call.id)) this.#happened(event);
    });
  }

  cancel(call: number): CallUse {
    const controller = this.#calls.get(call);
    this.#calls.delete(call);
    controller?.abort(new LabError('aborted', 'The call was cancelled.'));
    const known = this.#events.findIndex((event) => event.is === 'answered' && event.call === call);
    const [event] = known < 0 ? [] : this.#events.splice(known, 1);
    return event?.is === 'answered' ? event.use : NO_USE;
  }

  predict(k: number): void {
    this.#happened({ is: 'predicted', k });
  }

  dropPrediction(): void {
    const known = this.#events.findIndex(({ is }) => is === 'predicted');
    if (known >= 0) this.#events.splice(known, 1);
  }

  async next(): Promise<ExecutorEvent> {
    while (!this.#signal?.aborted) {
      const event = this.#events.shift();
      if (event) return event;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    throw new LabError('aborted', 'The run was stopped.');
  }

  async close(): Promise<void> {
    for (const id of [...this.#calls.keys()]) this.cancel(id);
    this.#signal?.removeEventListener('abort', this.#awaken);
    const ended = new AbortController();
    await Promise.race([Promise.all(this.#work), pause(GRACE, ended.signal)]);
    ended.abort();
  }

  #happened(event: ExecutorEvent): void {
    this.#events.push(event);
    this.#awaken();
  }

  readonly #awaken = (): void => this.#wake?.();

  async #answer(call: Call<P>, signal: AbortSignal): Promise<ExecutorEvent> {
    const { attempts, backOff } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.#attempt(call, signal);
        return { is: 'answered', call: call.id, answer, use: this.#use(call.who, answer) };
      } catch (error) {
        const known = LabError.from(error);
        if (signal.aborted || attempt >= attempts) return { is: 'failed', call: call.id, error: known };
        await pause(backOff * 2 ** (attempt - 1), signal);
      }
    }
  }

  /** One attempt, given up in time even if the agent does not heed its signal. */
  async #attempt({ who, place }: Call<P>, signal: AbortSignal): Promise<Answer> {
    const { timeout } = this.#options;
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    const work = this.#kept(this.#agents[who].act(place, either));
    const late = pause(timeout, either).then(() => {
      throw new LabError('timeout', `${this.#agents[who].id} did not answer within ${timeout / 1000} s.`);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      late.catch(() => {});
      ended.abort();
    }
  }

  /** Remembers work until it is over. */
  #kept<T>(work: Promise<T>): Promise<T> {
    const over: Promise<boolean> = work.then(
      () => this.#work.delete(over),
      () => this.#work.delete(over),
    );
    this.#work.add(over);
    return work;
  }

  #use(who: Who, { promptTokens, generatedTokens }: Answer): CallUse {
    const { prices } = this.#options;
    const money = prices ? moneyFor(prices[who], promptTokens, generatedTokens) : 0;
    return { promptTokens, generatedTokens, money };
  }
}

/** Resolves after `ms`, or at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (signal.aborted) resolve();
  return promise.finally(() => clearTimeout(timer));
}
