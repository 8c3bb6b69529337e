// Coaches by name, for configurations, the command line and the page: `scripted`, or `library:ID` for a written plan.

import { LabError } from '../../lab-error.ts';
import type { Coach } from './coach.ts';
import { LibraryCoach } from './library-coach.ts';
import { libraryPlan, PLAN_LIBRARY } from './plan-library.ts';
import { ScriptedCoach } from './scripted-coach.ts';

const LIBRARY = 'library:';

/** Every name that `makeCoach` knows. */
export const COACH_NAMES: readonly string[] = [
  'scripted',
  ...PLAN_LIBRARY.map(({ id }) => `${LIBRARY}${id}`),
];

/** A new coach; call its `reset` before the first step. @throws LabError bad-argument */
export function makeCoach(name: string): Coach {
  if (name === 'scripted') return new ScriptedCoach();
  const plan = name.startsWith(LIBRARY) ? libraryPlan(name.slice(LIBRARY.length)) : undefined;
  if (plan) return new LibraryCoach(plan);
  throw new LabError(
    'bad-argument',
    `There is no coach "${name.slice(0, 40)}".`,
    `Use scripted, or library: with one of ${PLAN_LIBRARY.map(({ id }) => id).join(', ')}.`,
  );
}
