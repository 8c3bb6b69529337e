// An episode as a film: its moments one after the other, and between them what the model read and wrote. The world is pure, so the
// page makes every moment itself from the tree's seed and the actions; the worker only sends what the model said.

import type { PogsStep } from '../../services/pogs-service.ts';
import type { PogsConfig } from '../../worlds/pogs/options.ts';
import { drawPuzzle } from '../../worlds/pogs/puzzle.ts';
import { isOver, type PogsState, startState, stateAfter } from '../../worlds/pogs/state.ts';

/** The plan in force at a moment. */
export interface PlanInForce {
  readonly text: string;
  /** Moment from which on it was in force, from 0. */
  readonly madeAt: number;
}

export class PogsFilm {
  readonly states: PogsState[];
  /** `steps[i]` leads from moment i to moment i + 1. */
  readonly steps: PogsStep[] = [];

  /** @param treeSeed of POGS-v0 */
  constructor(treeSeed: number, config: PogsConfig) {
    this.states = [startState(drawPuzzle(treeSeed, config.nodes), config)];
  }

  /** Number of the last moment. */
  get last(): number {
    return this.steps.length;
  }

  get isOver(): boolean {
    return isOver(this.states[this.last]);
  }

  /** @throws LabError bad-action, episode-over */
  add(step: PogsStep): void {
    this.states.push(stateAfter(this.states[this.last], step.action));
    this.steps.push(step);
  }

  /** The plan that the step into moment `at` was taken under; null without one. */
  planAt(at: number): PlanInForce | null {
    const madeAt = this.steps.slice(0, at).findLastIndex(({ plan }) => plan !== null);
    return madeAt < 0 ? null : { text: this.steps[madeAt].plan!, madeAt };
  }

  /** Plans made until moment `at`, their tokens, and all tokens that were written and read. */
  sumsAt(at: number) {
    const steps = this.steps.slice(0, at);
    const sum = (of: (step: PogsStep) => number) => steps.reduce((total, step) => total + of(step), 0);
    return {
      plans: sum(({ plan }) => Number(plan !== null)),
      planTokens: sum((step) => step.planTokens),
      tokens: sum((step) => step.tokens),
      promptTokens: sum((step) => step.promptTokens),
    };
  }
}
