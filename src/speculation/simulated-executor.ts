// A run over the simulated clock: the agents answer as fast as they can, and their answers arrive when the clock's model says.
// Events come in the order of their times, ties in the order of asking, so a run is the same on every machine.

import { LabError } from '../lab-error.ts';
import { type CallCost, type ClockModel, costOfCall, generatedBy, moneyFor } from './clock-model.ts';
import {
  type AgentsByRole,
  type Call,
  type CallUse,
  type Executor,
  type ExecutorEvent,
  NO_USE,
} from './executor.ts';
import type { Place } from './place.ts';
import type { Who } from './segment.ts';

/** A call whose answer is known and on its way. */
interface OnItsWay {
  readonly who: Who;
  readonly began: number;
  readonly cost: CallCost;
}

interface Arrival {
  /** ms since the run began. */
  readonly at: number;
  readonly order: number;
  readonly event: ExecutorEvent;
  readonly call?: OnItsWay;
}

export class SimulatedExecutor<P extends Place> implements Executor<P> {
  readonly #agents: AgentsByRole<P>;
  readonly #model: ClockModel;
  readonly #seed: number;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  #now = 0;
  #asked = 0;
  /** Calls whose agent has yet to say what it will answer. */
  readonly #asking = new Map<number, Promise<void>>();
  readonly #arrivals = new Map<number | 'prediction', Arrival>();

  /** @param seed of the calls' latencies */
  constructor(agents: AgentsByRole<P>, model: ClockModel, seed: number, signal?: AbortSignal) {
    this.#agents = agents;
    this.#model = model;
    this.#seed = seed;
    this.#signal = signal ? AbortSignal.any([signal, this.#ended.signal]) : this.#ended.signal;
  }

  now(): number {
    return this.#now;
  }

  ask(call: Call<P>): void {
    const order = this.#asked++;
    const began = this.#now;
    const arrive = async () => {
      const arrival = await this.#arrival(call, began, order);
      // Gone if it was cancelled meanwhile.
      if (this.#asking.delete(call.id)) this.#arrivals.set(call.id, arrival);
    };
    this.#asking.set(call.id, arrive());
  }

  cancel(call: number): CallUse {
    this.#asking.delete(call);
    const way = this.#arrivals.get(call)?.call;
    this.#arrivals.delete(call);
    return way ? this.#use(way, generatedBy(way.cost, this.#now - way.began)) : NO_USE;
  }

  predict(k: number): void {
    const at = this.#now + this.#model.predictor;
    this.#arrivals.set('prediction', { at, order: this.#asked++, event: { is: 'predicted', k } });
  }

  dropPrediction(): void {
    this.#arrivals.delete('prediction');
  }

  async next(): Promise<ExecutorEvent> {
    await Promise.all(this.#asking.values());
    if (this.#signal.aborted) throw new LabError('aborted', 'The run was stopped.');
    let first: [number | 'prediction', Arrival] | null = null;
    for (const entry of this.#arrivals) if (!first || isBefore(entry[1], first[1])) first = entry;
    if (!first) throw new LabError('internal', 'A speculative run waits for nothing.');
    this.#arrivals.delete(first[0]);
    this.#now = first[1].at;
    return first[1].event;
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await Promise.all(this.#asking.values());
  }

  async #arrival({ id, who, place }: Call<P>, began: number, order: number): Promise<Arrival> {
    try {
      const answer = await this.#agents[who].act(place, this.#signal);
      const cost = costOfCall(this.#model[who], who, place, answer, this.#seed);
      const call = { who, began, cost };
      const use = this.#use(call, cost.generatedTokens);
      return { at: began + cost.latency, order, event: { is: 'answered', call: id, answer, use }, call };
    } catch (error) {
      // A call that fails is told at once: how long a failure takes is not modelled.
      return { at: began, order, event: { is: 'failed', call: id, error: LabError.from(error) } };
    }
  }

  #use({ who, cost: { promptTokens } }: OnItsWay, generatedTokens: number): CallUse {
    return {
      promptTokens,
      generatedTokens,
      money: moneyFor(this.#model[who], promptTokens, generatedTokens),
    };
  }
}

function isBefore(one: Arrival, other: Arrival): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
