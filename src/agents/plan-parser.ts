// Plan text → goals. Reads what `renderPlan` writes and what a person types: case, punctuation, plurals and synonyms are
// folded to the closed words, unknown words are skipped, clauses end at "then", "and", punctuation or a second verb.

import type { Goal, Verb } from './goals.ts';
import {
  canonicalWord,
  DIRECTION_WORDS,
  DISTANCE_WORDS,
  type DirectionWord,
  type DistanceWord,
  THING_WORDS,
  VERB_VARIANTS,
  VERB_WORDS,
} from './plan-words.ts';

interface Clause {
  verb?: Verb;
  things: string[];
  count?: number;
  more?: boolean;
  direction?: DirectionWord;
  distance?: DistanceWord;
}

const SEPARATORS = new Set(['then', 'and', ';']);
const MATERIAL_WORDS = new Set(['wood', 'stone', 'coal', 'iron', 'diamond', 'sapling']);
const VERBS = new Set<string>(VERB_WORDS);
const THINGS = new Set<string>(THING_WORDS);
const DIRECTIONS = new Set<string>(DIRECTION_WORDS);
const DISTANCES = new Set<string>(DISTANCE_WORDS);
/** Verbs that are complete without a thing. */
const ALONE = new Set<string>(['drink', 'sleep', 'wait', 'explore', 'flee']);
/** Goals for which a place makes sense. */
const PLACED = new Set<string>(['collect', 'drink', 'eat', 'fight', 'place']);

/** The goals a text asks for, in order; [] if it asks for nothing this agent can do. */
export function parsePlan(text: string): Goal[] {
  const goals: Goal[] = [];
  for (const clause of clausesOf(wordsOf(text))) addClause(goals, clause);
  return joinDirections(goals);
}

/** Closed words of a text, with ';' for punctuation; two-word directions become one. */
function wordsOf(text: string): string[] {
  const joined = text
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/\bnext to\b/g, 'beside')
    .replace(/\b(chop|cut|pick|put|set|wall|get|wake) (down|up)\b/g, '$1')
    .replace(/\b(north|south)[\s-]+(east|west)\b/g, '$1-$2')
    .replace(/[.,;:!?\n]+/g, ' ; ');
  return joined
    .split(/[^\p{L}\p{N};-]+/u)
    .filter((word) => word !== '')
    .map(canonicalWord)
    .map((word) => VERB_VARIANTS[word as keyof typeof VERB_VARIANTS] ?? word);
}

function clausesOf(words: readonly string[]): Clause[] {
  const clauses: Clause[] = [];
  let current: Clause = { things: [] };
  const close = () => {
    clauses.push(current);
    current = { things: [] };
  };
  words.forEach((word, i) => {
    if (SEPARATORS.has(word)) close();
    else if (VERBS.has(word)) {
      if (current.verb !== undefined && (current.things.length > 0 || ALONE.has(current.verb))) close();
      // "go explore", "go and chop": the later verb says what to do.
      current.verb = word as Verb;
    } else if (words[i - 1] !== 'with') addWord(current, word);
  });
  close();
  return clauses.filter((c) => c.verb !== undefined || c.things.length > 0 || c.direction !== undefined);
}

function addWord(clause: Clause, word: string): void {
  if (THINGS.has(word)) clause.things.push(word);
  else if (DIRECTIONS.has(word)) clause.direction = word as DirectionWord;
  else if (DISTANCES.has(word)) clause.distance = word as DistanceWord;
  else if (word === 'more') clause.more = true;
  else if (/^\d+$/.test(word)) clause.count = Math.min(9, Math.max(1, Number(word)));
}

/** Appends the clause's goal, or gives its place to a goal that was already said ("…; trees to the west"). */
function addClause(goals: Goal[], clause: Clause): void {
  const bare = goalOf(clause, goals.at(-1));
  if (bare === null) return;
  const goal = withPlace(bare, clause);
  if (clause.verb === undefined) {
    const same = goals.findIndex((g) => g.verb === goal.verb && (g.thing === goal.thing || !goal.thing));
    const target = same >= 0 ? same : goal.verb === 'explore' ? goals.length - 1 : -1;
    if (target >= 0) {
      goals[target] = withPlace(goals[target], clause);
      return;
    }
  }
  goals.push(goal);
}

function withPlace(goal: Goal, { direction, distance }: Clause): Goal {
  return { ...goal, ...(direction && { direction }), ...(distance && { distance }) };
}

function goalOf(clause: Clause, previous: Goal | undefined): Goal | null {
  const { things } = clause;
  const tool = things.find((t) => t === 'pickaxe' || t === 'sword');
  if (tool && clause.verb !== 'fight' && clause.verb !== 'flee') {
    const material = things.find((t) => t === 'wood' || t === 'stone' || t === 'iron');
    return { verb: 'make', thing: material ? `${material}_${tool}` : tool };
  }
  // "trees to the west collect 4 wood": what is collected is said last.
  const thing = things.findLast((t) => MATERIAL_WORDS.has(t)) ?? things.at(-1);
  const verb = clause.verb ?? (previous?.verb === 'eat' && thing === 'plant' ? 'eat' : undefined);
  switch (verb) {
    case 'drink':
      return { verb, thing: 'water' };
    case 'eat':
      return { verb, thing: thing === 'plant' || thing === 'sapling' ? 'plant' : 'cow' };
    case 'fight':
    case 'flee':
      if (verb === 'fight' && thing === 'cow') return { verb: 'eat', thing };
      return { verb, thing: things.includes('skeleton') ? 'skeleton' : 'zombie' };
    case 'sleep':
    case 'wait':
      return { verb };
    case 'place':
      return placing(thing);
    case 'go':
      if (thing === undefined) return clause.direction ? { verb: 'explore' } : null;
      return thing === 'shelter' ? { verb: 'wait' } : { verb, thing };
    default:
      return thing === undefined ? { verb: 'explore' } : reaching(thing, clause);
  }
}

function placing(thing: string | undefined): Goal | null {
  if (thing === 'shelter') return { verb: 'wait' };
  if (thing === 'sapling') return { verb: 'place', thing: 'plant' };
  const placeable = ['table', 'furnace', 'plant', 'stone', 'fence'].includes(thing ?? '');
  return placeable ? { verb: 'place', thing } : null;
}

/** What one does with a thing when the verb is a general one (collect, explore for) or missing. */
function reaching(thing: string, clause: Clause): Goal | null {
  switch (thing) {
    case 'table':
    case 'furnace':
    case 'fence':
      return { verb: 'place', thing };
    case 'plant':
      return { verb: clause.verb === 'collect' ? 'eat' : 'place', thing };
    case 'cow':
      return { verb: 'eat', thing };
    case 'zombie':
    case 'skeleton':
      return { verb: 'fight', thing };
    case 'water':
      return { verb: 'drink', thing };
    case 'shelter':
      return { verb: 'wait' };
    case 'sand':
    case 'lava':
    case 'tunnel':
      return clause.verb === 'make' ? null : { verb: 'go', thing };
    default:
      return collecting(thing, clause);
  }
}

function collecting(thing: string, { count, more }: Clause): Goal {
  const item = thing === 'tree' ? 'wood' : thing === 'grass' ? 'sapling' : thing;
  return { verb: 'collect', thing: item, count: count ?? 1, ...(more && { more }) };
}

/** "go west and collect wood" is "collect wood west". */
function joinDirections(goals: Goal[]): Goal[] {
  const joined: Goal[] = [];
  for (const goal of goals) {
    const last = joined.at(-1);
    const placeless = PLACED.has(goal.verb) && !goal.direction;
    if (last?.verb === 'explore' && last.direction && placeless) {
      joined[joined.length - 1] = {
        ...goal,
        direction: last.direction,
        ...(last.distance && { distance: last.distance }),
      };
    } else joined.push(goal);
  }
  return joined;
}
