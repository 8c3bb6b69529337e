// The grammar of a whole plan: (operator object …)* `</plan>`, every step with the right number of objects of the right
// types. It knows the problem's objects and nothing of its state, so a plan always reads and may still be wrong: which
// steps are legal is what a planner has to learn.

import { LabError } from '../../lab-error.ts';
import type { StepsGrammar } from '../language-model.ts';
import type { GrammarState } from './grammar.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Ids that each operator's parameters may be. */
type Parameters = readonly (readonly number[])[];

export class StepsState implements GrammarState {
  /** Tokens so far, `</plan>` excepted. */
  planTokens = 0;
  done = false;
  readonly #close: number;
  readonly #maxTokens: number;
  readonly #operators: ReadonlyMap<number, Parameters>;
  readonly #endsAfter: (step: readonly number[]) => boolean;
  /** Parameters that the step in the making still lacks. */
  #owed: Parameters = [];
  /** Ids of the step in the making. */
  #step: number[] = [];

  /** @throws LabError bad-argument for a word that the model cannot say */
  constructor(tokenizer: Tokenizer, { operators, maxTokens, watch }: StepsGrammar) {
    this.#close = tokenizer.planClose;
    this.#maxTokens = maxTokens;
    const { words } = tokenizer.table;
    const endsAfter = watch?.();
    this.#endsAfter = (step) => endsAfter?.(step.map((id) => words[id])) ?? false;
    const usable = operators.filter(({ parameters }) => parameters.every((words) => words.length > 0));
    this.#operators = new Map(
      usable.map(({ word, parameters }) => [
        idOf(tokenizer, word),
        parameters.map((words) => words.map((name) => idOf(tokenizer, name))),
      ]),
    );
  }

  legal(): readonly number[] {
    if (this.#owed.length > 0) return this.#owed[0];
    const room = this.#maxTokens - 1 - this.planTokens;
    const begun = [...this.#operators].filter(([, parameters]) => 1 + parameters.length <= room);
    return [this.#close, ...begun.map(([id]) => id)];
  }

  push(id: number): void {
    if (id === this.#close) {
      this.done = true;
      return;
    }
    this.planTokens++;
    this.#owed = this.#owed.length > 0 ? this.#owed.slice(1) : (this.#operators.get(id) ?? []);
    this.#step.push(id);
    if (this.#owed.length > 0) return;
    this.done = this.#endsAfter(this.#step);
    this.#step = [];
  }
}

function idOf({ table, outputs }: Tokenizer, word: string): number {
  const id = table.ids.get(word);
  if (id !== undefined && id < outputs) return id;
  throw new LabError('bad-argument', `"${word}" is not a word that this model can say.`);
}
