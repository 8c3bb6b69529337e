// How readers of weights files refuse one: a sentence with the first thing that is wrong, and what to do about it.

import { LabError } from '../../lab-error.ts';

/** Makes the error out of what is wrong, as the end of a sentence. */
export type Refuse = (what: string, cause?: unknown) => LabError;
/** @throws LabError bad-model where the condition does not hold */
export type Check = (condition: boolean, what: string) => asserts condition;

/** @param file what kind of file it is, as in "The … cannot be read" */
export function refusal(file: string, hint: string): Refuse {
  return (what, cause) => new LabError('bad-model', `The ${file} cannot be read: ${what}.`, hint, cause);
}

export function checkOr(refuse: Refuse): Check {
  return (condition, what) => {
    if (!condition) throw refuse(what);
  };
}
