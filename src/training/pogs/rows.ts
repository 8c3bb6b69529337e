// Training rows of POGS. The teacher walks drawn trees; now and then a slip takes it off its way, and it says how to go on from
// there. A plan that was said stays in force and grows old, as an agent's own does, so that the rows hold every case a schedule
// can bring about: a plan where one is due, a plan where none is, the next step of a plan in force, an action under a plan that
// has come to its end, and an action with no plan at all.
//
// **Walkers** differ in when they speak: most when a plan is due, some at any time, some never. The choice between a plan and an
// action is learned from all of them together, so a model that decides for itself mostly plans where plans are due.
//
// **Recall.** In half of the walks the prompt holds all that was seen, in the others the latest view alone. The teacher knows
// everything in both: without recall, the plan in force is all that the student can know of what is behind it.

import { type PogsLesson, pogsLesson } from '../../agents/pogs/lesson.ts';
import { type PogsMemory, remember } from '../../agents/pogs/memory.ts';
import { pogsPrompt } from '../../agents/pogs/prompt.ts';
import { Random } from '../../random.ts';
import { playOracle } from '../../worlds/pogs/hard.ts';
import { pogsConfig } from '../../worlds/pogs/options.ts';
import { drawPuzzle, type Puzzle } from '../../worlds/pogs/puzzle.ts';
import { isOver, type PogsState, startState, stateAfter } from '../../worlds/pogs/state.ts';
import type { RowWriter } from '../row-writer.ts';

/**
 * Where the trees that are trained on begin. Those of HardPOGS-v0 are drawn from 32-bit seeds, and nobody evaluates POGS-v0
 * above: no tree of an evaluation is trained on.
 */
const FIRST_TRAINED = 2 ** 32;
const SEEDS_PER_RUN = 100_000_000;

/** Size, sight and steps of the published runs. */
const CONFIG = pogsConfig();

/** When a walker says a plan: probabilities where one is due and where the one in force still holds. */
interface Walker {
  readonly share: number;
  readonly due: number;
  readonly early: number;
}

const WALKERS: readonly Walker[] = [
  { share: 0.55, due: 0.95, early: 0.1 },
  { share: 0.3, due: 0.3, early: 0.3 },
  { share: 0.15, due: 0, early: 0 },
];

export interface PogsWalkOptions {
  readonly seed: number;
  readonly walks: number;
  /** Share of walks on trees where the oracle turns back twice or more. */
  readonly winding: number;
  /** Share of walks whose prompts hold all that was seen. */
  readonly recalled: number;
  /** Probability of a step off the teacher's way. */
  readonly slips: number;
  /** Share of plans that are kept in force with wrong labels in them, as the student's own may be. */
  readonly garbled: number;
}

export interface PogsRowFigures {
  readonly walks: number;
  /** Rows with a plan; of an action under a plan that holds; under one that is due to be replaced; without any. */
  readonly planned: number;
  readonly followed: number;
  readonly overdue: number;
  readonly planless: number;
}

/** Writes the rows of all walks. */
export function pogsRows(options: PogsWalkOptions, writer: RowWriter): PogsRowFigures {
  const random = new Random(options.seed, 0x9065);
  const puzzles = trainedPuzzles(options.seed);
  const figures = { walks: options.walks, planned: 0, followed: 0, overdue: 0, planless: 0 };
  for (let walk = 0; walk < options.walks; walk++) {
    const puzzle = nextPuzzle(puzzles, random.uniform() < options.winding);
    const walker = WALKERS[random.weighted(WALKERS.map(({ share }) => share))];
    const recall = random.uniform() < options.recalled;
    for (const row of walkRows(startState(puzzle, CONFIG), walker, options, random)) {
      writer.add(pogsPrompt(row.memory, row.plan, { recall }), {
        plan: row.newPlan,
        action: `${row.action}`,
      });
      figures[kindOf(row)]++;
    }
  }
  return figures;
}

/** A plan in force. */
interface HeldPlan {
  readonly text: string;
  readonly age: number;
  /** Where it leads; null for one that is wrong. */
  readonly goal: number | null;
}

interface WalkRow {
  readonly memory: PogsMemory;
  /** In force before this decision. */
  readonly plan: HeldPlan | null;
  /** Whether the plan in force still leads where the teacher would go. */
  readonly holds: boolean;
  readonly newPlan: string | undefined;
  readonly action: number;
}

/** The decisions of one walk. */
function* walkRows(
  start: PogsState,
  walker: Walker,
  { slips, garbled }: PogsWalkOptions,
  random: Random,
): Generator<WalkRow> {
  let plan: HeldPlan | null = null;
  let memory: PogsMemory | null = null;
  for (let state = start; !isOver(state); ) {
    memory = remember(memory, state.observation);
    const lesson: PogsLesson = pogsLesson(memory, plan?.goal ?? null)!;
    const holds = plan?.goal === lesson.goal;
    const speaks = random.uniform() < (holds ? walker.early : walker.due);
    yield { memory, plan, holds, newPlan: speaks ? lesson.plan : undefined, action: lesson.action };
    if (speaks) plan = keptPlan(lesson, random.uniform() < garbled, random);
    if (plan) plan = { ...plan, age: plan.age + 1 };
    state = stateAfter(state, random.uniform() < slips ? slip(state, random) : lesson.action);
  }
}

function kindOf({ newPlan, plan, holds }: WalkRow): Exclude<keyof PogsRowFigures, 'walks'> {
  if (newPlan !== undefined) return 'planned';
  if (plan === null) return 'planless';
  return holds ? 'followed' : 'overdue';
}

/** The plan as it stays in force; garbled: from some word on its labels are any. */
function keptPlan({ plan, goal }: PogsLesson, isGarbled: boolean, random: Random): HeldPlan {
  if (!isGarbled) return { text: plan, age: 0, goal };
  const words = plan.split(' ');
  const right = 1 + random.int(words.length - 1);
  const text = words.map((word, i) => (i < right ? word : `${random.int(CONFIG.nodes)}`)).join(' ');
  return { text, age: 0, goal: null };
}

/** Mostly any neighbour, sometimes any node: that is refused. */
function slip({ puzzle, observation }: PogsState, random: Random): number {
  if (random.uniform() < 0.2) return random.int(CONFIG.nodes);
  return random.pick(puzzle.tree[observation.current]);
}

function* trainedPuzzles(seed: number): Generator<Puzzle, never> {
  for (let drawn = FIRST_TRAINED + seed * SEEDS_PER_RUN; ; drawn++) yield drawPuzzle(drawn, CONFIG.nodes);
}

/** @param winding only a tree on which the oracle turns back twice or more */
function nextPuzzle(puzzles: Generator<Puzzle, never>, winding: boolean): Puzzle {
  for (;;) {
    const puzzle = puzzles.next().value;
    if (!winding || playOracle(puzzle, CONFIG).metrics.backtracks >= 2) return puzzle;
  }
}
