// A prefix of a Crafter episode, as speculation needs it: the world's whole state and the agent's memory of all views so far,
// immutable. No plan is carried from step to step: an answer then depends on the prefix alone, so the target's trajectory is
// its own, whoever ran ahead.

import { promptLines } from '../agents/crafter-prompt.ts';
import { CrafterMemory } from '../agents/memory.ts';
import { LabError } from '../lab-error.ts';
import { Crafter } from '../worlds/crafter/crafter.ts';
import { describeGrid } from '../worlds/crafter/describe-grid.ts';
import { ACTIONS, type CrafterObservation } from '../worlds/crafter/names.ts';
import type { StepResult } from '../worlds/world.ts';
import { keyAfter, type Place, taskKey } from './place.ts';

/** Steps that a predictor reads of the way to a place. */
const READ_STEPS = 32;

/** What the places of one episode share. */
interface Episode {
  /** Brought to a place's state whenever something has to happen there. */
  readonly world: Crafter;
  readonly maxSteps: number;
}

/** What a place is made of. */
interface Contents {
  readonly key: string;
  readonly depth: number;
  readonly over: boolean;
  readonly snapshot: Uint8Array;
  readonly memory: CrafterMemory;
  readonly prompt: string;
  /** Latest actions, oldest first. */
  readonly latest: readonly number[];
  readonly episodeReturn: number;
}

export class CrafterPlace implements Place {
  readonly key: string;
  readonly depth: number;
  readonly over: boolean;
  /** What the model reads here. */
  readonly prompt: string;
  /** Sum of the rewards of all steps behind it. */
  readonly episodeReturn: number;
  readonly #episode: Episode;
  readonly #here: Contents;

  private constructor(episode: Episode, here: Contents) {
    this.#episode = episode;
    this.#here = here;
    this.key = here.key;
    this.depth = here.depth;
    this.over = here.over;
    this.prompt = here.prompt;
    this.episodeReturn = here.episodeReturn;
  }

  /** The beginning of an episode. @param maxSteps after which it is over @throws LabError bad-seed */
  static start(seed: number, maxSteps: number): CrafterPlace {
    const world = new Crafter();
    const result = world.reset(seed);
    const memory = new CrafterMemory();
    memory.update(result.observation, null);
    const contents = contentsOf(world, result, memory, {
      key: taskKey(`Crafter-v1 ${seed} ${maxSteps}`),
      depth: 0,
      latest: [],
      episodeReturn: 0,
    });
    return new CrafterPlace({ world, maxSteps }, { ...contents, over: maxSteps <= 0 });
  }

  after(action: number): this {
    if (this.over) throw new LabError('episode-over', 'The episode has ended: nothing can follow.');
    const { world, maxSteps } = this.#episode;
    world.restore(this.#here.snapshot);
    const result = world.step(action);
    const memory = new CrafterMemory();
    memory.copyFrom(this.#here.memory);
    memory.update(result.observation, action);
    const depth = this.depth + 1;
    const contents = contentsOf(world, result, memory, {
      key: keyAfter(this.key, action),
      depth,
      latest: [...this.#here.latest, action].slice(-READ_STEPS),
      episodeReturn: this.episodeReturn + result.reward,
    });
    const over = result.terminated || result.truncated || depth >= maxSteps;
    return new CrafterPlace(this.#episode, { ...contents, over }) as this;
  }

  /** For the predictors: what is seen as the task, the latest actions as its steps. */
  get prefix(): { readonly task: string; readonly steps: readonly string[] } {
    return { task: this.prompt, steps: this.#here.latest.map((action) => ACTIONS[action]) };
  }
}

function contentsOf(
  world: Crafter,
  { observation }: StepResult<CrafterObservation>,
  memory: CrafterMemory,
  rest: Pick<Contents, 'key' | 'depth' | 'latest' | 'episodeReturn'>,
): Omit<Contents, 'over'> {
  const prompt = promptLines(describeGrid(observation), memory, null);
  return { ...rest, snapshot: world.snapshot(), memory, prompt };
}
