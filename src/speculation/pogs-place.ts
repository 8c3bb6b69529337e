// A prefix of a POGS episode, as speculation needs it: an immutable moment of the world and the agent's memory of all views so
// far. No plan is carried from step to step, so an answer depends on the prefix alone.

import { type PogsMemory, remember } from '../agents/pogs/memory.ts';
import { pogsPrompt } from '../agents/pogs/prompt.ts';
import { type PogsOptions, pogsConfig } from '../worlds/pogs/options.ts';
import { type PogsId, startOf } from '../worlds/pogs/pogs.ts';
import { isOver, type PogsState, stateAfter } from '../worlds/pogs/state.ts';
import { keyAfter, type Place, taskKey } from './place.ts';

export class PogsPlace implements Place {
  readonly key: string;
  /** What the model reads here. */
  readonly prompt: string;
  /** What an agent has seen on the way here. */
  readonly memory: PogsMemory;
  readonly #state: PogsState;

  private constructor(key: string, state: PogsState, memory: PogsMemory) {
    this.key = key;
    this.#state = state;
    this.memory = memory;
    this.prompt = pogsPrompt(memory);
  }

  /** The beginning of an episode. @throws LabError bad-seed, bad-argument */
  static start(id: PogsId, seed: number, options?: PogsOptions): PogsPlace {
    const config = pogsConfig(options);
    const state = startOf(id, seed, config);
    const key = taskKey(`${id} ${seed} ${JSON.stringify(config)}`);
    return new PogsPlace(key, state, remember(null, state.observation));
  }

  get depth(): number {
    return this.#state.actions.length;
  }

  get over(): boolean {
    return isOver(this.#state);
  }

  /** Whether the target is reached here. */
  get solved(): boolean {
    return this.#state.metrics.success;
  }

  after(action: number): this {
    const state = stateAfter(this.#state, action);
    const memory = remember(this.memory, state.observation);
    return new PogsPlace(keyAfter(this.key, action), state, memory) as this;
  }

  /** For the predictors: what is known as the task, the nodes that were asked for as its steps. */
  get prefix(): { readonly task: string; readonly steps: readonly string[] } {
    return { task: this.prompt, steps: this.#state.actions.map(String) };
  }
}
