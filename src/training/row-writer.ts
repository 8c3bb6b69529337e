// Decisions as training rows: the prompt exactly as the acting agent builds it, the answer exactly as the grammar spells
// it. Plan words weigh less than the choice to plan and the action, because a plan has many words and an action one.

import type { Tokenizer } from '../language/pocket/tokenizer.ts';
import type { DatasetBuilder } from '../learning/dataset.ts';

/** Weight of a plan word and of `</plan>` in the loss; first token and action weigh 1. */
const PLAN_WORD_WEIGHT = 0.4;

/** What a labeller says about one state. */
export interface Label {
  /** A new plan, where the labeller would plan now. */
  readonly plan?: string;
  /** Action name. */
  readonly action: string;
}

export class RowWriter {
  readonly tokenizer: Tokenizer;
  readonly #builder: DatasetBuilder;

  constructor(tokenizer: Tokenizer, builder: DatasetBuilder) {
    this.tokenizer = tokenizer;
    this.#builder = builder;
  }

  /** @param prompt the prompt's text @throws LabError bad-argument for words that cannot be part of an answer */
  add(prompt: string, label: Label): void {
    const { tokens } = this.tokenizer.encodePrompt(prompt);
    const text = label.plan === undefined ? label.action : `<plan> ${label.plan} </plan> ${label.action}`;
    const answer = this.tokenizer.encodeAnswer(text);
    const weights = answer.map((_, i) => (i === 0 || i === answer.length - 1 ? 1 : PLAN_WORD_WEIGHT));
    this.#builder.add(tokens, this.tokenizer.pack, answer, weights);
  }
}
