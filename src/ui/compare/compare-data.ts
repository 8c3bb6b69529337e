// Two runs as rows to be read side by side, at one step of their common clock: achievements, figures, and what the runs
// do not have in common. A run that is shorter stands at its end.

import { deepest } from '../../experiments/achievement-depth.ts';
import { ACHIEVEMENTS } from '../../worlds/crafter/names.ts';
import { ACHIEVEMENT_COUNT, achievementLabel, count } from '../labels.ts';
import { plansUntil, type RunView, tokensUntil } from '../run-view.ts';

export type Side = 'left' | 'right';

export interface AchievementRow {
  readonly name: string;
  /** Step at which it was unlocked; null if it is not (yet). */
  readonly left: number | null;
  readonly right: number | null;
  /** The only run that has it. */
  readonly only: Side | null;
}

export interface FigureRow {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

/** The 22 achievements, as far as they were unlocked by `step`. */
export function achievementRows(left: RunView, right: RunView, step: number): AchievementRow[] {
  const [inLeft, inRight] = [left, right].map(
    (view) =>
      new Map(view.achievements.filter((mark) => mark.step <= step).map((mark) => [mark.name, mark.step])),
  );
  return ACHIEVEMENTS.map((name) => {
    const [l, r] = [inLeft.get(name) ?? null, inRight.get(name) ?? null];
    return {
      name,
      left: l,
      right: r,
      only: l !== null && r === null ? 'left' : r !== null && l === null ? 'right' : null,
    };
  });
}

/** The earliest achievement that only one of the runs has; null if there is none. */
export function firstDifference(
  rows: readonly AchievementRow[],
): { name: string; side: Side; step: number } | null {
  const found = rows
    .flatMap(({ name, only, left, right }) =>
      only ? [{ name, side: only, step: (only === 'left' ? left : right)! }] : [],
    )
    .sort((a, b) => a.step - b.step);
  return found[0] ?? null;
}

/** The first step at which the runs did not do the same; null while they do. 1-based. */
export function partingStep(left: RunView, right: RunView): number | null {
  const shared = Math.min(left.steps.length, right.steps.length);
  for (let i = 0; i < shared; i++) if (left.steps[i].action !== right.steps[i].action) return i + 1;
  return null;
}

/** Figures of both runs by `step`. */
export function figureRows(left: RunView, right: RunView, step: number): FigureRow[] {
  const row = (name: string, figure: (view: RunView, at: number) => string): FigureRow => ({
    name,
    left: figure(left, Math.min(step, left.steps.length)),
    right: figure(right, Math.min(step, right.steps.length)),
  });
  return [
    row('Steps', (_, at) => count(at)),
    row(
      'Achievements',
      (view, at) => `${view.achievements.filter((mark) => mark.step <= at).length} of ${ACHIEVEMENT_COUNT}`,
    ),
    row('Deepest achievement', deepestName),
    row('Plans by the agent', (view, at) => count(plansUntil(view, at) - personsPlans(view, at))),
    row('Plans by a person or coach', (view, at) => count(personsPlans(view, at))),
    row('Plan tokens', (view, at) => count(tokensUntil(view, at).plan)),
    row('Action tokens', (view, at) => count(tokensUntil(view, at).action)),
    row('State', (view, at) => stateText(view, at)),
  ];
}

/** The achievement that takes most others before it; of several the first. */
function deepestName(view: RunView, at: number): string {
  const names = view.achievements.filter((mark) => mark.step <= at).map((mark) => mark.name);
  const found = names.find((name) => deepest([name]) === deepest(names));
  return found ? achievementLabel(found) : 'none yet';
}

function personsPlans(view: RunView, step: number): number {
  return view.plans.filter((plan) => plan.step <= step && plan.by === 'person' && plan.text !== '').length;
}

function stateText(view: RunView, at: number): string {
  if (!view.outcome || at < view.outcome.steps) return at === 0 ? 'about to begin' : 'alive';
  if (view.outcome.terminated) return 'died';
  return view.outcome.truncated ? 'reached the step limit' : 'ends here';
}
