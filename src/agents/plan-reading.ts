// What a written plan comes to, before anybody follows it: word by word whether the pocket model knows it, reads it as
// another word or only letter by letter, and phrase by phrase which goal the plan language finds in it. The page marks
// the words with this, so it must say what the tokenizer and the parser really do.

import { MAX_PLAN_TOKENS } from './agent.ts';
import { crafterVocabulary } from './crafter-vocabulary.ts';
import type { Goal } from './goals.ts';
import { parsePlan } from './plan-language.ts';
import { bareWord, canonicalWord } from './plan-words.ts';

/**
 * `known`: a word of the model's vocabulary. `synonym`: read as the closed word in `as`. `letters`: in no list, so it
 * reaches the model as bytes. `unread`: behind the words that the model takes in.
 */
export type WordReading = 'known' | 'synonym' | 'letters' | 'unread';

export interface ReadWord {
  readonly text: string;
  readonly reading: WordReading;
  /** The closed word a synonym stands for. */
  readonly as?: string;
  /** It belongs to a phrase in which the plan language finds a goal. */
  readonly inGoal: boolean;
}

export interface PlanReading {
  readonly words: readonly ReadWord[];
  /** In the order in which they are worked on; [] where the plan language finds nothing to do. */
  readonly goals: readonly Goal[];
}

let vocabulary: ReadonlySet<string> | undefined;

/** Reads a plan as typed. Never throws. */
export function readPlan(text: string): PlanReading {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const inGoal = phrases(words).flatMap((phrase) => phrase.map(() => parsePlan(phrase.join(' ')).length > 0));
  return {
    words: words.map((word, i) => ({ ...wordReading(word, i), inGoal: inGoal[i] })),
    goals: parsePlan(text),
  };
}

function wordReading(text: string, position: number): Omit<ReadWord, 'inGoal'> {
  vocabulary ??= knownWords();
  if (position >= MAX_PLAN_TOKENS) return { text, reading: 'unread' };
  if (vocabulary.has(text)) return { text, reading: 'known' };
  const as = canonicalWord(text);
  if (!vocabulary.has(as)) return { text, reading: 'letters' };
  return as === bareWord(text) ? { text, reading: 'known' } : { text, reading: 'synonym', as };
}

function knownWords(): Set<string> {
  const { actions, planWords, promptWords } = crafterVocabulary();
  return new Set([...actions, ...planWords, ...promptWords]);
}

/** The words in runs between "then", "and" and punctuation; a connecting word stands alone. */
function phrases(words: readonly string[]): string[][] {
  const found: string[][] = [];
  let open = false;
  for (const word of words) {
    const connects = isConnector(word);
    if (connects || !open) found.push([word]);
    else found.at(-1)?.push(word);
    open = !connects && !/[.,;:!?]$/.test(word);
  }
  return found;
}

/** Whether a word only joins two phrases. */
export function isConnector(word: string): boolean {
  const closed = canonicalWord(word);
  return closed === 'then' || closed === 'and';
}

/** A goal in the closed words, as a person would say it: `collect 5 wood west near`. */
export function goalText(goal: Goal): string {
  const { verb, thing = '', count, more, direction, distance } = goal;
  const amount = verb === 'collect' ? `${count ?? 1}${more ? ' more' : ''}` : '';
  const link = verb === 'go' ? 'to' : verb === 'wait' || verb === 'sleep' ? 'in shelter' : '';
  const named = verb === 'drink' ? 'water' : thing.replace('_', ' ');
  return [verb, link, amount, named, direction, distance].filter((part) => part).join(' ');
}
