// Training rows of Toolchain-v1. The teacher walks its tasks; now and then a wrong or needless tool slips in, and the
// teacher says how to go on from there, so that the student has seen what follows its own mistakes.
//
// A row is either a thought with its action or the action alone. Few are bare: whoever answers without a thought has seen each
// kind of task a few times only, and is the weaker agent for it.

import { promptOf } from '../../agents/toolchain/prompt.ts';
import { lessonAt } from '../../agents/toolchain/thought.ts';
import { Random } from '../../random.ts';
import { taskOfSeed } from '../../worlds/toolchain/grammar-tasks.ts';
import { ACTIONS, TERMINATE } from '../../worlds/toolchain/names.ts';
import { type Need, needsOf, nextAction, progressAfter } from '../../worlds/toolchain/needs.ts';
import type { Task } from '../../worlds/toolchain/task.ts';
import { isOver } from '../../worlds/toolchain/toolchain.ts';
import type { RowWriter } from '../row-writer.ts';
import { judgedLines, taskSets, trainedLongerTask } from './split.ts';

export interface WalkOptions {
  readonly seed: number;
  /** Walks through a task. */
  readonly walks: number;
  /** Share of walks through longer tasks. */
  readonly longer: number;
  /** Probability of a wrong or needless tool at a step. */
  readonly slips: number;
  /** Share of walks whose rows are bare actions. */
  readonly bare: number;
}

export interface RowFigures {
  readonly walks: number;
  /** Rows with a thought. */
  readonly thoughts: number;
  /** Rows of an action alone. */
  readonly bare: number;
}

/** Writes the rows of all walks. */
export function toolchainRows(options: WalkOptions, writer: RowWriter): RowFigures {
  const random = new Random(options.seed, 0x70015);
  const grammar = taskSets()['grammar trained'];
  const judged = judgedLines();
  const figures = { walks: options.walks, thoughts: 0, bare: 0 };
  for (let walk = 0; walk < options.walks; walk++) {
    const isLonger = random.uniform() < options.longer;
    const task = isLonger ? trainedLongerTask(random, judged) : taskOfSeed(random.pick(grammar));
    const isBare = random.uniform() < options.bare;
    figures[isBare ? 'bare' : 'thoughts'] += walkTask(task, isBare, options.slips, random, writer);
  }
  return figures;
}

/** One walk from the beginning to the end of a plan. Returns its rows. */
function walkTask(task: Task, isBare: boolean, slips: number, random: Random, writer: RowWriter): number {
  const needs = needsOf(task);
  const steps: number[] = [];
  while (!isOver(steps)) {
    const progress = progressAfter(task, needs, steps);
    const { thought, action } = lessonAt(needs, progress);
    writer.add(promptOf(task, steps), { plan: isBare ? undefined : thought, action });
    steps.push(random.uniform() < slips ? slip(needs, random) : nextAction(needs, progress));
  }
  return steps.length;
}

/** A tool of this task at the wrong time, or any tool. */
function slip(needs: readonly Need[], random: Random): number {
  if (random.uniform() < 0.5) return random.int(TERMINATE);
  return ACTIONS.indexOf(random.pick(needs).tool);
}
