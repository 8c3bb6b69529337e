// What could be written next, for a person who writes a plan: phrases of the plan language that fit what was typed so
// far, the sensible ones first. Sensible is judged as the teacher would, from what the agent has seen and holds now.

import type { CrafterObservation } from '../worlds/crafter/names.ts';
import { directionWord, distanceWord, type Goal, knownPlace } from './goals.ts';
import type { CrafterMemory } from './memory.ts';
import { parsePlan } from './plan-language.ts';
import { lacksSomething, needOf } from './plan-needs.ts';
import { goalText, isConnector } from './plan-reading.ts';
import { canonicalWord, DIRECTION_WORDS, VERB_VARIANTS } from './plan-words.ts';
import { sceneOf } from './teacher/act.ts';
import { agenda, urgentNeed } from './teacher/agenda.ts';
import { followUp } from './teacher/choose-plan.ts';
import { promisingDirection } from './teacher/exploring.ts';
import type { Scene } from './teacher/scene.ts';

/** What the agent knows where the plan is written. */
export interface Situation {
  readonly memory: CrafterMemory;
  readonly observation: CrafterObservation;
}

export interface Suggestion {
  /** The whole plan once this is taken. */
  readonly text: string;
  /** What is new in it. */
  readonly phrase: string;
  /** Why it is offered, in a few words; '' without a reason. */
  readonly why: string;
}

interface Candidate {
  readonly phrase: string;
  readonly goal: Goal;
  readonly why: string;
}

/** Suggestions at the most. */
export const MAX_SUGGESTIONS = 5;
const TOOLS = ['wood_pickaxe', 'stone_pickaxe', 'iron_pickaxe', 'wood_sword', 'stone_sword', 'iron_sword'];
const ORES = ['wood', 'sapling', 'stone', 'coal', 'iron', 'diamond'];

/** Phrases that go on from `text`, which ends where the person types; the best first. */
export function suggestPlans(text: string, situation: Situation): Suggestion[] {
  const scene = sceneOf(situation.memory, situation.observation);
  const whole = text.replace(/\s+(t|th|the|then|a|an|and)$/i, '').trimEnd();
  if (isFinished(lastPhrase(whole).tail)) return continuations(whole, candidatesAfter(whole, scene));
  const { head, tail } = lastPhrase(text);
  const candidates = candidatesAfter(head, scene);
  const literal = matches(tail, candidates, (typed, word) => word.startsWith(typed));
  const found =
    literal.length > 0 ? literal : matches(tail, candidates, (typed, word) => closed(typed) === word);
  return found
    .slice(0, MAX_SUGGESTIONS)
    .map(({ phrase, why }) => ({ text: `${head}${phrase}`, phrase, why }));
}

/** Splits behind the last "then", "and" or punctuation. */
function lastPhrase(text: string): { head: string; tail: string } {
  const parts = text.split(/(?<=[.,;:!?]\s*|\s)/);
  let cut = parts.length;
  while (cut > 0 && !isConnector(parts[cut - 1].trim()) && !/[.,;:!?]\s*$/.test(parts[cut - 1])) cut--;
  // The word that is being typed is no connector yet: "the" may become "then".
  if (cut === parts.length && !/\s$/.test(text)) cut = text === '' ? 0 : lastCut(parts);
  const head = parts.slice(0, cut).join('');
  return { head: head === '' || /\s$/.test(head) ? head : `${head} `, tail: parts.slice(cut).join('') };
}

function lastCut(parts: readonly string[]): number {
  const last = parts.at(-1) ?? '';
  return /[.,;:!?]$/.test(last) ? parts.length : parts.length - 1;
}

/** A phrase to which nothing need be added: it says a goal and its last word is whole. */
function isFinished(tail: string): boolean {
  const words = tail.trim().toLowerCase().split(/\s+/);
  const last = words.at(-1) ?? '';
  if (words.length < 2 || closed(last) !== last) return false;
  const [goal] = parsePlan(tail);
  return goal !== undefined && goalText(goal).split(' ').includes(last);
}

/** "… then …": what naturally follows first, then the rest of the candidates. */
function continuations(text: string, candidates: readonly Candidate[]): Suggestion[] {
  return candidates
    .slice(0, MAX_SUGGESTIONS)
    .map(({ phrase, why }) => ({ text: `${text} then ${phrase}`, phrase: `then ${phrase}`, why }));
}

/** Everything that could be said now, most sensible first. */
function candidatesAfter(head: string, scene: Scene): Candidate[] {
  const said = parsePlan(head);
  const before = said.at(-1);
  const next = before ? followUp(scene, before) : null;
  const urgent = urgentNeed(scene);
  const goals: [Goal, string][] = [
    ...(next ? [[next, 'follows from it'] as [Goal, string]] : []),
    ...(urgent ? [[urgent, 'urgent now'] as [Goal, string]] : []),
    ...agenda(scene).map((goal) => [withDirection(goal, scene), ''] as [Goal, string]),
    ...everyGoal(scene).map((goal) => [goal, ''] as [Goal, string]),
  ];
  const found = new Map<string, Candidate>();
  for (const [goal, why] of goals) {
    const key = `${goal.verb} ${goal.thing ?? ''} ${goal.verb === 'explore' ? goal.direction : ''}`;
    if (found.has(key) || said.some(({ verb, thing }) => verb === goal.verb && thing === goal.thing))
      continue;
    const placed = withPlace(goal, scene.memory);
    found.set(key, {
      phrase: goalText(placed),
      goal,
      why: [why, needOf(goal, scene)].filter((part) => part).join('; '),
    });
  }
  return [...found.values()];
}

function withDirection(goal: Goal, scene: Scene): Goal {
  return goal.verb === 'explore' ? { ...goal, direction: promisingDirection(scene) ?? 'north' } : goal;
}

/** Says where the goal's thing is, if that is known and says something. */
function withPlace(goal: Goal, memory: CrafterMemory): Goal {
  if (goal.direction || goal.thing === 'sapling' || goal.verb === 'explore') return goal;
  const place = knownPlace(goal, memory);
  if (place === null) return goal;
  return {
    ...goal,
    direction: directionWord(place.dx, place.dy),
    distance: distanceWord(place.distance),
  };
}

/** One goal of every kind that the language has, those that nothing is missing for first. */
function everyGoal(scene: Scene): Goal[] {
  const seen = (kind: string) => scene.memory.nearest(kind) !== null;
  const foes = (['zombie', 'skeleton'] as const).filter(seen);
  const goals: Goal[] = [
    ...TOOLS.filter((tool) => scene.has(tool as Parameters<Scene['has']>[0]) === 0).map(make),
    ...ORES.map((thing): Goal => ({ verb: 'collect', thing, count: 1 })),
    ...['table', 'plant', 'stone', 'furnace', 'fence'].map((thing): Goal => ({ verb: 'place', thing })),
    { verb: 'drink', thing: 'water' },
    { verb: 'eat', thing: 'cow' },
    { verb: 'eat', thing: 'plant' },
    ...foes.flatMap((thing): Goal[] => [
      { verb: 'fight', thing },
      { verb: 'flee', thing },
    ]),
    { verb: 'sleep' },
    { verb: 'wait' },
    ...DIRECTION_WORDS.map((direction): Goal => ({ verb: 'explore', direction })),
    ...['table', 'furnace', 'tunnel'].filter(seen).map((thing): Goal => ({ verb: 'go', thing })),
  ];
  return goals.sort((a, b) => Number(lacksSomething(a, scene)) - Number(lacksSomething(b, scene)));
}

function make(thing: string): Goal {
  return { verb: 'make', thing };
}

/** Whether a word that is still being typed can become a word of a phrase; lower case. */
type Completes = (typed: string, word: string) => boolean;

/** Candidates that fit what was typed, those with the typed words earliest first. */
function matches(typed: string, candidates: readonly Candidate[], completes: Completes): Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, skipped: wordsSkipped(typed, candidate.phrase, completes) }))
    .filter(({ skipped }) => skipped >= 0)
    .sort((a, b) => a.skipped - b.skipped)
    .map(({ candidate }) => candidate);
}

/** Words of the phrase that stand before and between the typed ones; -1 where they are not in it in that order. */
function wordsSkipped(typed: string, phrase: string, completes: Completes): number {
  const words = phrase.split(' ');
  const wanted = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const open = /\s$/.test(typed) ? -1 : wanted.length - 1;
  let at = 0;
  for (const [i, word] of wanted.entries()) {
    const fits = (candidate: string) =>
      i === open ? completes(word, candidate) : closed(word) === candidate;
    const found = words.findIndex((candidate, k) => k >= at && fits(candidate));
    if (found < 0) return -1;
    at = found + 1;
  }
  return at - wanted.length;
}

/** The word of the plan language that is meant: synonyms and variants folded. */
function closed(word: string): string {
  const known = canonicalWord(word);
  return VERB_VARIANTS[known as keyof typeof VERB_VARIANTS] ?? known;
}
