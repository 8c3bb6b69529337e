// Reads tasks from lines of English:
//   line   = "Given" input { "and" input } "," "how to return" wish { ( "," | "and" ) wish } "step by step" [ "?" ]
//   input  = { fault } "image" | [ "clozed" ] "English" ( "text" | "document" | "query" )
//   wish   = "the" product { "of the" product } [ "in" language ]
// A file has one task a line; empty lines and lines that begin with # say nothing. Files come from anywhere, so their size
// is bounded before anything is read, and what is not understood is named with its line and column.

import { LabError } from '../../lab-error.ts';
import { FAULTS, type Fault, LANGUAGES, PRODUCTS, type Product, STEP_LIMIT } from './names.ts';
import { needsOf } from './needs.ts';
import { faultOfTask, faultOfWish, type Task, type TextInput, taskLine, type Wish } from './task.ts';

/** Characters of a file, lines of a file, characters of a line. */
export const TASK_FILE_LIMITS = { characters: 1_000_000, lines: 5_000, line: 1_000 } as const;

const HINT = 'As in: Given noisy blurry image, how to return the caption in German step by step?';

/** Options of a world over the tasks of a file, in their order. @throws LabError bad-argument, too-large */
export function parseTaskFile(text: string): { readonly tasks: readonly string[] } {
  const { characters, lines: most } = TASK_FILE_LIMITS;
  if (text.length > characters)
    throw new LabError(
      'too-large',
      `A file of tasks has at most ${characters} characters, not ${text.length}.`,
    );
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (lines.length > most)
    throw new LabError('too-large', `A file of tasks has at most ${most} lines, not ${lines.length}.`);
  const tasks = lines.flatMap((line, i) =>
    /^\s*(#|$)/.test(line) ? [] : [taskLine(parseTask(line, i + 1))],
  );
  if (tasks.length === 0) throw new LabError('bad-argument', 'This file has no tasks.', HINT);
  return { tasks };
}

/** @param number of the line, counted from 1, for messages @throws LabError bad-argument, too-large */
export function parseTask(line: string, number = 1): Task {
  if (line.length > TASK_FILE_LIMITS.line)
    throw new LabError('too-large', `Line ${number} is longer than ${TASK_FILE_LIMITS.line} characters.`);
  const reader = new LineReader(line, number);
  const inputs = readInputs(reader);
  reader.expect(',', 'how', 'to', 'return');
  const wishes = readWishes(reader, inputs);
  reader.expect('step', 'by', 'step');
  reader.take('?');
  reader.expectEnd();
  const task = { ...inputs, wishes };
  const fault = faultOfTask(task) ?? faultOfLength(needsOf(task).length);
  if (fault !== null) throw reader.refusal(1, fault);
  return task;
}

function faultOfLength(tools: number): string | null {
  if (tools === 0) return 'What it wishes for is given: there is nothing to do.';
  return tools < STEP_LIMIT ? null : `It takes ${tools} tools, and an episode has ${STEP_LIMIT} steps.`;
}

function readInputs(reader: LineReader): Omit<Task, 'wishes'> {
  const inputs: { -readonly [K in keyof Omit<Task, 'wishes'>]: Task[K] } = {
    image: null,
    text: null,
    query: null,
  };
  reader.expect('Given');
  do {
    const column = reader.column;
    const [kind, input] = readInput(reader);
    const slot = kind === 'document' ? 'text' : kind;
    if (inputs[slot] !== null) throw reader.refusal(column, `A second ${kind} cannot be given.`);
    Object.assign(inputs, { [slot]: slot === 'text' ? { kind, ...input } : input });
  } while (reader.take('and'));
  return inputs;
}

function readInput(reader: LineReader): ['image', Fault[]] | ['text' | 'document' | 'query', TextInput] {
  const clozed = reader.take('clozed');
  if (clozed || reader.peek('English')) {
    reader.expect('English');
    return [reader.choose(['text', 'document', 'query']), { clozed }];
  }
  const faults = new Set<Fault>();
  for (;;) {
    const column = reader.column;
    const word = reader.choose([...FAULTS, 'image']);
    if (word === 'image') return ['image', FAULTS.filter((fault) => faults.has(fault))];
    if (faults.has(word)) throw reader.refusal(column, `"${word}" is said twice.`);
    faults.add(word);
  }
}

function readWishes(reader: LineReader, inputs: Omit<Task, 'wishes'>): Wish[] {
  const wishes: Wish[] = [];
  do {
    const column = reader.column;
    const wish = readWish(reader);
    const fault = faultOfWish(inputs, wish);
    if (fault !== null) throw reader.refusal(column, `This cannot be wished for: ${fault}.`);
    wishes.push(wish);
  } while (reader.take(',') || reader.take('and'));
  return wishes;
}

function readWish(reader: LineReader): Wish {
  const path: Product[] = [];
  do {
    reader.expect('the');
    path.unshift(reader.choose(PRODUCTS));
  } while (reader.take('of'));
  return { path, language: reader.take('in') ? reader.choose(LANGUAGES) : null };
}

interface Word {
  readonly text: string;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
}

/** Words of a line one after the other; commas and question marks are words. */
class LineReader {
  readonly #words: readonly Word[];
  readonly #number: number;
  readonly #end: number;
  #at = 0;

  constructor(line: string, number: number) {
    this.#words = Array.from(line.matchAll(/[,?]|[^\s,?]+/g), ({ 0: text, index }) => ({
      text,
      column: index + 1,
    }));
    this.#number = number;
    this.#end = line.length + 1;
  }

  get column(): number {
    return this.#words[this.#at]?.column ?? this.#end;
  }

  /** Whether these words come next; upper and lower case are the same. */
  peek(...words: string[]): boolean {
    return words.every((word, i) => this.#words[this.#at + i]?.text.toLowerCase() === word.toLowerCase());
  }

  take(...words: string[]): boolean {
    const isNext = this.peek(...words);
    if (isNext) this.#at += words.length;
    return isNext;
  }

  expect(...words: string[]): void {
    for (const word of words) if (!this.take(word)) throw this.#unexpected([word]);
  }

  /** Takes the one of these phrases that comes next; none may begin with another. */
  choose<T extends string>(phrases: readonly T[]): T {
    const found = phrases.find((phrase) => this.take(...phrase.split(' ')));
    if (found === undefined) throw this.#unexpected(phrases);
    return found;
  }

  expectEnd(): void {
    if (this.#at < this.#words.length) throw this.#unexpected(['the end of the line']);
  }

  refusal(column: number, message: string): LabError {
    return new LabError('bad-argument', `Line ${this.#number}, column ${column}: ${message}`, HINT);
  }

  #unexpected(wanted: readonly string[]): LabError {
    const found = this.#words[this.#at];
    const said = found ? `"${printable(found.text)}" is not understood` : 'the line ends too early';
    return this.refusal(this.column, `${said}; expected ${wanted.join(', ')}.`);
  }
}

/** Text from a file as a message may quote it. */
function printable(text: string): string {
  const shown = text.toWellFormed().replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}
