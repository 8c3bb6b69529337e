// A planning problem: objects, initial state and goal. A fact is its own text in one canonical form, `(on b1 b2)`: lower
// case, one space between words. States are sets of such texts, so that every message and record can show them as they are.

import { type Domain, readDefinition, readObjects, sectionsByName } from './domain.ts';
import { checkCount, LIMITS } from './limits.ts';
import { type Literal, readConjunction, readLiteral, type Scope } from './literals.ts';
import { errorAt, expectList, expectName, type List } from './s-expression.ts';

/** `(predicate object …)`, canonical. */
export type Fact = string;

export interface Problem {
  readonly name: string;
  readonly domain: Domain;
  /** The file as it was read. */
  readonly text: string;
  /** Object → type, constants included, in the order of declaration. */
  readonly objects: ReadonlyMap<string, string>;
  /** Facts that no action can change. */
  readonly statics: ReadonlySet<Fact>;
  /** The other facts that are true at first. */
  readonly init: ReadonlySet<Fact>;
  /** Facts that must be true at the end, each once. */
  readonly goal: readonly Fact[];
}

/** @throws LabError bad-argument (with line and column), too-large */
export function parseProblem(domain: Domain, text: string): Problem {
  const { name, sections } = readDefinition(text, 'problem');
  const parts = sectionsByName(sections, [':domain', ':requirements', ':objects', ':init', ':goal']);
  const [first] = sections;
  const section = (wanted: string) => {
    const found = parts.get(wanted)?.[0];
    if (found) return found;
    throw errorAt(first ?? { line: 1, column: 1 }, `this problem has no ${wanted}`);
  };
  checkDomainName(section(':domain'), domain);
  const objects = objectsOf(domain, parts.get(':objects')?.[0]);
  const scope = { types: domain.types, predicates: domain.predicates, parameters: new Map(), objects };
  const facts = readInit(section(':init'), scope);
  const isStatic = (fact: Literal) => domain.statics.has(fact.predicate);
  return {
    name,
    domain,
    text,
    objects,
    statics: new Set(facts.filter(isStatic).map(factOf)),
    init: new Set(facts.filter((fact) => !isStatic(fact)).map(factOf)),
    goal: readGoal(section(':goal'), scope),
  };
}

/** The fact that a literal is for these arguments of its action. */
export function groundLiteral({ predicate, terms }: Literal, args: readonly string[]): Fact {
  let text = `(${predicate}`;
  for (const term of terms) text += ` ${typeof term === 'number' ? args[term] : term}`;
  return `${text})`;
}

/** Predicate and objects of a fact. */
export function wordsOf(fact: Fact): string[] {
  return fact.slice(1, -1).split(' ');
}

function factOf(literal: Literal): Fact {
  return groundLiteral(literal, []);
}

function checkDomainName(section: List, { name }: Domain): void {
  const wanted = expectName(section.items[1], section, "the domain's name");
  if (wanted !== name) throw errorAt(section, `this problem is of the domain "${wanted}", not of "${name}"`);
}

function objectsOf({ constants, types }: Domain, section: List | undefined): Map<string, string> {
  const objects = readObjects(section?.items.slice(1) ?? [], types);
  for (const name of constants.keys())
    if (objects.has(name))
      throw errorAt(section!, `"${name}" is a constant of the domain and declared again`);
  checkCount(constants.size + objects.size, LIMITS.objects, 'objects');
  return new Map([...constants, ...objects]);
}

function readInit({ items }: List, scope: Scope): Literal[] {
  checkCount(items.length - 1, LIMITS.facts, 'facts');
  return items.slice(1).map((item) => {
    const list = expectList(item, item, 'a fact');
    const second = list.items[1];
    if (list.items[0]?.kind === 'word' && list.items[0].text === 'at' && second?.kind === 'word')
      if (/^[0-9.]+$/.test(second.text)) throw errorAt(list, 'a timed fact (at TIME …) is not typed STRIPS');
    return readLiteral(list, scope);
  });
}

function readGoal(section: List, scope: Scope): Fact[] {
  if (section.items.length > 2) throw errorAt(section.items[2], 'a goal is one condition');
  const literals = readConjunction(section.items[1], section, scope, LIMITS.facts);
  return [...new Set(literals.map(factOf))];
}
