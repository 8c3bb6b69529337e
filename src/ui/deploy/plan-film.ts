// A plan as a film: the state before its first step and after every step that could be taken, and the validator's word on it.

import { type PlanStep, parsePlan, stepText } from '../../worlds/strips/plan.ts';
import type { Fact, Problem } from '../../worlds/strips/problem.ts';
import { State } from '../../worlds/strips/state.ts';
import { type Verdict, validatePlanText } from '../../worlds/strips/validate.ts';

/** Steps that are shown of a plan; a file may hold one of ten thousands. */
const MOST_FRAMES = 2000;

export interface Frame {
  /** `(stack b1 b2)` that led here; '' for the start. */
  readonly step: string;
  /** True facts that actions can change. */
  readonly facts: readonly Fact[];
}

export interface PlanFilm {
  readonly problem: Problem;
  /** The start, then one a step that was taken. */
  readonly frames: readonly Frame[];
  readonly verdict: Verdict;
}

/** Never throws for a plan, however wrong: what cannot be taken is not shown, and the verdict says why. */
export function filmOf(problem: Problem, plan: string): PlanFilm {
  const verdict = validatePlanText(problem, plan);
  const steps = verdict.valid || verdict.kind !== 'unreadable' ? parsePlan(plan) : [];
  return {
    problem,
    frames: framesOf(problem, steps.slice(0, Math.min(verdict.steps, MOST_FRAMES))),
    verdict,
  };
}

function framesOf(problem: Problem, steps: readonly PlanStep[]): Frame[] {
  const state = new State(problem);
  const frames: Frame[] = [{ step: '', facts: state.facts() }];
  for (const step of steps) {
    if (state.take(step)) break;
    frames.push({ step: stepText(step), facts: state.facts() });
  }
  return frames;
}
