// A planning domain in typed STRIPS: types, constants, predicates and action schemas. Reader of `(define (domain …) …)`,
// after PDDL 1.2 (Ghallab et al. 1998, :strips and :typing) with negative effects; anything else is refused by name.

import { checkCount, LIMITS } from './limits.ts';
import { type Literal, type Predicate, readConjunction, readEffect, type Scope } from './literals.ts';
import { checkRequirements, sectionRefusal } from './refusals.ts';
import {
  errorAt,
  expectList,
  expectName,
  expectWord,
  type List,
  type Node,
  readExpressions,
} from './s-expression.ts';
import { readTypedNames } from './typed-names.ts';
import { Types } from './types.ts';

/** An action with parameters. Deletes come before adds: what an action both deletes and adds is true afterwards. */
export interface ActionSchema {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly preconditions: readonly Literal[];
  readonly add: readonly Literal[];
  readonly delete: readonly Literal[];
}

export interface Domain {
  readonly name: string;
  readonly types: Types;
  /** Constant → type. */
  readonly constants: ReadonlyMap<string, string>;
  readonly predicates: ReadonlyMap<string, Predicate>;
  readonly actions: ReadonlyMap<string, ActionSchema>;
  /** Predicates that no action changes. */
  readonly statics: ReadonlySet<string>;
}

/** @throws LabError bad-argument (with line and column), too-large */
export function parseDomain(text: string): Domain {
  const { name, sections } = readDefinition(text, 'domain');
  const parts = sectionsByName(sections, [':requirements', ':types', ':constants', ':predicates'], ':action');
  const rest = (section: string) => parts.get(section)?.[0].items.slice(1) ?? [];
  const types = new Types(readTypedNames(rest(':types'), 'name', LIMITS.types, 'types'));
  const constants = readObjects(rest(':constants'), types);
  const predicates = readPredicates(rest(':predicates'), types);
  const scope = { types, predicates, objects: constants };
  const actions = readActions(parts.get(':action') ?? [], scope);
  return { name, types, constants, predicates, actions, statics: staticsOf(predicates, actions) };
}

/** Names and types of constants or objects. @throws LabError bad-argument, too-large */
export function readObjects(nodes: readonly Node[], types: Types): Map<string, string> {
  const names = readTypedNames(nodes, 'name', LIMITS.objects, 'objects');
  return new Map(names.map((declared) => [declared.name, types.check(declared)]));
}

/** The parts of `(define (KIND NAME) …)`. @throws LabError bad-argument, too-large */
export function readDefinition(text: string, kind: 'domain' | 'problem'): { name: string; sections: List[] } {
  const start = { line: 1, column: 1 };
  const [node, other] = readExpressions(text);
  const define = expectList(node, start, `a ${kind}`);
  if (other) throw errorAt(other, `a file holds one ${kind}, and nothing after it`);
  if (expectWord(define.items[0], define, '"define"').text !== 'define')
    throw errorAt(define, `a ${kind} begins with (define (${kind} NAME)`);
  const header = expectList(define.items[1], define, `(${kind} NAME)`);
  if (expectWord(header.items[0], header, `"${kind}"`).text !== kind)
    throw errorAt(header, `this is not a ${kind}: (${kind} NAME) is wanted here`);
  const sections = define.items.slice(2).map((item) => expectList(item, define, 'a section'));
  return { name: expectName(header.items[1], header, `the ${kind}'s name`), sections };
}

/** Sections by their keyword: those of `once` at most once, `many` any number of times. @throws LabError bad-argument */
export function sectionsByName(
  sections: readonly List[],
  once: string[],
  many?: string,
): Map<string, List[]> {
  const found = new Map<string, List[]>();
  for (const section of sections) {
    const head = expectWord(section.items[0], section, "a section's name");
    if (head.text !== many && !once.includes(head.text)) throw sectionRefusal(head);
    const same = found.get(head.text) ?? [];
    if (same.length > 0 && head.text !== many) throw errorAt(head, `there are two sections ${head.text}`);
    if (head.text === ':requirements') checkRequirements(section);
    found.set(head.text, [...same, section]);
  }
  return found;
}

function readPredicates(nodes: readonly Node[], types: Types): Map<string, Predicate> {
  checkCount(nodes.length, LIMITS.predicates, 'predicates');
  const predicates = new Map<string, Predicate>();
  for (const node of nodes) {
    const list = expectList(node, node, 'a predicate');
    const name = expectName(list.items[0], list, "a predicate's name");
    if (predicates.has(name)) throw errorAt(list, `the predicate "${name}" is declared twice`);
    const parameters = readTypedNames(list.items.slice(1), 'variable', LIMITS.parameters, 'parameters');
    predicates.set(name, { name, types: parameters.map((parameter) => types.check(parameter)) });
  }
  return predicates;
}

type DomainScope = Omit<Scope, 'parameters'>;

function readActions(sections: readonly List[], scope: DomainScope): Map<string, ActionSchema> {
  checkCount(sections.length, LIMITS.actions, 'actions');
  const actions = new Map<string, ActionSchema>();
  for (const section of sections) {
    const action = readAction(section, scope);
    if (actions.has(action.name)) throw errorAt(section, `the action "${action.name}" is declared twice`);
    actions.set(action.name, action);
  }
  return actions;
}

function readAction(section: List, domain: DomainScope): ActionSchema {
  const name = expectName(section.items[1], section, "an action's name");
  const fields = readFields(section);
  const written = fields.get(':parameters');
  const names = written ? expectList(written, section, 'parameters').items : [];
  const parameters = readTypedNames(names, 'variable', LIMITS.parameters, 'parameters').map((parameter) => ({
    name: parameter.name,
    type: domain.types.check(parameter),
  }));
  const scope: Scope = {
    ...domain,
    parameters: new Map(parameters.map(({ name: variable, type }, index) => [variable, { index, type }])),
  };
  const condition = fields.get(':precondition');
  return {
    name,
    parameters,
    preconditions: condition ? readConjunction(condition, section, scope, LIMITS.literals) : [],
    ...readEffect(fields.get(':effect'), section, scope),
  };
}

/** `:parameters (…) :precondition (…) :effect (…)`, in any order. */
function readFields({ items }: List): Map<string, Node> {
  const fields = new Map<string, Node>();
  for (let i = 2; i < items.length; i += 2) {
    const field = expectWord(items[i], items[i], 'a field such as :parameters');
    if (![':parameters', ':precondition', ':effect'].includes(field.text)) throw sectionRefusal(field);
    if (fields.has(field.text)) throw errorAt(field, `${field.text} is written twice`);
    if (i + 1 === items.length) throw errorAt(field, `nothing follows ${field.text}`);
    fields.set(field.text, items[i + 1]);
  }
  return fields;
}

function staticsOf(
  predicates: ReadonlyMap<string, Predicate>,
  actions: ReadonlyMap<string, ActionSchema>,
): Set<string> {
  const statics = new Set(predicates.keys());
  for (const { add, delete: remove } of actions.values())
    for (const { predicate } of [...add, ...remove]) statics.delete(predicate);
  return statics;
}
