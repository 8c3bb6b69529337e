// The grammar of an answer, token by token: `<plan>` word+ `</plan>` action, or action. A small state machine says which
// ids may come next, so a plan always closes and an action is always legal.

import type { AnswerGrammar } from '../language-model.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Where an answer stands: before its first token, inside the plan, or owing the action. */
type Stage = 'start' | 'plan' | 'action' | 'done';

export class AnswerState {
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

  /** Ids that may come next; never empty until `done`. */
  legal(): readonly number[] {
    if (this.#stage === 'plan') return this.#legalInPlan();
    if (this.#stage === 'action' || this.#grammar.plan === 'never') return this.#actions;
    const open = [this.#tokenizer.planOpen];
    return this.#grammar.plan === 'must' ? open : [...open, ...this.#actions];
  }

  /** Takes a token that `legal` offered. */
  push(id: number): void {
    if (id === this.#tokenizer.planOpen) this.#stage = 'plan';
    else if (id === this.#tokenizer.planClose) this.#stage = 'action';
    else if (this.#stage === 'plan') this.planTokens++;
    else this.#stage = 'done';
  }

  #legalInPlan(): readonly number[] {
    if (this.planTokens >= this.#grammar.maxPlanTokens) return [this.#tokenizer.planClose];
    const words = Array.from(this.#tokenizer.planWordIds);
    return this.planTokens === 0 ? words : [this.#tokenizer.planClose, ...words];
  }
}
