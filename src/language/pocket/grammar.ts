// The grammar of an answer, token by token: `<plan>` word+ `</plan>` action, or action. A small state machine says which
// ids may come next, so a plan always closes and an action is always legal. The other kind of answer, a whole plan of
// steps, has its own (steps-grammar.ts); a lane of the model knows neither, only what both can do.

import type { AnswerGrammar, StepsGrammar } from '../language-model.ts';
import { StepsState } from './steps-grammar.ts';
import type { Tokenizer } from './tokenizer.ts';

/** An answer in the making. */
export interface GrammarState {
  readonly done: boolean;
  /** Words the plan has so far. */
  readonly planTokens: number;
  /** Ids that may come next; never empty until `done`. */
  legal(): readonly number[];
  /** Takes a token that `legal` offered. */
  push(id: number): void;
}

export function grammarState(tokenizer: Tokenizer, grammar: AnswerGrammar | StepsGrammar): GrammarState {
  return 'operators' in grammar ? new StepsState(tokenizer, grammar) : new AnswerState(tokenizer, grammar);
}

/** Where an answer stands: before its first token, inside the plan, or owing the action. */
type Stage = 'start' | 'plan' | 'action' | 'done';

/**
 * What may come next. With the tokenizer it fixes the legal ids, so a learner can rebuild the distribution that a token was
 * drawn from.
 */
export const CHOICES = ['plan or action', 'plan', 'action', 'word', 'word or close', 'close'] as const;
export type Choice = (typeof CHOICES)[number];

/** The ids of a choice. @param actions ids of the legal actions */
export function idsOf(choice: Choice, tokenizer: Tokenizer, actions: readonly number[]): readonly number[] {
  const { planOpen, planClose } = tokenizer;
  switch (choice) {
    case 'plan or action':
      return [planOpen, ...actions];
    case 'plan':
      return [planOpen];
    case 'action':
      return actions;
    case 'word':
      return Array.from(tokenizer.planWordIds);
    case 'word or close':
      return [planClose, ...tokenizer.planWordIds];
    case 'close':
      return [planClose];
  }
}

export class AnswerState implements GrammarState {
  readonly #tokenizer: Tokenizer;
  readonly #grammar: AnswerGrammar;
  readonly #actions: readonly number[];
  #stage: Stage = 'start';
  /** Words the plan has so far. */
  planTokens = 0;

  constructor(tokenizer: Tokenizer, grammar: AnswerGrammar) {
    this.#tokenizer = tokenizer;
    this.#grammar = grammar;
    this.#actions = grammar.actions.map((name) => tokenizer.table.ids.get(name)!);
  }

  get done(): boolean {
    return this.#stage === 'done';
  }

  /** What may come next; meaningless once `done`. */
  get choice(): Choice {
    const { plan, maxPlanTokens } = this.#grammar;
    if (this.#stage === 'plan') {
      if (this.planTokens >= maxPlanTokens) return 'close';
      return this.planTokens === 0 ? 'word' : 'word or close';
    }
    if (this.#stage === 'action' || plan === 'never') return 'action';
    return plan === 'must' ? 'plan' : 'plan or action';
  }

  legal(): readonly number[] {
    return idsOf(this.choice, this.#tokenizer, this.#actions);
  }

  push(id: number): void {
    if (id === this.#tokenizer.planOpen) this.#stage = 'plan';
    else if (id === this.#tokenizer.planClose) this.#stage = 'action';
    else if (this.#stage === 'plan') this.planTokens++;
    else this.#stage = 'done';
  }
}
