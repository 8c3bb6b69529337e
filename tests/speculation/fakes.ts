// A line of steps as a task, and two agents whose answers are known in advance.

import { LabError } from '../../src/lab-error.ts';
import {
  type Answer,
  keyAfter,
  type Place,
  type SpeculativeAgent,
  taskKey,
} from '../../src/speculation/place.ts';

/** Ends the task. */
export const STOP = 9;

/** A task that ends with `STOP` or after `length` steps; an action of 100 or more is none. */
export class Line implements Place {
  readonly length: number;
  readonly taken: readonly number[];
  readonly key: string;

  constructor(length: number, taken: readonly number[] = [], key = taskKey(`line ${length}`)) {
    this.length = length;
    this.taken = taken;
    this.key = key;
  }

  get depth(): number {
    return this.taken.length;
  }

  get prefix() {
    return { task: this.length < 8 ? 'short' : 'long', steps: this.taken.map(String) };
  }

  get over(): boolean {
    return this.taken.at(-1) === STOP || this.depth >= this.length;
  }

  after(action: number): this {
    if (action >= 100) throw new LabError('bad-action', `There is no action ${action}.`);
    return new Line(this.length, [...this.taken, action], keyAfter(this.key, action)) as this;
  }
}

export function answerOf(action: number): Answer {
  return { action, promptTokens: 10, generatedTokens: 4, calls: 1, rounds: 1, text: String(action) };
}

/** What T says at a place: a function of all steps before it. */
export function truthAt(place: Line, stopAt = Number.POSITIVE_INFINITY): number {
  return place.depth >= stopAt ? STOP : Number.parseInt(place.key.slice(0, 6), 16) % 4;
}

/** A says what T says but at the depths in `wrongAt`. */
export function guessAt(place: Line, wrongAt: ReadonlySet<number>, stopAt?: number): number {
  const truth = truthAt(place, stopAt);
  return wrongAt.has(place.depth) ? (truth === STOP ? 0 : (truth + 1) % 4) : truth;
}

export function agentOf(id: string, say: (place: Line) => number): SpeculativeAgent<Line> {
  return { id, act: async (place) => answerOf(say(place)) };
}

/** The trajectory of T alone. */
export function truthOf(start: Line, stopAt?: number): number[] {
  let place = start;
  while (!place.over) place = place.after(truthAt(place, stopAt));
  return [...place.taken];
}
