// The agent that a run is played with at present, and what the page is told of it: where its model runs, what it read and wrote,
// and what all of the run's models were asked together.

import type { ChatExchange } from '../agents/chat/chat-agent.ts';
import { addUsage, type Usage } from '../language/remote/usage.ts';
import type { LoadedAgent } from './agent-host.ts';
import type { UnnumberedEvent } from './event-stream.ts';

/** Of agents around a language model: the last decision's exact prompt and answer. */
type Exchange = Pick<ChatExchange, 'text' | 'answer'> & Partial<ChatExchange>;

export class PresentAgent {
  loaded: LoadedAgent | null = null;
  readonly #send: (event: UnnumberedEvent) => void;
  /** Of the models that this run was played with before the present one was loaded. */
  #spent: Usage | null = null;
  #told = '';

  constructor(send: (event: UnnumberedEvent) => void) {
    this.#send = send;
  }

  /** The run goes on, with another agent later. */
  unload(): void {
    this.#spent = this.#usage();
    this.loaded = null;
    this.#told = '';
  }

  /** The run is over. */
  forget(): void {
    this.unload();
    this.#spent = null;
  }

  /** Says where the model runs, whenever that changed, and what was asked: answers that failed were paid for as well. */
  tell(): void {
    const runtime = this.loaded?.runtime();
    if (runtime && runtime.why !== this.#told) {
      this.#told = runtime.why;
      this.#send({ type: 'runtime', ...runtime });
    }
    const usage = this.#usage();
    if (usage && usage.requests > 0) this.#send({ type: 'usage', usage });
  }

  /** @param step that the agent's last decision becomes */
  tellPrompt(step: number): void {
    const { lastExchange } = (this.loaded?.agent ?? {}) as { lastExchange?: Exchange | null };
    if (lastExchange) this.#send({ type: 'prompt', step, ...lastExchange });
  }

  #usage(): Usage | null {
    return addUsage(this.#spent, this.loaded?.usage?.() ?? null);
  }
}
