// What of PDDL is not typed STRIPS, each under the name by which planners' manuals know it, so that a file that needs more
// is refused with the feature's name in place of a wrong plan verdict.

import { errorAt, type List, type Place, type Word } from './s-expression.ts';

const HINT = 'This lab reads PDDL with :strips and :typing alone.';

const ACCEPTED_REQUIREMENTS = new Set([':strips', ':typing']);

/** The first word of a condition or an effect → what it asks for. */
const CONNECTIVES: Readonly<Record<string, string>> = {
  not: 'a negative condition',
  or: 'a disjunction',
  imply: 'an implication',
  exists: 'an existential quantifier',
  forall: 'a universal quantifier',
  when: 'a conditional effect',
  '=': 'equality or a numeric value',
  '<': 'a numeric condition',
  '>': 'a numeric condition',
  '<=': 'a numeric condition',
  '>=': 'a numeric condition',
  increase: 'a numeric effect',
  decrease: 'a numeric effect',
  assign: 'a numeric effect',
  'scale-up': 'a numeric effect',
  'scale-down': 'a numeric effect',
  preference: 'a preference',
  probabilistic: 'a probabilistic effect',
  oneof: 'a non-deterministic effect',
};

const SECTIONS: Readonly<Record<string, string>> = {
  ':functions': 'numeric functions',
  ':derived': 'derived predicates',
  ':axiom': 'axioms',
  ':durative-action': 'durative actions',
  ':process': 'processes',
  ':event': 'events',
  ':constraints': 'trajectory constraints',
  ':metric': 'a metric',
  ':length': 'a plan length',
  ':method': 'hierarchical methods',
  ':task': 'hierarchical tasks',
  ':htn': 'a hierarchical task network',
};

/** @throws LabError bad-argument if `word` is a connective beyond conjunctions and negative effects */
export function refuseConnective({ text, ...place }: Word): void {
  if (Object.hasOwn(CONNECTIVES, text)) throw refusal(place, CONNECTIVES[text], text);
}

/** The error for a section that is not read. */
export function sectionRefusal({ text, ...place }: Word): Error {
  if (Object.hasOwn(SECTIONS, text)) return refusal(place, SECTIONS[text], text);
  return errorAt(place, `"${text}" is not a part of a domain or problem that this lab knows`, HINT);
}

/** @throws LabError bad-argument for a requirement other than :strips and :typing */
export function checkRequirements({ items }: List): void {
  for (const item of items.slice(1)) {
    if (item.kind === 'list') throw errorAt(item, 'a requirement is a word');
    if (!ACCEPTED_REQUIREMENTS.has(item.text))
      throw errorAt(item, `the requirement ${item.text} is not typed STRIPS`, HINT);
  }
}

/** The error for a type that may be one of several. */
export function eitherRefusal(place: Place): Error {
  return refusal(place, 'a choice of types', 'either');
}

function refusal(place: Place, feature: string, word: string): Error {
  return errorAt(place, `${feature} (${word}) is not typed STRIPS`, HINT);
}
