// What the acting side hands to the learner: the decisions of all lanes over one horizon, as rows. A row is what the model
// read and what it answered; beside it stand what may have come next at each token, what came of it, and which row follows.
//
// Some rows are no decisions: the states a lane was in when its episode was cut or the rollout ended. Only their value is
// asked for.

import type { Choice } from '../../language/pocket/grammar.ts';
import { CHOICES } from '../../language/pocket/grammar.ts';
import { type Dataset, DatasetBuilder } from '../dataset.ts';

/** A decision's successor is the lane's next decision … */
export const FOLLOWED = -2;
/** … or there is none, because the episode ended with it. */
export const ENDED = -1;

export interface DecisionRow {
  /** Word ids [positions, pack]. */
  readonly prompt: ArrayLike<number>;
  /** Ids of the answer. */
  readonly answer: ArrayLike<number>;
  /** What could have come at each of them. */
  readonly choices: readonly Choice[];
  /** Their log-probabilities as the acting runtime drew them. */
  readonly logProbs: ArrayLike<number>;
  /** Reward of the task, price not yet paid. */
  readonly reward: number;
  readonly planTokens: number;
  /** Nothing depended on it (asleep): it carries rewards on, but is not learned from. */
  readonly idle: boolean;
}

export interface Rollout {
  /** Decisions first, in the order they were made, then states whose value alone is asked for. */
  readonly dataset: Dataset;
  readonly decisions: number;
  /** Index into CHOICES for each answer id of the dataset. */
  readonly choices: Uint8Array;
  /** Acting log-probability of each answer id. */
  readonly logProbs: Float32Array;
  /** Reward of the task: [decisions] */
  readonly rewards: Float32Array;
  readonly planTokens: Uint8Array;
  /** 1 = not learned from: [decisions] */
  readonly idle: Uint8Array;
  /** Row of the state each decision led to, −1 after a death, −2 where the lane's next decision follows: [decisions] */
  readonly nextRows: Int32Array;
  /** Rows of each lane, in time. */
  readonly lanes: readonly Uint32Array[];
}

export class RolloutBuilder {
  readonly #rows = new DatasetBuilder();
  readonly #pack: number;
  readonly #lanes: number[][];
  readonly #choices: number[] = [];
  readonly #logProbs: number[] = [];
  readonly #decisions: Pick<DecisionRow, 'reward' | 'planTokens' | 'idle'>[] = [];
  readonly #nextRows: number[] = [];
  /** Prompts of states, and the decision that led to each. */
  readonly #states: { readonly prompt: ArrayLike<number>; readonly decision: number }[] = [];

  constructor(lanes: number, pack: number) {
    this.#pack = pack;
    this.#lanes = Array.from({ length: lanes }, () => []);
  }

  add(lane: number, row: DecisionRow): void {
    this.#lanes[lane].push(this.#rows.rows);
    this.#rows.add(row.prompt, this.#pack, row.answer);
    for (const choice of row.choices) this.#choices.push(CHOICES.indexOf(choice));
    for (let i = 0; i < row.answer.length; i++) this.#logProbs.push(row.logProbs[i]);
    this.#decisions.push(row);
    this.#nextRows.push(FOLLOWED);
  }

  /** The lane's last decision ended its episode. */
  end(lane: number): void {
    this.#nextRows[this.#lanes[lane].at(-1)!] = ENDED;
  }

  /** After the lane's last decision its episode was cut, or the rollout is over. @param prompt of the state it led to */
  cut(lane: number, prompt: ArrayLike<number>): void {
    const decision = this.#lanes[lane].at(-1)!;
    if (this.#nextRows[decision] === FOLLOWED) this.#states.push({ prompt, decision });
  }

  build(): Rollout {
    const decisions = this.#decisions.length;
    const anyAnswer = [1];
    for (const { prompt, decision } of this.#states) {
      this.#nextRows[decision] = this.#rows.rows;
      this.#rows.add(prompt, this.#pack, anyAnswer);
      this.#choices.push(0);
      this.#logProbs.push(0);
    }
    return {
      dataset: this.#rows.build(),
      decisions,
      choices: Uint8Array.from(this.#choices),
      logProbs: Float32Array.from(this.#logProbs),
      rewards: Float32Array.from(this.#decisions, ({ reward }) => reward),
      planTokens: Uint8Array.from(this.#decisions, ({ planTokens }) => planTokens),
      idle: Uint8Array.from(this.#decisions, ({ idle }) => (idle ? 1 : 0)),
      nextRows: Int32Array.from(this.#nextRows),
      lanes: this.#lanes.map((rows) => Uint32Array.from(rows)),
    };
  }
}

/** V of the state that each of the lane's decisions led to; NaN where the next decision was made in it. */
export function nextValuesOf(
  rollout: Pick<Rollout, 'nextRows'>,
  lane: Uint32Array,
  values: ArrayLike<number>,
): Float32Array {
  return Float32Array.from(lane, (row) => {
    const next = rollout.nextRows[row];
    return next === FOLLOWED ? Number.NaN : next === ENDED ? 0 : values[next];
  });
}

/** How far acting and learning are apart: |log-probability of an answer id|, by the learner's count `learned`. */
export function mismatchOf({ decisions, dataset, logProbs }: Rollout, learned: Float32Array) {
  const ids = dataset.answerStarts[decisions];
  let sum = 0;
  let max = 0;
  for (let i = 0; i < ids; i++) {
    const difference = Math.abs(logProbs[i] - learned[i]);
    sum += difference;
    max = Math.max(max, difference);
  }
  return { 'mismatch/mean': sum / Math.max(1, ids), 'mismatch/max': max };
}
