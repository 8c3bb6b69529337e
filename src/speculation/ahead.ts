// The predictors of src/learning/k-predictor as the segment loop asks them: about places instead of texts.

import type { Prefix } from '../learning/k-predictor/prefix-encoder.ts';
import type { RunAheadPolicy } from '../learning/k-predictor/run-ahead-policy.ts';
import type { Answer, Place } from './place.ts';
import type { AheadPolicy } from './speculate.ts';

/** A place that predictors can read. */
export interface ReadablePlace extends Place {
  readonly prefix: Prefix;
}

/** What they read, and which place it is. */
export interface KeyedPrefix extends Prefix {
  readonly key: string;
}

export interface AheadOptions {
  /** The predictor reads what A's model made of a place and how sure A was there, besides the text. */
  readonly hidden?: boolean;
  /** Told where learning goes on elsewhere and fails: the run goes on without it. */
  readonly onFailure?: (error: unknown) => void;
}

/** A policy over places. */
export function aheadBy<P extends ReadablePlace>(
  policy: RunAheadPolicy<KeyedPrefix>,
  { hidden = false, onFailure = () => {} }: AheadOptions = {},
): AheadPolicy<P> {
  const read = (place: P, guess: Answer | null): KeyedPrefix => {
    const prefix = { ...place.prefix, key: place.key };
    return hidden && guess ? withGuess(prefix, guess) : prefix;
  };
  return {
    needsGuess: hidden,
    ahead: (place, guess) => policy.choose(read(place, guess)),
    learn: (steps, mismatched) => {
      const prefixes = steps.map(({ place, guess }) => read(place, guess));
      const learned = policy.learn({ prefixes, mismatched });
      if (learned instanceof Promise) learned.catch(onFailure);
    },
  };
}

/** How sure A was is read as one more step, in tenths: a word of its own for each, so that none of them has to be scaled. */
function withGuess(prefix: KeyedPrefix, { hidden, sureness = 0 }: Answer): KeyedPrefix {
  const tenths = Math.min(9, Math.floor(10 * sureness));
  return { ...prefix, hidden, steps: [...prefix.steps, `sure ${tenths}`] };
}
