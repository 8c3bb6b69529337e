// PDDL's typed lists, `rover1 rover2 - rover general`: names, each with the type that follows its group, or `object`.

import { checkCount } from './limits.ts';
import { eitherRefusal } from './refusals.ts';
import { errorAt, expectName, expectWord, type Node, type Place, type Word } from './s-expression.ts';

/** The type of everything that no type is written for. */
export const OBJECT = 'object';

export interface TypedName {
  readonly name: string;
  readonly type: string;
  readonly place: Place;
  /** Where the type is written; the name's own place where none is. */
  readonly typePlace: Place;
}

/** What kind of names a list holds: `variable` names begin with "?". */
export type NameKind = 'variable' | 'name';

/** @throws LabError bad-argument (a name twice, a missing type, `either`), too-large (more than `most` of `what`) */
export function readTypedNames(
  nodes: readonly Node[],
  kind: NameKind,
  most: number,
  what: string,
): TypedName[] {
  const names: TypedName[] = [];
  const seen = new Set<string>();
  let group: Word[] = [];
  const close = (type: string, typePlace?: Place) => {
    for (const word of group)
      names.push({ name: word.text, type, place: word, typePlace: typePlace ?? word });
    group = [];
  };
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node.kind === 'word' && node.text === '-') {
      if (group.length === 0) throw errorAt(node, 'there is no name before this "-"');
      const type = nodes[++i];
      if (type?.kind === 'list') throw eitherRefusal(type);
      close(expectName(type, node, 'a type'), type);
    } else group.push(newName(node, kind, seen));
    checkCount(seen.size, most, what);
  }
  close(OBJECT);
  return names;
}

function newName(node: Node, kind: NameKind, seen: Set<string>): Word {
  const word = expectWord(node, node, kind === 'variable' ? 'a variable' : 'a name');
  if (kind === 'name') expectName(word, word, 'a name');
  else if (!/^\?[a-z][a-z0-9_-]*$/.test(word.text))
    throw errorAt(word, `"${word.text}" is not a variable such as ?x`);
  if (seen.has(word.text)) throw errorAt(word, `"${word.text}" is declared twice`);
  seen.add(word.text);
  return word;
}
