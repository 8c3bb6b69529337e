// What can be told of an attempt without asking whether it is valid. A curation is an implicit reward (Corrêa et al.,
// section 5): nobody wrote it down, so `reward.ts` compares these numbers between what was kept and what was not.

import { LabError } from '../lab-error.ts';
import type { Problem } from '../worlds/strips/problem.ts';
import type { Attempt } from './attempts.ts';

/** Numbers by name; which operators there are depends on the domain. */
export type Features = Readonly<Record<string, number>>;

/** Those that say nothing of the plan. */
export const PROBLEM_FEATURES: readonly string[] = ['objects', 'goals'];

/** Length of the plan, size of its problem, and how often it does what. */
export function featuresOf(
  problem: Problem,
  { plan, steps, tokens }: Pick<Attempt, 'plan' | 'steps' | 'tokens'>,
): Features {
  const lines = plan === '' ? [] : plan.slice(1, -1).split(') (');
  const operators = [...problem.domain.actions.keys()];
  const counts = new Map(operators.map((name) => [name, 0]));
  for (const line of lines) {
    const [name] = line.split(' ');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return {
    steps,
    tokens,
    objects: problem.objects.size,
    goals: problem.goal.length,
    'steps per goal': steps / Math.max(1, problem.goal.length),
    'repeated steps': lines.length - new Set(lines).size,
    ...Object.fromEntries(operators.map((name) => [`count of ${name}`, counts.get(name) as number])),
    ...Object.fromEntries(
      operators.map((name) => [`share of ${name}`, (counts.get(name) as number) / Math.max(1, steps)]),
    ),
  };
}

/** @throws LabError bad-argument for a feature that there is not */
export function featureOf(features: Features, name: string): number {
  if (Object.hasOwn(features, name)) return features[name];
  throw new LabError(
    'bad-argument',
    `"${name.slice(0, 60)}" is no feature of a plan.`,
    `There are: ${Object.keys(features).join(', ')}.`,
  );
}
