// Command-line arguments: `--name value`, `--name=value`, `--flag`, and plain words. Seeds are written `7`, `1,2,3` or
// `100..299`. Anything else is a `bad-argument` with one clear line.

import { parseSeeds } from '../src/experiments/seeds.ts';
import { LabError } from '../src/lab-error.ts';

const FLAGS = new Set(['json', 'help', 'quick', 'resume', 'study', 'hold', 'stop-at-fault', 'constrained']);

export class Arguments {
  readonly words: readonly string[];
  readonly #options: ReadonlyMap<string, string>;
  #used = new Set<string>();

  constructor(words: readonly string[], options: ReadonlyMap<string, string>) {
    this.words = words;
    this.#options = options;
  }

  /** The same with an option's value, where none is given. Both note what was asked for. */
  withDefault(name: string, value: string): Arguments {
    if (this.#options.has(name)) return this;
    const twin = new Arguments(this.words, new Map([...this.#options, [name, value]]));
    twin.#used = this.#used;
    return twin;
  }

  flag(name: string): boolean {
    this.#used.add(name);
    return this.#options.has(name);
  }

  /** @throws LabError bad-argument if missing and there is no fallback */
  text(name: string, fallback?: string): string {
    this.#used.add(name);
    const value = this.#options.get(name) ?? fallback;
    if (value === undefined) throw new LabError('bad-argument', `--${name} is missing.`);
    return value;
  }

  /** A whole number ≥ 0. */
  integer(name: string, fallback?: number): number {
    const text = this.text(name, fallback?.toString());
    if (!/^\d{1,15}$/.test(text))
      throw new LabError('bad-argument', `--${name} takes a whole number, not "${text}".`);
    return Number(text);
  }

  /** A decimal number. */
  number(name: string, fallback?: number): number {
    const value = Number(this.text(name, fallback?.toString()));
    if (!Number.isFinite(value)) throw new LabError('bad-argument', `--${name} takes a number.`);
    return value;
  }

  /**
   * Seeds as `parse` reads them, `7`, `1,2,3` or `100..299` by default.
   * @throws LabError bad-argument
   */
  seeds(name: string, fallback?: string, parse = parseSeeds): number[] {
    try {
      return parse(this.text(name, fallback));
    } catch (error) {
      const { message, hint } = LabError.from(error);
      throw message.startsWith('--')
        ? error
        : new LabError('bad-argument', `--${name}: ${message}`, hint, error);
    }
  }

  /** Refuses options that no one asked for: a misspelt option must not pass silently. */
  refuseUnknown(): void {
    for (const name of this.#options.keys()) {
      if (!this.#used.has(name) && name !== 'json')
        throw new LabError('bad-argument', `--${name} is not an option here.`);
    }
  }
}

export function parseArguments(argv: readonly string[]): Arguments {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let i = 0; i < argv.length; i++) {
    const match = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(argv[i]);
    if (!match) words.push(argv[i]);
    else if (match[2] !== undefined) options.set(match[1], match[2]);
    else if (FLAGS.has(match[1])) options.set(match[1], '');
    else if (i + 1 < argv.length) options.set(match[1], argv[++i]);
    else throw new LabError('bad-argument', `--${match[1]} needs a value.`);
  }
  return new Arguments(words, options);
}
