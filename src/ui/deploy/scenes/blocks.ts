// Blocksworld drawn: towers on a table, the arm above, the goal beside it. A tower keeps its place while it stands, so that what
// moves is the block that the step moves.

import { html, svg, type TemplateResult } from 'lit';
import { type Fact, wordsOf } from '../../../worlds/strips/problem.ts';
import type { PlanFilm } from '../plan-film.ts';
import type { Scene } from './scene.ts';

const WIDTH = 34;
const HEIGHT = 26;
const GAP = 8;
/** Room for the arm above the highest tower, and for the table's line below. */
const ARM = 44;
const FOOT = 8;

/** Column of each tower's lowest block. */
type Columns = ReadonlyMap<string, number>;

interface Blocks {
  /** Towers from the table up. */
  readonly towers: readonly (readonly string[])[];
  readonly held: string | null;
}

export function blocksScene({ problem, frames }: PlanFilm): Scene {
  const states = frames.map(({ facts }) => blocksOf(facts));
  const goal = blocksOf(problem.goal);
  let columns: Columns = new Map();
  const places = states.map((state) => {
    columns = columnsAfter(columns, state);
    return columns;
  });
  const lengths = [...states, goal].flatMap(({ towers }) => towers.map(({ length }) => length));
  const high = largest(lengths, problem.objects.size > 12 ? 12 : 6);
  const wide = 1 + largest(places.flatMap((each) => [...each.values()]));
  const frame = { high, below: belowOf(problem.goal) };
  const aim = picture(
    { ...frame, wide: goal.towers.length, hasArm: false },
    goal,
    columnsAfter(new Map(), goal),
  );
  return {
    draw: (i) => html`<div class="blocks-scene">
      <figure><figcaption>Now</figcaption>${picture({ ...frame, wide, hasArm: true }, states[i], places[i])}</figure>
      <figure><figcaption>Goal</figcaption>${aim}</figure>
    </div>`,
    tell: (i) => `${tell(states[i])} Goal: ${tell(goal)}`,
  };
}

/** Of more values than a call can have arguments. */
function largest(values: readonly number[], least = 0): number {
  return values.reduce((most, value) => Math.max(most, value), least);
}

/** Towers of a state, or of a goal: a block that stands on nothing that is named begins one. */
export function blocksOf(facts: readonly Fact[]): Blocks {
  const above = new Map([...belowOf(facts)].map(([block, under]) => [under, block]));
  const words = facts.map(wordsOf);
  const onSomething = new Set([...above.values()]);
  const onTable = words.filter(([name]) => name === 'on-table').map(([, block]) => block);
  const bases = [...new Set([...onTable, ...above.keys()])].filter((block) => !onSomething.has(block));
  const towers = bases.map((base) => {
    const tower = [base];
    for (let next = above.get(base); next !== undefined && !tower.includes(next); next = above.get(next))
      tower.push(next);
    return tower;
  });
  return { towers, held: words.find(([name]) => name === 'holding')?.[1] ?? null };
}

/** What each block stands on, where that is a block. */
function belowOf(facts: readonly Fact[]): Map<string, string> {
  return new Map(
    facts.map(wordsOf).flatMap(([name, block, under]) => (name === 'on' ? [[block, under] as const] : [])),
  );
}

/** Towers stay where they are; a new one takes the first free place. */
function columnsAfter(before: Columns, { towers }: Blocks): Columns {
  const columns = new Map<string, number>();
  for (const [base] of towers) if (before.has(base)) columns.set(base, before.get(base)!);
  const taken = new Set(columns.values());
  for (const [base] of towers) {
    if (columns.has(base)) continue;
    let free = 0;
    while (taken.has(free)) free++;
    taken.add(free);
    columns.set(base, free);
  }
  return columns;
}

/** What a picture is drawn into. */
interface Frame {
  /** Columns and levels. */
  readonly wide: number;
  readonly high: number;
  /** What the goal wants below each block. */
  readonly below: ReadonlyMap<string, string>;
  readonly hasArm: boolean;
}

function picture(
  { wide, high, below, hasArm }: Frame,
  { towers, held }: Blocks,
  columns: Columns,
): TemplateResult {
  const width = wide * (WIDTH + GAP) + GAP;
  const height = ARM + high * HEIGHT + FOOT;
  const placed = towers.flatMap((tower) =>
    tower.map((block, level) => ({
      block,
      x: GAP + columns.get(tower[0])! * (WIDTH + GAP),
      y: height - FOOT - (level + 1) * HEIGHT,
      isRight: below.get(block) === tower[level - 1] && isRightBelow(tower, level, below),
    })),
  );
  const all =
    held === null ? placed : [...placed, { block: held, x: width / 2 - WIDTH / 2, y: 12, isRight: false }];
  // Every block is in every picture: in this order each keeps its element, and moves.
  const sorted = all.sort((a, b) => (a.block < b.block ? -1 : 1));
  return html`<svg class="scene" viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
    <path class="scene-line" d="M0 ${height - FOOT + 1}H${width}" />
    ${hasArm ? svg`<path class="scene-arm" d="M${width / 2} 0v10m-${WIDTH / 2 + 3} 8v-8h${WIDTH + 6}v8" />` : ''}
    ${sorted.map(
      ({
        block,
        x,
        y,
        isRight,
      }) => svg`<g class="scene-moves block ${isRight ? 'right' : ''} ${block === held ? 'held' : ''}" style="transform: translate(${x}px, ${y}px)">
        <rect width=${WIDTH} height=${HEIGHT - 2} rx="3" /><text x=${WIDTH / 2} y=${HEIGHT / 2 + 4} text-anchor="middle">${block}</text></g>`,
    )}
  </svg>`;
}

/** Whether everything from here down stands as the goal wants it. */
function isRightBelow(tower: readonly string[], level: number, below: ReadonlyMap<string, string>): boolean {
  return tower.slice(0, level + 1).every((block, i) => below.get(block) === tower[i - 1]);
}

function tell({ towers, held }: Blocks): string {
  const text = towers.map((tower) => tower.join(', ')).join('; ');
  return `${towers.length} tower${towers.length === 1 ? '' : 's'} from the table up: ${text}.${held === null ? '' : ` The arm holds ${held}.`}`;
}
