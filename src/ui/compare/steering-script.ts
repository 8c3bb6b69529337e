// What a person did in a run, as instructions for doing it again beside an unsteered run: which plans they wrote before
// which step, and which actions they took. With the same model and seeds the run then comes out the same.

import type { StepRecord } from '../../records/record.ts';

/** What happens before or at one step. */
export interface Instruction {
  /** A plan to write before it; '' hands planning back. */
  readonly plan?: string;
  /** An action taken by the person in the agent's place. */
  readonly action?: number;
}

/** Instructions by step, 1-based; steps that the agent takes undisturbed have none. */
export type SteeringScript = ReadonlyMap<number, Instruction>;

/**
 * The script of a run. Where planning was handed back and the agent planned in the very step, the record holds the
 * agent's plan alone: an agent's plan behind a person's says that it was handed back.
 */
export function scriptOf(steps: readonly StepRecord[]): SteeringScript {
  const script = new Map<number, Instruction>();
  let persons = false;
  steps.forEach(({ by, action, plan, planBy }, i) => {
    const instruction: { plan?: string; action?: number } = {};
    if (plan !== undefined && planBy === 'person') instruction.plan = plan;
    else if (plan !== undefined && persons) instruction.plan = '';
    if (plan !== undefined) persons = planBy === 'person' && plan !== '';
    if (by === 'person') instruction.action = action;
    if (Object.keys(instruction).length > 0) script.set(i + 1, instruction);
  });
  return script;
}

/** Steps from `step` (the last one taken) that can be played before the next instruction, `most` at the most. */
export function stepsUndisturbed(script: SteeringScript, step: number, most: number): number {
  for (let count = 0; count < most; count++) if (script.has(step + count + 1)) return count;
  return most;
}
