// The 185 tasks of OpenAGI's grammar, and an unbounded supply of longer ones. The grammar's rows and their counts:
//   image with some of four faults → the regular image                        15
//   the same → caption, class label or object names, in two languages         90
//   the same, with a query → the answer, in two languages                     60
//   text → an image; summary or sentiment in two languages; the translation   12
//   document with a query → the answer, in two languages                       8
// Whatever is text may be clozed, which doubles its row.

import { LabError } from '../../lab-error.ts';
import { Random } from '../../random.ts';
import { FAULTS, type Fault, isSpoken, LANGUAGES, PRODUCTS, type Product } from './names.ts';
import { needsOf } from './needs.ts';
import { canFollow, faultOfTask, faultOfWish, type Task, type Wish } from './task.ts';

const PLAIN_OR_CLOZED = [false, true] as const;

/** Tools of a longer task's reference plan, TERMINATE not counted. */
const LONGER_TOOLS = { fewest: 4, most: 11 } as const;
/** The most wishes of a longer task, and the longest way from an input to what is wished for. */
const MOST_WISHES = 4;
const LONGEST_PATH = 3;
/** Keeps the draws of tasks apart from everything else that is drawn from the same seed. */
const LONGER_STREAM = 0x7001;

/** Every task of the grammar, row by row. */
export const GRAMMAR_TASKS: readonly Task[] = [
  ...faultSets().map((image) => imageTask(image, ['regular image'], null)),
  ...faultSets().flatMap((image) =>
    (['caption', 'class label', 'object names'] as const).flatMap((product) =>
      LANGUAGES.map((language) => imageTask(image, [product], language)),
    ),
  ),
  ...faultSets().flatMap((image) =>
    PLAIN_OR_CLOZED.flatMap((clozed) =>
      LANGUAGES.map((language) => ({ ...imageTask(image, ['answer'], language), query: { clozed } })),
    ),
  ),
  ...PLAIN_OR_CLOZED.flatMap(textTasks),
  ...PLAIN_OR_CLOZED.flatMap((clozed) => PLAIN_OR_CLOZED.flatMap((masked) => documentTasks(clozed, masked))),
];

/** Task of a seed: the grammar first, then longer ones. @throws LabError bad-seed */
export function taskOfSeed(seed: number): Task {
  checkSeed(seed);
  return seed < GRAMMAR_TASKS.length ? GRAMMAR_TASKS[seed] : longerTask(new Random(seed, LONGER_STREAM));
}

/** @throws LabError bad-seed */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new LabError('bad-seed', `${seed} is not a seed.`, 'A seed is a whole number from 0 to 2^53 - 1.');
}

/** A task of several wishes, or of things made from what was made; its reference plan has 4 to 11 tools. */
export function longerTask(random: Random): Task {
  for (;;) {
    const task = drawTask(random);
    const tools = needsOf(task).length;
    const isLonger = task.wishes.length > 1 || task.wishes[0].path.length > 1;
    if (!isLonger || tools < LONGER_TOOLS.fewest || tools > LONGER_TOOLS.most) continue;
    if (faultOfTask(task) === null) return task;
  }
}

function drawTask(random: Random): Task {
  const inputs = drawInputs(random);
  const count = 1 + random.int(MOST_WISHES);
  return { ...inputs, wishes: Array.from({ length: count }, () => drawWish(inputs, random)) };
}

function drawInputs(random: Random): Omit<Task, 'wishes'> {
  const image = () => random.pick(faultSets());
  const clozed = () => random.uniform() < 0.5;
  switch (random.int(5)) {
    case 0:
      return { image: image(), text: null, query: null };
    case 1:
      return { image: image(), text: null, query: { clozed: clozed() } };
    case 2:
      return { image: null, text: { kind: 'text', clozed: clozed() }, query: null };
    case 3:
      return { image: null, text: { kind: 'document', clozed: clozed() }, query: { clozed: clozed() } };
    default:
      return { image: image(), text: { kind: 'text', clozed: clozed() }, query: null };
  }
}

/** One sound wish: a path that grows by chance. */
function drawWish(inputs: Omit<Task, 'wishes'>, random: Random): Wish {
  for (;;) {
    const path: Product[] = [random.pick(PRODUCTS)];
    while (path.length < LONGEST_PATH && random.uniform() < 0.4) {
      const next = PRODUCTS.filter((product) => canFollow(path, product));
      if (next.length === 0) break;
      path.push(random.pick(next));
    }
    const product = path.at(-1)!;
    const language = isSpoken(product) ? random.pick(LANGUAGES) : null;
    if (faultOfWish(inputs, { path, language }) === null) return { path, language };
  }
}

/** The non-empty subsets of the faults, in FAULTS' order. */
function faultSets(): Fault[][] {
  return Array.from({ length: 2 ** FAULTS.length - 1 }, (_, i) =>
    FAULTS.filter((_, bit) => ((i + 1) & (1 << bit)) !== 0),
  );
}

function imageTask(image: readonly Fault[], path: readonly Product[], language: Wish['language']): Task {
  return { image, text: null, query: null, wishes: [{ path, language }] };
}

function textTasks(clozed: boolean): Task[] {
  const wishes: Wish[] = [
    { path: ['generated image'], language: null },
    ...(['summary', 'sentiment'] as const).flatMap((product) =>
      LANGUAGES.map((language) => ({ path: [product], language })),
    ),
    { path: ['translation'], language: 'German' },
  ];
  return wishes.map((wish) => ({ image: null, text: { kind: 'text', clozed }, query: null, wishes: [wish] }));
}

function documentTasks(clozed: boolean, masked: boolean): Task[] {
  return LANGUAGES.map((language) => ({
    image: null,
    text: { kind: 'document', clozed },
    query: { clozed: masked },
    wishes: [{ path: ['answer'], language }],
  }));
}
