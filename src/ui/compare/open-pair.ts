// What an address of the Compare page asks for: two stored runs, or who steers a live one.

import { COACH_NAMES } from '../../agents/coach/registry.ts';
import { LabError } from '../../lab-error.ts';
import { fail } from '../parts/notices.ts';
import { runStore } from '../runs/stored-runs.ts';
import type { Side } from './compare-data.ts';
import { ReplayPair } from './replay-pair.ts';

/** Two stored runs and their names. @throws LabError not-found */
export async function replayPair(
  a: string,
  b: string,
): Promise<{ pair: ReplayPair; names: Record<Side, string> }> {
  const store = runStore();
  const [left, right] = await Promise.all([store.load(a), store.load(b)]);
  const [leftRun, rightRun] = await Promise.all([store.get(a), store.get(b)]);
  const names = {
    left: leftRun.name,
    right: rightRun.name === leftRun.name ? `${rightRun.name} (2)` : rightRun.name,
  };
  const pair = new ReplayPair(left, right);
  pair.left.runId = a;
  pair.right.runId = b;
  return { pair, names };
}

/** A coach's name from the address; '' (a person) for one that is not there. */
export function readSteer(text: string): string {
  if (text === '' || COACH_NAMES.includes(text)) return text;
  fail(
    new LabError('bad-argument', `There is no coach "${text.slice(0, 40)}".`, 'You write the plans instead.'),
  );
  return '';
}
