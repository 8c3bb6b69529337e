// Plays many worlds side by side with the acting model and hands over what happened, one horizon at a time. Episodes go on from
// one rollout to the next; a finished one's lane takes the next seed. A collector's state is its lanes' seeds and answers: the
// worlds are deterministic, so they are played again where a run is resumed.

import type { CompleteOptions, Completion, LanguageModel, Prompt } from '../../language/language-model.ts';
import { AnswerState, type Choice } from '../../language/pocket/grammar.ts';
import type { Tokenizer } from '../../language/pocket/tokenizer.ts';
import { type Rollout, RolloutBuilder } from '../../learning/ppo/rollout.ts';
import { completionOf, type EpisodeFigures, type NewLane, type RlLane } from './rl-world.ts';

/** Where a collector stands. */
export interface CollectorState {
  /** Seed of the next episode. */
  readonly nextSeed: number;
  /** Every lane's seed and the answers given in it so far. */
  readonly lanes: readonly { readonly seed: number; readonly answers: readonly string[] }[];
}

export interface CollectorOptions {
  readonly newLane: NewLane;
  readonly tokenizer: Tokenizer;
  /** Worlds side by side. */
  readonly lanes: number;
  /** Seed of the first episode; every further one takes the next number. */
  readonly firstSeed: number;
  readonly temperature: number;
  readonly resume?: CollectorState;
}

export interface Collected {
  readonly rollout: Rollout;
  /** Episodes that ended in it. */
  readonly episodes: readonly EpisodeFigures[];
  /** Decisions that made a plan. */
  readonly plans: number;
  readonly planTokens: number;
  /** Generated tokens. */
  readonly tokens: number;
}

interface Seat {
  lane: RlLane;
  answers: string[];
}

export class Collector {
  readonly #options: CollectorOptions;
  readonly #seats: Seat[];
  #nextSeed: number;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#nextSeed = options.resume?.nextSeed ?? options.firstSeed;
    this.#seats =
      options.resume?.lanes.map((seat) => this.#playedAgain(seat.seed, seat.answers)) ??
      Array.from({ length: options.lanes }, () => this.#newSeat());
  }

  /**
   * `horizon` decisions of every lane. @param onStep told, and waited for, after each of them
   * @throws what the model throws; LabError aborted, after which the collector stands
   * somewhere in the rollout and is to be made anew from its last state
   */
  async collect(
    model: LanguageModel,
    horizon: number,
    signal?: AbortSignal,
    onStep?: (step: number) => void | Promise<void>,
  ): Promise<Collected> {
    const { tokenizer, temperature } = this.#options;
    const builder = new RolloutBuilder(this.#seats.length, tokenizer.pack);
    const episodes: EpisodeFigures[] = [];
    const totals = { plans: 0, planTokens: 0, tokens: 0 };
    const options: CompleteOptions = { temperature };
    for (let step = 0; step < horizon; step++) {
      signal?.throwIfAborted();
      const prompts = this.#seats.map(({ lane }) => lane.prepare());
      const completions = await model.complete(prompts, options, signal);
      for (const [i, completion] of completions.entries()) {
        totals.plans += completion.planTokens > 0 ? 1 : 0;
        totals.planTokens += completion.planTokens;
        totals.tokens += completion.generatedTokens;
        const figures = this.#take(builder, i, prompts[i], completion);
        if (figures) episodes.push(figures);
      }
      await onStep?.(step + 1);
    }
    for (const [i, { lane, answers }] of this.#seats.entries())
      if (answers.length > 0) builder.cut(i, this.#encode(lane.prepare()));
    return { rollout: builder.build(), episodes, ...totals };
  }

  state(): CollectorState {
    return {
      nextSeed: this.#nextSeed,
      lanes: this.#seats.map(({ lane, answers }) => ({ seed: lane.seed, answers: [...answers] })),
    };
  }

  /** One decision of one lane; the figures of the episode that it ended. */
  #take(builder: RolloutBuilder, i: number, prompt: Prompt, completion: Completion): EpisodeFigures | null {
    const seat = this.#seats[i];
    const answer = completion.tokenIds!;
    const outcome = seat.lane.take(completion);
    builder.add(i, {
      prompt: this.#encode(prompt),
      answer,
      choices: this.#choices(prompt, answer),
      logProbs: completion.logProbs!,
      ...outcome,
    });
    seat.answers.push(completion.text);
    if (!outcome.terminated && !outcome.truncated) return null;
    if (outcome.terminated) builder.end(i);
    else builder.cut(i, this.#encode(seat.lane.prepare()));
    this.#seats[i] = this.#newSeat();
    return seat.lane.figures();
  }

  #encode(prompt: Prompt): Int32Array {
    return this.#options.tokenizer.encodePrompt(prompt.text).tokens;
  }

  #choices(prompt: Prompt, answer: Iterable<number>): Choice[] {
    const state = new AnswerState(this.#options.tokenizer, prompt.grammar);
    return Array.from(answer, (id) => {
      const { choice } = state;
      state.push(id);
      return choice;
    });
  }

  #newSeat(): Seat {
    return { lane: this.#options.newLane(this.#nextSeed++), answers: [] };
  }

  #playedAgain(seed: number, answers: readonly string[]): Seat {
    const lane = this.#options.newLane(seed);
    for (const answer of answers) {
      lane.prepare();
      lane.take(completionOf(answer));
    }
    return { lane, answers: [...answers] };
  }
}
