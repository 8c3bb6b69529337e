// The plan validator, with the verdicts of VAL (Howey, Long & Fox 2004): the first step that cannot be taken and the
// preconditions it lacks, or the goals that are open at the end. One deviation: VAL looks through a whole plan for unknown
// actions and objects before it runs it; here they count when their step comes, so `failedStep` is always the first.

import { LabError } from '../../lab-error.ts';
import { type PlanStep, parsePlan } from './plan.ts';
import type { Fact, Problem } from './problem.ts';
import { State, type StepFault } from './state.ts';

/** Why a plan is not valid; `unreadable` is text that is no plan at all. */
export type PlanFaultKind = StepFault['kind'] | 'goal' | 'unreadable';

export type Verdict =
  | { readonly valid: true; readonly steps: number }
  | {
      readonly valid: false;
      readonly kind: PlanFaultKind;
      /** Steps that were taken before the fault. */
      readonly steps: number;
      /** The step that cannot be taken, from 1; left out where the goal is open or the text cannot be read. */
      readonly failedStep?: number;
      /** The preconditions that do not hold, or the open goals. */
      readonly missing: readonly Fact[];
      /** One line for people. */
      readonly reason: string;
    };

/** Facts that a reason names before it goes on with a count. */
const NAMED = 5;

/** Runs the plan from the problem's initial state. Never throws for a plan, however wrong. */
export function validatePlan(problem: Problem, steps: readonly PlanStep[]): Verdict {
  const state = new State(problem);
  for (let i = 0; i < steps.length; i++) {
    const fault = state.take(steps[i]);
    if (!fault) continue;
    const { kind, missing, message } = fault;
    return { valid: false, kind, steps: i, failedStep: i + 1, missing, reason: `Step ${i + 1}, ${message}.` };
  }
  return state.solved ? { valid: true, steps: steps.length } : openGoal(state, steps.length);
}

/** As `validatePlan`, for a plan's text: one that cannot be read, or is too long, is not valid either. */
export function validatePlanText(problem: Problem, text: string): Verdict {
  let steps: PlanStep[];
  try {
    steps = parsePlan(text);
  } catch (error) {
    const { message } = LabError.from(error);
    return { valid: false, kind: 'unreadable', steps: 0, missing: [], reason: message };
  }
  return validatePlan(problem, steps);
}

function openGoal(state: State, steps: number): Verdict {
  const missing = state.openGoals();
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
  const reason = `After all ${steps} steps the goal is open: ${missing.slice(0, NAMED).join(', ')}${more}.`;
  return { valid: false, kind: 'goal', steps, missing, reason };
}
