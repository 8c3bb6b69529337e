// What a task needs done, and the state machine that says how far a plan has come. A NEED is one application of one tool; it
// waits for others: an image must be mended before it is captioned, a caption made before it is translated. The products
// form a tree (what two wishes share is made once), so the acceptable plans of a task are the orders that respect it.
//
// A tool that advances nothing but has something whole of its type to work on is idle and harmless. A tool without such an
// input (captioning a blurry image, a sentiment of nothing) is illegal and spoils the plan for good.

import {
  ACTIONS,
  type ActionName,
  type Material,
  MENDER,
  PRODUCT_RULES,
  type Product,
  TERMINATE,
  type ToolName,
} from './names.ts';
import { subjectOf, type Task, type Wish } from './task.ts';

/** One thing that a task is made from; it is whole once its menders have run. */
type Input = 'image' | 'text' | 'query';

export interface Need {
  readonly tool: ToolName;
  /** Indices of the needs that must be done before. */
  readonly after: readonly number[];
  /** What it makes; a mended input is no product. */
  readonly gives: 'image' | 'text' | 'label' | null;
  /** The input it mends; null for what makes a product. */
  readonly mends: Input | null;
  /** For people and thoughts: a fault, `clozed`, a product, or `German`. */
  readonly what: string;
  /** Index of the first wish that needs it; −1 for menders. */
  readonly wish: number;
}

/** How far a plan has come. */
export interface Progress {
  /** Bit i: need i is done. */
  readonly done: number;
  /** An illegal tool was used: the plan can no longer be right. */
  readonly spoilt: boolean;
}

export const NOTHING_DONE: Progress = { done: 0, spoilt: false };

/** The needs of a task in the order of its reference plan: menders, then wish by wish as the line names them. */
export function needsOf(task: Task): Need[] {
  const needs: Need[] = mendersOf(task);
  const made = new Map<string, number>();
  for (const [i, wish] of task.wishes.entries()) addWish(needs, made, task, wish, i);
  return needs;
}

function mendersOf({ image, text, query }: Task): Need[] {
  const mender = (tool: ToolName, mends: Input, what: string): Need => {
    return { tool, after: [], gives: null, mends, what, wish: -1 };
  };
  return [
    ...(image ?? []).map((fault) => mender(MENDER[fault], 'image', fault)),
    ...(text?.clozed ? [mender('Fill Mask', 'text', 'clozed')] : []),
    ...(query?.clozed ? [mender('Fill Mask', 'query', 'clozed')] : []),
  ];
}

/** @param made the needs that make each product so far, by its path */
function addWish(needs: Need[], made: Map<string, number>, task: Task, wish: Wish, index: number): void {
  let key = '';
  let after = menders(needs, inputsOf(task, PRODUCT_RULES[wish.path[0]].reads));
  const make = (tool: ToolName, gives: Need['gives'], what: string) => {
    key += `/${what}`;
    if (!made.has(key)) {
      made.set(key, needs.length);
      needs.push({ tool, after, gives, mends: null, what, wish: index });
    }
    after = [made.get(key)!];
  };
  for (const product of wish.path) {
    const tool = toolFor(task, product);
    if (tool) make(tool, PRODUCT_RULES[product].gives, product);
  }
  if (wish.language === 'German' && wish.path.at(-1) !== 'translation') {
    make('Machine Translation', 'label', 'German');
  }
}

function inputsOf(task: Task, reads: Material): Input[] {
  return reads === 'query' ? [subjectOf(task)!, 'query'] : [reads];
}

function menders(needs: readonly Need[], inputs: readonly Input[]): number[] {
  return needs.flatMap(({ mends }, i) => (mends !== null && inputs.includes(mends) ? [i] : []));
}

/** The tool that makes a product; null for the regular image, which only needs mending. */
function toolFor(task: Task, product: Product): ToolName | null {
  switch (product) {
    case 'regular image':
      return null;
    case 'caption':
      return 'Image Captioning';
    case 'class label':
      return 'Image Classification';
    case 'object names':
      return 'Object Detection';
    case 'answer':
      return subjectOf(task) === 'image' ? 'Visual Question Answering' : 'Question Answering';
    case 'summary':
      return 'Text Summarization';
    case 'sentiment':
      return 'Sentiment Analysis';
    case 'generated image':
      return 'Text-to-Image Generation';
    case 'translation':
      return 'Machine Translation';
  }
}

/** The progress after one more tool. It serves the first need, in their order, that waits for it; else it is idle or illegal. */
export function advance(task: Task, needs: readonly Need[], progress: Progress, tool: ToolName): Progress {
  const { done, spoilt } = progress;
  const met = needs.findIndex((need, i) => need.tool === tool && !isDone(done, i) && isReady(need, done));
  if (met >= 0) return { done: done | (1 << met), spoilt };
  return { done, spoilt: spoilt || !hasInput(task, needs, done, tool) };
}

/** Number of the action with which a reference plan goes on from here; TERMINATE when nothing is left to do. */
export function nextAction(needs: readonly Need[], { done }: Progress): number {
  const next = firstUndone(needs, done);
  return next < 0 ? TERMINATE : ACTIONS.indexOf(needs[next].tool);
}

/** Index of the next need of a reference plan; −1 when none is left. The order of `needsOf` keeps every `after`. */
export function firstUndone(needs: readonly Need[], done: number): number {
  return needs.findIndex((_, i) => !isDone(done, i));
}

/** The plan that serves the task in its own order, TERMINATE last: action numbers. */
export function referencePlan(task: Task): number[] {
  return [...needsOf(task).map(({ tool }) => ACTIONS.indexOf(tool)), TERMINATE];
}

/** Progress after these actions; TERMINATE changes nothing. */
export function progressAfter(task: Task, needs: readonly Need[], actions: readonly number[]): Progress {
  let progress = NOTHING_DONE;
  for (const action of actions) {
    const name: ActionName = ACTIONS[action];
    if (name !== 'TERMINATE') progress = advance(task, needs, progress, name);
  }
  return progress;
}

/** Whether a plan that ends here is right. */
export function isRight(needs: readonly Need[], { done, spoilt }: Progress): boolean {
  return !spoilt && firstUndone(needs, done) < 0;
}

export function isDone(done: number, need: number): boolean {
  return (done & (1 << need)) !== 0;
}

function isReady({ after }: Need, done: number): boolean {
  return after.every((i) => isDone(done, i));
}

/** Whether there is something, whole where the tool needs it so, that the tool could work on. */
function hasInput(task: Task, needs: readonly Need[], done: number, tool: ToolName): boolean {
  const isWhole = (input: Input) =>
    task[input] !== null && needs.every(({ mends }, i) => mends !== input || isDone(done, i));
  const hasMade = (...kinds: Need['gives'][]) =>
    needs.some(({ gives }, i) => isDone(done, i) && kinds.includes(gives));
  switch (tool) {
    case 'Image Super-Resolution':
    case 'Image Denoising':
    case 'Image Deblurring':
    case 'Colorization':
      return task.image !== null || hasMade('image');
    case 'Fill Mask':
      return task.text !== null || task.query !== null;
    case 'Image Classification':
    case 'Object Detection':
    case 'Image Captioning':
      return isWhole('image') || hasMade('image');
    case 'Visual Question Answering':
      return isWhole('image') && isWhole('query');
    case 'Question Answering':
      return isWhole('text') && isWhole('query');
    case 'Machine Translation':
      return isWhole('text') || hasMade('text', 'label');
    case 'Sentiment Analysis':
    case 'Text Summarization':
    case 'Text-to-Image Generation':
      return isWhole('text') || hasMade('text');
  }
}
