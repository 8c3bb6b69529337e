// Conditions and effects: conjunctions of literals over an action's parameters and the domain's constants. Every predicate,
// number of arguments and type is checked here, so that nothing later has to doubt an action.

import { checkCount, LIMITS } from './limits.ts';
import { refuseConnective } from './refusals.ts';
import {
  errorAt,
  expectList,
  expectName,
  expectWord,
  type List,
  type Node,
  type Place,
} from './s-expression.ts';
import type { Types } from './types.ts';

export interface Predicate {
  readonly name: string;
  /** The type of each argument. */
  readonly types: readonly string[];
}

/** A predicate over terms: a number is the action's parameter of that index, a string names a constant or an object. */
export interface Literal {
  readonly predicate: string;
  readonly terms: readonly (number | string)[];
}

/** The names that a literal may use. */
export interface Scope {
  readonly types: Types;
  readonly predicates: ReadonlyMap<string, Predicate>;
  /** Variables with their types, in the order of the action's parameters. */
  readonly parameters: ReadonlyMap<string, { readonly index: number; readonly type: string }>;
  /** Constants and objects with their types. */
  readonly objects: ReadonlyMap<string, string>;
}

/** Literals of a conjunction; `()` and `(and)` hold none. @throws LabError bad-argument, too-large */
export function readConjunction(node: Node | undefined, at: Place, scope: Scope, most: number): Literal[] {
  return conjuncts(node, at, most).map((list) => readLiteral(list, scope));
}

/** What an effect makes true and what it makes false. @throws LabError bad-argument, too-large */
export function readEffect(
  node: Node | undefined,
  at: Place,
  scope: Scope,
): { add: Literal[]; delete: Literal[] } {
  const add: Literal[] = [];
  const remove: Literal[] = [];
  for (const list of conjuncts(node, at, LIMITS.literals)) {
    if (headOf(list)?.text !== 'not') add.push(readLiteral(list, scope));
    else if (list.items.length === 2)
      remove.push(readLiteral(expectList(list.items[1], list, 'what is negated'), scope));
    else throw errorAt(list, '"not" takes one literal');
  }
  return { add, delete: remove };
}

/** One literal, checked against the scope. @throws LabError bad-argument */
export function readLiteral(list: List, scope: Scope): Literal {
  const head = expectWord(list.items[0], list, 'a predicate');
  refuseConnective(head);
  const name = expectName(head, list, 'a predicate');
  const predicate = scope.predicates.get(name);
  if (!predicate) throw errorAt(head, `there is no predicate "${name}"`);
  const { types } = predicate;
  const args = list.items.slice(1);
  if (args.length !== types.length)
    throw errorAt(list, `"${name}" takes ${types.length} arguments, not ${args.length}`);
  return { predicate: name, terms: args.map((node, i) => readTerm(node, types[i], scope)) };
}

function readTerm(node: Node, wanted: string, scope: Scope): number | string {
  const { text } = expectWord(node, node, 'an argument');
  const parameter = scope.parameters.get(text);
  const type = parameter?.type ?? scope.objects.get(text);
  if (type === undefined)
    throw errorAt(
      node,
      text.startsWith('?') ? `there is no parameter "${text}"` : `there is no object "${text}"`,
    );
  if (!scope.types.isA(type, wanted))
    throw errorAt(node, `"${text}" is of type ${type}, but ${wanted} is wanted here`);
  return parameter?.index ?? text;
}

/** The lists of a conjunction, inner conjunctions opened. */
function conjuncts(node: Node | undefined, at: Place, most: number): List[] {
  const list = expectList(node, at, 'a condition or effect');
  if (list.items.length === 0) return [];
  const found =
    headOf(list)?.text === 'and'
      ? list.items.slice(1).flatMap((item) => conjuncts(item, list, most))
      : [list];
  checkCount(found.length, most, 'literals in one conjunction');
  return found;
}

function headOf(list: List) {
  const head = list.items[0];
  return head?.kind === 'word' ? head : undefined;
}
