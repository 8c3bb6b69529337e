// Plans as planners and VAL write them: one ground action after the other, `(stack b1 b2)`, `;` before a comment.

import { LabError } from '../../lab-error.ts';
import { checkCount, LIMITS } from './limits.ts';
import { errorAt, expectWord, type Node, readExpressions } from './s-expression.ts';

/** An action's name and its objects, as a plan names them: nothing says yet that they exist. */
export interface PlanStep {
  readonly name: string;
  readonly args: readonly string[];
}

/** @throws LabError bad-plan (with line and column), too-large */
export function parsePlan(text: string): PlanStep[] {
  try {
    const nodes = readExpressions(text);
    checkCount(nodes.length, LIMITS.planSteps, 'steps in this plan');
    return nodes.map(stepOf);
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    if (code !== 'bad-argument') throw error;
    throw new LabError('bad-plan', message, hint || 'A step is written (action object …).', error);
  }
}

/** A step as one line of a plan, `(stack b1 b2)`. */
export function stepText({ name, args }: PlanStep): string {
  return `(${[name, ...args].join(' ')})`;
}

/** A plan file, ending as the reference plans do. */
export function formatPlan(steps: readonly PlanStep[]): string {
  return [...steps.map(stepText), `; cost = ${steps.length} (unit cost)`, ''].join('\n');
}

function stepOf(node: Node): PlanStep {
  if (node.kind === 'word') throw errorAt(node, `"${node.text}" is not a step`);
  const [name, ...args] = node.items.map((item) => expectWord(item, node, 'a name').text);
  if (name === undefined) throw errorAt(node, 'this step names no action');
  return { name, args };
}
