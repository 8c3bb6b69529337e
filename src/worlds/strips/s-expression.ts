// PDDL's outer form: words in parentheses. The reader knows nothing of planning; it keeps the line and column of every
// list and word, so that whoever refuses one can say where it stands. PDDL ignores case: everything becomes lower case.

import { LabError } from '../../lab-error.ts';
import { checkCount, LIMITS } from './limits.ts';

/** Where something stands in its file, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Word extends Place {
  readonly kind: 'word';
  readonly text: string;
}

export interface List extends Place {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

export type Node = Word | List;

const TOKEN = /;[^\n]*|[()]|[^\s();]+/g;

/**
 * The lists and words of `text`, outermost first. `;` begins a comment.
 * @throws LabError bad-argument (a parenthesis too many or too few), too-large (`LIMITS`)
 */
export function readExpressions(text: string): Node[] {
  checkCount(text.length, LIMITS.characters, 'characters');
  const top: Node[] = [];
  const open: { place: Place; items: Node[] }[] = [];
  let items = top;
  let nodes = 0;
  for (const { text: token, ...place } of tokens(text)) {
    checkCount(++nodes, LIMITS.nodes, 'words and parentheses');
    if (token === '(') {
      if (open.length === LIMITS.depth) throw errorAt(place, 'lists are nested too deeply');
      open.push({ place, items });
      items = [];
    } else if (token === ')') {
      const list = open.pop();
      if (!list) throw errorAt(place, 'this ")" closes nothing');
      list.items.push({ kind: 'list', items, ...list.place });
      items = list.items;
    } else items.push(wordOf(token, place));
  }
  const last = open.at(-1);
  if (last) throw errorAt(last.place, 'this "(" is never closed');
  return top;
}

/** What is wrong and where, as an error to throw. */
export function errorAt({ line, column }: Place, message: string, hint = ''): LabError {
  return new LabError('bad-argument', `Line ${line}, column ${column}: ${message}.`, hint);
}

/** @throws LabError bad-argument unless `node` is a word */
export function expectWord(node: Node | undefined, at: Place, what: string): Word {
  if (node?.kind === 'word') return node;
  throw errorAt(node ?? at, `${what} is missing`);
}

/** @throws LabError bad-argument unless `node` is a list */
export function expectList(node: Node | undefined, at: Place, what: string): List {
  if (node?.kind === 'list') return node;
  throw errorAt(node ?? at, `${what} must stand in parentheses`);
}

/** A name as PDDL writes names: a letter, then letters, digits, "-" and "_". @throws LabError bad-argument */
export function expectName(node: Node | undefined, at: Place, what: string): string {
  const word = expectWord(node, at, what);
  if (/^[a-z][a-z0-9_-]*$/.test(word.text)) return word.text;
  throw errorAt(word, `"${word.text}" is not a name (a letter, then letters, digits, "-" and "_")`);
}

function wordOf(text: string, place: Place): Word {
  if (text.length > LIMITS.name) throw errorAt(place, `this word has more than ${LIMITS.name} characters`);
  return { kind: 'word', text: text.toLowerCase(), ...place };
}

/** Parentheses and words with their places; comments are left out. */
function* tokens(text: string): Generator<Place & { text: string }> {
  let line = 1;
  let lineStart = 0;
  // The next line break is looked for only once it has been passed: a file of one long line stays linear.
  let lineEnd = text.indexOf('\n');
  for (const match of text.matchAll(TOKEN)) {
    while (lineEnd !== -1 && lineEnd < match.index) {
      line++;
      lineStart = lineEnd + 1;
      lineEnd = text.indexOf('\n', lineStart);
    }
    if (match[0][0] !== ';') yield { text: match[0], line, column: match.index - lineStart + 1 };
  }
}
