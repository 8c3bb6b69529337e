// Episodes by BALROG's protocol with the model that a run has open, for a page: one set at a time, told as it goes, stopped on
// demand or by the next run.

import type { AgentConfig } from '../agents/agent.ts';
import type { BalrogRow } from '../experiments/balrog.ts';
import { LabError } from '../lab-error.ts';
import type { ChatModel } from './agent-chat.ts';

/** Ms between two signs of how far it is. */
const TOLD_MS = 300;

/** How far the episodes are, or, with `row`, what they came to. */
export interface BalrogEvent {
  readonly type: 'balrog';
  readonly decisions: number;
  /** Decisions at the most: whoever dies early takes fewer. */
  readonly most: number;
  /** false: it has ended, with a row or without. */
  readonly playing: boolean;
  readonly row: BalrogRow | null;
}

export class BalrogPlayer {
  readonly #send: (event: BalrogEvent) => void;
  #stop = new AbortController();
  /** The last word of the set that plays. */
  #last = () => {};

  constructor(send: (event: BalrogEvent) => void) {
    this.#send = send;
  }

  /** Says so at once: whatever comes next speaks after that. */
  stop(): void {
    this.#last();
    this.#stop.abort(new LabError('aborted', 'The episodes were stopped.'));
  }

  /** @throws LabError aborted, and what the model throws; a second call stops the first */
  async play(
    config: AgentConfig,
    model: ChatModel,
    seeds: readonly number[],
    maxSteps: number,
  ): Promise<void> {
    this.stop();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    // Most runs never come to this.
    const { BALROG_PROTOCOL, playBalrog } = await import('../experiments/balrog.ts');
    signal.throwIfAborted();
    const { schedule, temperature } = BALROG_PROTOCOL;
    const agent = { ...config, schedule, temperature };
    const most = seeds.length * maxSteps;
    let decisions = 0;
    let told = 0;
    const tell = (playing: boolean, row: BalrogRow | null) => {
      if (!signal.aborted) this.#send({ type: 'balrog', decisions, most, playing, row });
    };
    const onDecision = () => {
      decisions++;
      if (performance.now() - told < TOLD_MS) return;
      told = performance.now();
      tell(true, null);
    };
    tell(true, null);
    this.#last = () => tell(false, null);
    try {
      const { asking } = model;
      const run = { agent, model, seeds, maxSteps, lanes: seeds.length, signal, asking };
      tell(false, await playBalrog(run, { onDecision }));
    } catch (error) {
      tell(false, null);
      throw error;
    } finally {
      if (this.#stop.signal === signal) this.#last = () => {};
    }
  }
}
