// What lies before a person who curates: every different plan of the generation once, and what was decided about it. A key is
// `attemptKey`: the same plan for the same task is one case, however many runs wrote it.

import type { Attempt } from '../../deployment/attempts.ts';
import { attemptKey } from '../../deployment/curation.ts';
import type { Decisions } from '../../services/deployment-service.ts';

export interface Case {
  readonly key: string;
  readonly attempt: Attempt;
  /** Runs that wrote this plan. */
  readonly times: number;
}

export type Verdict = 'kept' | 'discarded' | 'open';

type Verdicts = ReadonlyMap<string, Exclude<Verdict, 'open'>>;

/** Cases of any kind, and what was decided about them. */
export class Desk<Each extends { readonly key: string }> {
  readonly cases: readonly Each[];
  #verdicts: Verdicts;
  readonly #before: Verdicts[] = [];

  /** @param known keys that the person kept in earlier generations: what was kept is kept wherever it turns up again */
  constructor(cases: readonly Each[], { kept, discarded }: Decisions, known: readonly string[] = []) {
    this.cases = cases;
    const mine = new Set(this.cases.map(({ key }) => key));
    const verdicts = new Map<string, 'kept' | 'discarded'>();
    for (const key of [...known, ...kept]) if (mine.has(key)) verdicts.set(key, 'kept');
    for (const key of discarded) if (mine.has(key)) verdicts.set(key, 'discarded');
    this.#verdicts = verdicts;
  }

  verdictOf({ key }: Pick<Each, 'key'>): Verdict {
    return this.#verdicts.get(key) ?? 'open';
  }

  get decided(): number {
    return this.#verdicts.size;
  }

  get kept(): number {
    return this.decisions.kept.length;
  }

  get canUndo(): boolean {
    return this.#before.length > 0;
  }

  get decisions(): Decisions {
    const of = (wanted: Verdict) =>
      this.cases.filter((each) => this.verdictOf(each) === wanted).map(({ key }) => key);
    return { kept: of('kept'), discarded: of('discarded') };
  }

  decide({ key }: Pick<Each, 'key'>, verdict: 'kept' | 'discarded'): void {
    this.#change([[key, verdict]]);
  }

  /** Keeps what is so and undecided; the rest stays as it is. */
  keepAll(isSo: (each: Each) => boolean): void {
    const open = this.cases.filter((each) => isSo(each) && this.verdictOf(each) === 'open');
    if (open.length > 0) this.#change(open.map(({ key }) => [key, 'kept']));
  }

  undo(): void {
    this.#verdicts = this.#before.pop() ?? this.#verdicts;
  }

  /** The next undecided case after this place, round and round; -1 where all is decided. */
  nextOpen(after: number): number {
    const { length } = this.cases;
    for (let step = 1; step <= length; step++) {
      const place = (after + step) % length;
      if (this.verdictOf(this.cases[place]) === 'open') return place;
    }
    return -1;
  }

  #change(entries: readonly (readonly [key: string, verdict: 'kept' | 'discarded'])[]): void {
    this.#before.push(this.#verdicts);
    this.#verdicts = new Map([...this.#verdicts, ...entries]);
  }
}

export class CurationDesk extends Desk<Case> {
  constructor(attempts: readonly Attempt[], decisions: Decisions, known?: readonly string[]) {
    super(casesOf(attempts), decisions, known);
  }

  keepAllValid(): void {
    this.keepAll(({ attempt }) => attempt.valid);
  }
}

function casesOf(attempts: readonly Attempt[]): Case[] {
  const cases = new Map<string, Case>();
  for (const attempt of attempts) {
    const key = attemptKey(attempt);
    const known = cases.get(key);
    cases.set(key, { key, attempt: known?.attempt ?? attempt, times: (known?.times ?? 0) + 1 });
  }
  return [...cases.values()];
}
