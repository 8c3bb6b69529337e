import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { type CallId, type Command, exactMatch, Segment } from '../../src/speculation/segment.ts';
import { answerOf, guessAt, Line, STOP, truthAt } from './fakes.ts';

/** One thing that may happen to a segment. */
type Happening =
  | { readonly is: 'answer' | 'fail'; readonly call: CallId }
  | { readonly is: 'predict' }
  | { readonly is: 'abort' };

interface Scene {
  readonly k: number;
  readonly wrongAt: ReadonlySet<number>;
  /** Depth at which T ends the task. */
  readonly stopAt: number;
  /** Calls that fail for good, as "A1". */
  readonly failing: ReadonlySet<string>;
}

const FAILURE = new LabError('internal', 'The call failed.');

/** A segment that is driven by hand, with the promises that must hold after whatever happens. */
class Driven {
  readonly segment = new Segment(new Line(6), exactMatch, 1);
  readonly running = new Map<string, { call: CallId; place: Line }>();
  readonly scene: Scene;
  predicting = false;
  cancelled = 0;

  constructor(scene: Scene) {
    this.scene = scene;
    this.#obey(this.segment.begin());
  }

  /** All that may happen next. */
  get choices(): Happening[] {
    if (this.segment.end) return [];
    const calls = [...this.running].map(([name, { call }]): Happening => {
      return { is: this.scene.failing.has(name) ? 'fail' : 'answer', call };
    });
    return this.predicting ? [...calls, { is: 'predict' }] : calls;
  }

  happen(what: Happening): void {
    if (what.is === 'abort') this.#obey(this.segment.abort(FAILURE));
    else if (what.is === 'predict') {
      this.predicting = false;
      this.#obey(this.segment.predicted(this.scene.k));
    } else this.#end(what);
  }

  #end({ is, call }: Extract<Happening, { call: CallId }>): void {
    const name = call.who + call.index;
    const { place } = this.running.get(name)!;
    this.running.delete(name);
    const { wrongAt, stopAt } = this.scene;
    const action = call.who === 'T' ? truthAt(place, stopAt) : guessAt(place, wrongAt, stopAt);
    this.#obey(
      is === 'fail' ? this.segment.failed(call, FAILURE) : this.segment.answered(call, answerOf(action)),
    );
  }

  #obey(commands: readonly Command<Line>[]): void {
    for (const command of commands) {
      if (command.do === 'predict') this.predicting = true;
      else if (command.do === 'ask') {
        const name = command.who + command.index;
        expect(this.running.has(name), `${name} is asked twice`).toBe(false);
        this.running.set(name, { call: command, place: command.place });
      } else {
        expect(this.running.delete(command.who + command.index), 'only running calls are cancelled').toBe(
          true,
        );
        this.cancelled++;
      }
    }
  }

  check(): void {
    const { segment } = this;
    let place = new Line(6);
    for (const step of segment.steps) {
      expect(step.action).toBe(truthAt(place, this.scene.stopAt));
      place = place.after(step.action);
    }
    expect(segment.place.key).toBe(place.key);
    if (segment.end) expect([...this.running.keys()], 'calls that go on after the end').toEqual([]);
    else expect(this.choices.length, 'a segment that waits for nothing').toBeGreaterThan(0);
  }
}

/** Walks every order of events, and aborts at every point. @returns the number of whole orders */
function walk(scene: Scene, path: readonly Happening[] = []): number {
  const driven = new Driven(scene);
  for (const what of path) driven.happen(what);
  driven.check();
  const { choices } = driven;
  if (driven.segment.end) {
    expect(driven.segment.steps.length + (driven.segment.end.error ? 1 : 0)).toBeGreaterThan(0);
    return 1;
  }
  const stopped = new Driven(scene);
  for (const what of [...path, { is: 'abort' } as const]) stopped.happen(what);
  stopped.check();
  expect(stopped.segment.end?.error).toBe(FAILURE);
  let orders = 0;
  for (const choice of choices) orders += walk(scene, [...path, choice]);
  return orders;
}

const SCENES: [string, Scene][] = [];
for (const k of [1, 2, 3, 4])
  for (const wrong of [[], [0], [1], [2], [0, 1]])
    for (const stopAt of [9, 1])
      for (const failing of [[], ['A0'], ['A1'], ['T0'], ['T1']]) {
        const name = `k ${k}, A wrong at ${wrong.join('+') || 'none'}, T stops at ${stopAt}, failing ${failing.join('') || 'none'}`;
        SCENES.push([name, { k, wrongAt: new Set(wrong), stopAt, failing: new Set(failing) }]);
      }

describe('a segment', () => {
  test('takes only the target’s steps, leaves no call behind and never waits for nothing, in every order of events and aborted anywhere', () => {
    let orders = 0;
    for (const [, scene] of SCENES) orders += walk(scene);
    expect(SCENES).toHaveLength(200);
    expect(orders).toBeGreaterThan(5_000);
  });

  test('launches A and T together, T without waiting for its earlier answer', () => {
    const driven = new Driven({ k: 3, wrongAt: new Set(), stopAt: 9, failing: new Set() });
    driven.happen({ is: 'predict' });
    driven.happen({ is: 'answer', call: { who: 'A', index: 0 } });
    driven.happen({ is: 'answer', call: { who: 'A', index: 1 } });
    expect([...driven.running.keys()]).toEqual(['T0', 'T1', 'A2', 'T2']);
  });

  test('keeps to one step ahead until the prediction is there', () => {
    const driven = new Driven({ k: 3, wrongAt: new Set(), stopAt: 9, failing: new Set() });
    driven.happen({ is: 'answer', call: { who: 'A', index: 0 } });
    expect([...driven.running.keys()]).toEqual(['T0']);
    driven.happen({ is: 'predict' });
    expect([...driven.running.keys()]).toEqual(['T0', 'A1', 'T1']);
  });

  test('takes the target’s step where it differs and cancels what lies behind it, but waits for what lies before', () => {
    const driven = new Driven({ k: 3, wrongAt: new Set([1]), stopAt: 9, failing: new Set() });
    driven.happen({ is: 'predict' });
    driven.happen({ is: 'answer', call: { who: 'A', index: 0 } });
    driven.happen({ is: 'answer', call: { who: 'A', index: 1 } });
    driven.happen({ is: 'answer', call: { who: 'T', index: 1 } });
    expect([...driven.running.keys()]).toEqual(['T0']);
    expect(driven.cancelled).toBe(2);
    driven.happen({ is: 'answer', call: { who: 'T', index: 0 } });
    expect(driven.segment.steps.map(({ kind }) => kind)).toEqual(['accepted', 'corrected']);
  });

  test('forgives a failure of the target behind a wrong guess', () => {
    const driven = new Driven({ k: 3, wrongAt: new Set([0]), stopAt: 9, failing: new Set(['T1']) });
    driven.happen({ is: 'predict' });
    driven.happen({ is: 'answer', call: { who: 'A', index: 0 } });
    driven.happen({ is: 'fail', call: { who: 'T', index: 1 } });
    expect(driven.segment.end).toBeNull();
    driven.happen({ is: 'answer', call: { who: 'T', index: 0 } });
    expect(driven.segment.end).toEqual({ error: null });
  });

  test('does not run ahead of a guess that ends the task', () => {
    const driven = new Driven({ k: 3, wrongAt: new Set(), stopAt: 0, failing: new Set() });
    driven.happen({ is: 'predict' });
    driven.happen({ is: 'answer', call: { who: 'A', index: 0 } });
    expect([...driven.running.keys()]).toEqual(['T0']);
    driven.happen({ is: 'answer', call: { who: 'T', index: 0 } });
    expect(driven.segment.place.taken).toEqual([STOP]);
    expect(driven.segment.place.over).toBe(true);
  });

  test('treats an answer that is no action as a failure of that agent', () => {
    const segment = new Segment(new Line(3), exactMatch, 1);
    segment.begin();
    segment.answered({ who: 'A', index: 0 }, answerOf(100));
    segment.answered({ who: 'T', index: 0 }, answerOf(2));
    expect(segment.steps).toMatchObject([{ action: 2, kind: 'unguessed' }]);
    const other = new Segment(new Line(3), exactMatch, 0);
    other.begin();
    other.answered({ who: 'T', index: 0 }, answerOf(100));
    expect(other.end?.error).toMatchObject({ code: 'bad-action' });
    expect(other.steps).toEqual([]);
  });
});
