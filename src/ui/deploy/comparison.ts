// Two deployments side by side: what was set differently, and what came of it.

import { isChatModel } from '../../agents/chat-models.ts';
import type { DeploymentPlan } from '../../deployment/deployment-run.ts';
import type { TaskSource } from '../../deployment/tasks.ts';
import { GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import type { TableData } from '../charts/data-table.ts';
import type { Drawn } from './generations.ts';
import { solvedText } from './generations.ts';
import { CURATION_LABELS } from './knobs.ts';
import { sizesText, sourceName } from './source-name.ts';

interface Planned extends Drawn {
  readonly plan: DeploymentPlan;
}

/** A plan in words, one entry for everything that can be set. */
export function planWords(plan: DeploymentPlan): Readonly<Record<string, string>> {
  const { model, weights, source, seeds, heldOut, curation, hyper, stopAtFault, constrained, ...numbers } =
    plan;
  const rule =
    curation.by === 'rule'
      ? `: ${curation.rule.feature} at ${curation.rule.bound} ${curation.rule.value}`
      : '';
  return {
    Domain: sourceName(source),
    Sizes: sizesText(source),
    Model: `${model} (${weights})`,
    'Collecting tasks': rangeText(source, seeds),
    'Held-out tasks': rangeText(source, heldOut),
    Curation: `${CURATION_LABELS[curation.by]}${rule}`,
    ...wordsOf(numbers),
    'Stops at the first illegal step': stopAtFault ? 'yes' : 'no',
    'Held to well-formed steps': constrained || !isChatModel(model) ? 'yes' : 'no',
    ...wordsOf(hyper),
  };
}

/** Differences only. */
export function differencesTable(a: Planned, b: Planned): TableData {
  return differencesOf([a.name, planWords(a.plan)], [b.name, planWords(b.plan)]);
}

/** A deployment's name, and its plan in words. */
type Worded = readonly [name: string, words: Readonly<Record<string, string>>];

/** Differences only, of plans of any kind. */
export function differencesOf([a, left]: Worded, [b, right]: Worded): TableData {
  const rows = Object.keys(left)
    .filter((name) => left[name] !== right[name])
    .map((name) => [name, left[name], right[name] ?? '–']);
  return { caption: 'What was set differently', columns: ['', a, b], rows };
}

/** Generation by generation. */
export function sideBySideTable(a: Drawn, b: Drawn): TableData {
  return sideBySideOf(
    [a, b],
    ['solved, %', 'held out, %', 'longest', 'kept'],
    ({ collecting, heldOut, kept }) => [
      solvedText(collecting),
      heldOut && solvedText(heldOut),
      collecting.longestPlan,
      kept,
    ],
  );
}

/**
 * Of deployments of any kind; where one has fewer generations, its cells are empty.
 * @param whats a column for each, of either deployment
 */
export function sideBySideOf<Generation>(
  [a, b]: readonly [Generations<Generation>, Generations<Generation>],
  whats: readonly string[],
  cellsOf: (generation: Generation) => TableData['rows'][number],
): TableData {
  const most = Math.max(a.generations.length, b.generations.length);
  const cells = ({ generations }: Generations<Generation>, n: number) =>
    n < generations.length ? cellsOf(generations[n]) : whats.map(() => null);
  const columns = (which: string) => whats.map((what) => `${which}: ${what}`);
  return {
    caption: 'Generation by generation, with 95 % intervals',
    columns: ['Generation', ...columns('This one'), ...columns('Beside it')],
    rows: Array.from({ length: most }, (_, n) => [String(n), ...cells(a, n), ...cells(b, n)]),
  };
}

interface Generations<Generation> {
  readonly generations: readonly Generation[];
}

/** Who is ahead at the last generation that both have. */
export function comparisonReading(a: Drawn, b: Drawn): string {
  const n = Math.min(a.generations.length, b.generations.length) - 1;
  if (n < 0) return '';
  const [x, y] = [a.generations[n].collecting, b.generations[n].collecting];
  const [ahead, behind] = x.solved >= y.solved ? [a.name, b.name] : [b.name, a.name];
  const points = Math.abs(x.solved - y.solved).toFixed(1);
  return `At generation ${n} “${ahead}” is ${points} points ahead of “${behind}”; ${apartText(x, y)}.`;
}

interface Estimated {
  readonly ci95: readonly [least: number, most: number] | null;
}

/** Whether two figures differ for sure, by their intervals alone. */
export function apartText({ ci95: a }: Estimated, { ci95: b }: Estimated): string {
  const areApart = a && b && (a[1] < b[0] || b[1] < a[0]);
  return areApart ? 'their intervals are apart' : 'their intervals overlap, so nothing is decided yet';
}

/** Numbers as words, by their own names. */
export function wordsOf(numbers: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
}

function rangeText({ world }: TaskSource, seeds: readonly number[]): string {
  if (seeds.length === 0) return 'none';
  return world === GIVEN_WORLD ? String(seeds.length) : `${seeds.length}, from ${seeds[0]}`;
}
