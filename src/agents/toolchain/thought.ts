// What the teacher of Toolchain-v1 thinks before a step, and the step: what is still wrong with the inputs, which wish is being
// served and what it still lacks, what comes next. As in `wrong noisy clozed wished 1 caption german next mend noisy`.

import { firstUndone, isDone, type Need, nextAction, type Progress } from '../../worlds/toolchain/needs.ts';
import { ACTION_WORDS, hyphenated, MOST_COUNTED } from './vocabulary.ts';

/** Words of a thought at the most: 4 faults, 2 clozed texts, a wish of 3 products and a translation, and the words between. */
export const MAX_THOUGHT_WORDS = 16;

export interface Lesson {
  readonly thought: string;
  /** Word of the action, as the model says it. */
  readonly action: string;
}

/** How the teacher goes on after any steps, wrong and idle ones too: with the first thing that still lacks. */
export function lessonAt(needs: readonly Need[], progress: Progress): Lesson {
  const lacking = needs.filter((_, i) => !isDone(progress.done, i));
  const wrong = lacking.filter(({ mends }) => mends !== null).map(({ what }) => what);
  const thought = [
    'wrong',
    ...orNothing(wrong),
    'wished',
    ...wished(lacking),
    'next',
    ...nextWords(needs, progress),
  ];
  return { thought: thought.join(' '), action: ACTION_WORDS[nextAction(needs, progress)] };
}

/** The wish that is served next, by its number, and what it lacks. */
function wished(lacking: readonly Need[]): string[] {
  const wish = lacking.find(({ mends }) => mends === null)?.wish;
  if (wish === undefined) return ['nothing'];
  const own = lacking.filter((need) => need.wish === wish).map(({ what }) => hyphenated(what));
  return [`${Math.min(MOST_COUNTED, wish + 1)}`, ...own];
}

function nextWords(needs: readonly Need[], { done }: Progress): string[] {
  const next = firstUndone(needs, done);
  if (next < 0) return ['stop'];
  const { mends, what } = needs[next];
  if (mends !== null) return ['mend', what];
  return what === 'German' ? ['translate'] : ['make', hyphenated(what)];
}

function orNothing(words: readonly string[]): readonly string[] {
  return words.length === 0 ? ['nothing'] : words;
}
