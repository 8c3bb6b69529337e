// A prefix of a plan of Toolchain-v1, as speculation needs it: immutable, and named by the task and the steps alone.

import { LabError } from '../lab-error.ts';
import { ACTIONS, TERMINATE } from '../worlds/toolchain/names.ts';
import { isRight, needsOf, progressAfter } from '../worlds/toolchain/needs.ts';
import { type Task, taskLine } from '../worlds/toolchain/task.ts';
import { checkAction, isOver } from '../worlds/toolchain/toolchain.ts';
import { keyAfter, type Place, taskKey } from './place.ts';

export class ToolchainPlace implements Place {
  readonly task: Task;
  /** Action numbers behind it. */
  readonly steps: readonly number[];
  readonly key: string;

  private constructor(task: Task, steps: readonly number[], key: string) {
    this.task = task;
    this.steps = steps;
    this.key = key;
  }

  /** The beginning of a task. Its key depends on what the line says, not on the seed that picked it. */
  static start(task: Task): ToolchainPlace {
    return new ToolchainPlace(task, [], taskKey(`Toolchain-v1 ${taskLine(task)}`));
  }

  get depth(): number {
    return this.steps.length;
  }

  get over(): boolean {
    return isOver(this.steps);
  }

  after(action: number): this {
    checkAction(action);
    if (this.over) throw new LabError('episode-over', 'The plan has ended: nothing can follow.');
    return new ToolchainPlace(this.task, [...this.steps, action], keyAfter(this.key, action)) as this;
  }

  /** For the predictors. */
  get prefix(): { readonly task: string; readonly steps: readonly string[] } {
    return { task: taskLine(this.task), steps: this.steps.map((action) => ACTIONS[action]) };
  }

  /** Whether the plan has ended here, and rightly. */
  get solved(): boolean {
    if (this.steps.at(-1) !== TERMINATE) return false;
    const needs = needsOf(this.task);
    return isRight(needs, progressAfter(this.task, needs, this.steps));
  }
}
