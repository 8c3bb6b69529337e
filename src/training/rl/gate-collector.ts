// Plays many worlds side by side, a gate deciding when the model plans, and hands over what happened, one horizon at a time.
// Like collector.ts, whose state this has: every lane's seed and the answers given in it so far.

import { askGate, type GateNetwork } from '../../agents/gate.ts';
import type { Completion, LanguageModel } from '../../language/language-model.ts';
import { type GateRollout, GateRolloutBuilder } from '../../learning/gate/gate-rollout.ts';
import type { CollectorState } from './collector.ts';
import type { GateLane, NewGateLane } from './gate-lanes.ts';
import { completionOf, type EpisodeFigures } from './rl-world.ts';

export interface GateCollectorOptions {
  readonly newLane: NewGateLane;
  /** Worlds side by side. */
  readonly lanes: number;
  /** Seed of the first episode; every further one takes the next number. */
  readonly firstSeed: number;
  readonly resume?: CollectorState;
}

export interface GateCollected {
  readonly rollout: GateRollout;
  /** Episodes that ended in it. */
  readonly episodes: readonly EpisodeFigures[];
  /** Decisions that made a plan. */
  readonly plans: number;
  readonly planTokens: number;
}

/** The gate draws, and the model samples, as it was trained. */
const TEMPERATURE = 1;

interface Seat {
  readonly lane: GateLane;
  readonly answers: string[];
}

interface Asked {
  readonly features: Float32Array;
  readonly probability: number;
  readonly planned: boolean;
}

export class GateCollector {
  readonly #options: GateCollectorOptions;
  readonly #seats: Seat[];
  #nextSeed: number;

  constructor(options: GateCollectorOptions) {
    const { resume, firstSeed, lanes } = options;
    this.#options = options;
    this.#nextSeed = resume?.nextSeed ?? firstSeed;
    this.#seats =
      resume?.lanes.map(({ seed, answers }) => this.#playedAgain(seed, answers)) ??
      Array.from({ length: lanes }, () => this.#newSeat());
  }

  /**
   * `horizon` decisions of every lane. @param onStep told, and waited for, after each of them
   * @throws what the model throws; LabError aborted, after which the collector stands
   * somewhere in the rollout and is to be made anew from its last state
   */
  async collect(
    model: LanguageModel,
    gate: GateNetwork,
    horizon: number,
    signal?: AbortSignal,
    onStep?: (step: number) => void | Promise<void>,
  ): Promise<GateCollected> {
    const builder = new GateRolloutBuilder(this.#seats.length);
    const episodes: EpisodeFigures[] = [];
    let [plans, planTokens] = [0, 0];
    for (let step = 0; step < horizon; step++) {
      signal?.throwIfAborted();
      const asked = this.#seats.map(({ lane }) => ask(gate, lane));
      const prompts = this.#seats.map(({ lane }, i) => lane.prepare(asked[i].planned ? 'must' : 'never'));
      const completions = await model.complete(prompts, { temperature: TEMPERATURE }, signal);
      for (const [i, completion] of completions.entries()) {
        plans += asked[i].planned ? 1 : 0;
        planTokens += completion.planTokens;
        const ended = this.#take(builder, i, asked[i], completion);
        if (ended) episodes.push(ended);
      }
      await onStep?.(step + 1);
    }
    for (const [i, { lane, answers }] of this.#seats.entries())
      if (answers.length > 0) builder.cut(i, lane.features());
    return { rollout: builder.build(), episodes, plans, planTokens };
  }

  state(): CollectorState {
    return {
      nextSeed: this.#nextSeed,
      lanes: this.#seats.map(({ lane, answers }) => ({ seed: lane.seed, answers: [...answers] })),
    };
  }

  /** One decision of one lane; the figures of the episode that it ended. */
  #take(builder: GateRolloutBuilder, i: number, asked: Asked, completion: Completion): EpisodeFigures | null {
    const { lane, answers } = this.#seats[i];
    const outcome = lane.take(completion);
    builder.add(i, { ...asked, ...outcome });
    answers.push(completion.text);
    if (!outcome.terminated && !outcome.truncated) return null;
    if (outcome.terminated) builder.end(i);
    else builder.cut(i, lane.features());
    this.#seats[i] = this.#newSeat();
    return lane.figures();
  }

  #newSeat(): Seat {
    return { lane: this.#options.newLane(this.#nextSeed++), answers: [] };
  }

  #playedAgain(seed: number, answers: readonly string[]): Seat {
    const lane = this.#options.newLane(seed);
    for (const answer of answers) {
      lane.features();
      lane.take(completionOf(answer));
    }
    return { lane, answers: [...answers] };
  }
}

function ask(gate: GateNetwork, lane: GateLane): Asked {
  const features = lane.features();
  const config = { seed: lane.agentSeed, temperature: TEMPERATURE };
  const { probability, plans } = askGate(gate, features, config, lane.steps);
  return { features, probability, planned: plans };
}
