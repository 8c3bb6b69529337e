// A tool-planning task as data, and as the one English line that an agent reads. The two say the same: `parseTask` reads
// what `taskLine` writes.

import { type Fault, isSpoken, type Language, type Material, PRODUCT_RULES, type Product } from './names.ts';

export interface TextInput {
  /** Some of its words are masked. */
  readonly clozed: boolean;
}

/** One thing wished for. */
export interface Wish {
  /** From what is made of an input to what is wished for: caption, then the sentiment of it. */
  readonly path: readonly Product[];
  /** null for an image. A translation is German. */
  readonly language: Language | null;
}

export interface Task {
  /** Faults of the image in FAULTS' order; null without an image. */
  readonly image: readonly Fault[] | null;
  readonly text: (TextInput & { readonly kind: 'text' | 'document' }) | null;
  /** About the image, or about the document. */
  readonly query: TextInput | null;
  /** In the order in which the line names them. */
  readonly wishes: readonly Wish[];
}

/** The line of a task, as in "Given noisy image, how to return the caption in German step by step?". */
export function taskLine(task: Task): string {
  const wishes = task.wishes.map(wishPhrase);
  const last = wishes.pop()!;
  const wished = wishes.length === 0 ? last : `${wishes.join(', ')} and ${last}`;
  return `Given ${inputPhrases(task).join(' and ')}, how to return ${wished} step by step?`;
}

function inputPhrases({ image, text, query }: Task): string[] {
  const english = (kind: string, { clozed }: TextInput) => `${clozed ? 'clozed ' : ''}English ${kind}`;
  return [
    ...(image ? [[...image, 'image'].join(' ')] : []),
    ...(text ? [english(text.kind, text)] : []),
    ...(query ? [english('query', query)] : []),
  ];
}

/** "the sentiment of the caption in German" */
export function wishPhrase({ path, language }: Wish): string {
  const made = path.toReversed().map((product) => `the ${product}`);
  return made.join(' of ') + (language ? ` in ${language}` : '');
}

/** Whether what `path` makes so far can be made into `next`; a path begins with a given input. */
export function canFollow(path: readonly Product[], next: Product): boolean {
  if (path.length === 0) return true;
  const rule: { reads: Material; rootOnly?: true } = PRODUCT_RULES[next];
  return !rule.rootOnly && !path.includes(next) && PRODUCT_RULES[path.at(-1)!].gives === rule.reads;
}

/** What is amiss with a task, in a sentence; null for a sound one. */
export function faultOfTask(task: Task): string | null {
  const { image, text, query, wishes } = task;
  if (query && (image !== null) === (text?.kind === 'document'))
    return 'A query is about an image or about a document: exactly one of them must be given with it.';
  if (text?.kind === 'document' && !query) return 'A document comes with a query; without one, say "text".';
  const roots = wishes.map(({ path }) => PRODUCT_RULES[path[0]].reads);
  const isUsed = (input: 'image' | 'text') => roots.includes(input) || subjectOf(task) === input;
  if (image && !isUsed('image')) return 'An image is given, but nothing is wished from it.';
  if (text && !isUsed('text')) return `A ${text.kind} is given, but nothing is wished from it.`;
  if (query && !roots.includes('query')) return 'A query is given, but no answer is wished for.';
  return faultOfWishes(wishes);
}

/** The input that the query is about; null without a query. */
export function subjectOf({ image, query }: Pick<Task, 'image' | 'query'>): 'image' | 'text' | null {
  if (!query) return null;
  return image ? 'image' : 'text';
}

/** Why `wish` cannot be had from these inputs, in a sentence; null if it can. */
export function faultOfWish(
  { image, text, query }: Omit<Task, 'wishes'>,
  { path, language }: Wish,
): string | null {
  const { reads } = PRODUCT_RULES[path[0]];
  if (reads === 'image' && !image) return `no image is given to make the ${path[0]} of`;
  if (reads === 'text' && !text) return `no text is given to make the ${path[0]} of`;
  if (reads === 'query' && !query) return 'no query is given to answer';
  for (let i = 1; i < path.length; i++)
    if (!canFollow(path.slice(0, i), path[i])) return `the ${path[i]} is not made of the ${path[i - 1]}`;
  const product = path.at(-1)!;
  if (isSpoken(product) !== (language !== null))
    return language
      ? `the ${product} has no language`
      : `say the language of the ${product}: in English or in German`;
  return product === 'translation' && language === 'English'
    ? 'everything given is English: translate it to German'
    : null;
}

function faultOfWishes(wishes: readonly Wish[]): string | null {
  const phrases = wishes.map(wishPhrase);
  const twice = phrases.find((phrase, i) => phrases.indexOf(phrase) !== i);
  return twice === undefined ? null : `It wishes for ${twice} twice.`;
}
