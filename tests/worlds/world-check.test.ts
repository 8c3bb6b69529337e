// The conformance check must pass a sound world and catch each kind of broken one, so a tiny world is broken on purpose
// in every way the check knows.

import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { createWorld, registerWorld, type StepResult, type World } from '../../src/worlds/world.ts';
import { checkWorld, type WorldRule } from '../../src/worlds/world-check.ts';

/** A counter with a small generator of its own: an episode ends when the count reaches 40. */
class Counter implements World<{ count: number }> {
  readonly id: string = 'Counter-v1';
  readonly actions: readonly string[] = ['wait', 'add'];
  count = 0;
  noise = 0;

  reset(seed: number): StepResult<{ count: number }> {
    if (!Number.isSafeInteger(seed) || seed < 0) throw new LabError('bad-seed', 'No seed.');
    this.count = 0;
    this.noise = seed % 1000;
    return this.result(0);
  }

  step(action: number): StepResult<{ count: number }> {
    if (action !== 0 && action !== 1) throw new LabError('bad-action', 'No action.');
    if (this.count >= 40) throw new LabError('episode-over', 'Over.');
    this.noise = (this.noise * 389 + 7) % 1000;
    this.count += action + (this.noise & 1);
    return this.result(action);
  }

  result(reward: number): StepResult<{ count: number }> {
    return {
      observation: { count: this.count },
      reward,
      terminated: this.count >= 40,
      truncated: false,
      info: {},
    };
  }

  snapshot(): Uint8Array {
    return Uint8Array.of(this.count, this.noise & 255, this.noise >> 8, 99);
  }

  restore(snapshot: Uint8Array): void {
    if (snapshot.length !== 4) throw new LabError('bad-argument', 'Too short.');
    this.count = snapshot[0];
    this.noise = snapshot[1] | (snapshot[2] << 8);
  }

  checksum(): number {
    return this.count * 1000 + this.noise;
  }
}

let created = 0;

/** One way to break the counter for each rule of the check. */
const BROKEN: [WorldRule, string, () => World][] = [
  [
    'identity',
    'an id without a version',
    () =>
      new (class extends Counter {
        override readonly id = 'Counter';
      })(),
  ],
  [
    'same-seed',
    'worlds that differ from each other',
    () =>
      new (class extends Counter {
        #own = created++;
        override reset(seed: number) {
          return super.reset(seed + this.#own);
        }
      })(),
  ],
  [
    'fresh-reset',
    'something carried over to the next episode',
    () =>
      new (class extends Counter {
        #episodes = 0;
        override reset(seed: number) {
          return super.reset(seed + this.#episodes++);
        }
      })(),
  ],
  [
    'snapshot',
    'a snapshot without the random generator',
    () =>
      new (class extends Counter {
        override restore(snapshot: Uint8Array) {
          const { noise } = this;
          super.restore(snapshot);
          this.noise = noise;
        }
      })(),
  ],
  [
    'bad-snapshot',
    'half a snapshot restored without a word',
    () =>
      new (class extends Counter {
        override restore(snapshot: Uint8Array) {
          if (snapshot.length === 4) super.restore(snapshot);
        }
      })(),
  ],
  [
    'all-actions',
    'an action that is listed but refused',
    () =>
      new (class extends Counter {
        override readonly actions = ['wait', 'add', 'jump'];
      })(),
  ],
  [
    'illegal-action',
    'an unknown action accepted',
    () =>
      new (class extends Counter {
        override step(action: number) {
          return super.step(action === 1 ? 1 : 0);
        }
      })(),
  ],
  [
    'bad-seed',
    'a negative seed accepted',
    () =>
      new (class extends Counter {
        override reset(seed: number) {
          return super.reset(Math.max(seed, 0));
        }
      })(),
  ],
  [
    'after-end',
    'a step after the end accepted',
    () =>
      new (class extends Counter {
        override step(action: number) {
          return this.count >= 40 ? this.result(0) : super.step(action);
        }
      })(),
  ],
  [
    'after-end',
    'an episode that never ends',
    () =>
      new (class extends Counter {
        override step(action: number) {
          if (this.count > 30) this.count = 0;
          return super.step(action);
        }
      })(),
  ],
  [
    'checksum',
    'a checksum of nothing',
    () =>
      new (class extends Counter {
        override checksum() {
          return 0;
        }
      })(),
  ],
];

describe('checkWorld', () => {
  test('finds nothing wrong with a sound world', () => {
    expect(checkWorld(() => new Counter(), { longest: 1000 })).toEqual([]);
  });

  test('finds nothing wrong with Crafter, with and without rendering', () => {
    expect(checkWorld(() => new Crafter({ length: 400 }))).toEqual([]);
    expect(
      checkWorld(() => new Crafter({ length: 200, area: [32, 40], render: true }), { steps: 160 }),
    ).toEqual([]);
  });

  test.each(BROKEN)('finds a broken "%s": %s', (rule, _, create) => {
    const faults = checkWorld(create, { longest: 1000 });
    expect(faults.map((fault) => fault.rule)).toContain(rule);
  });

  test('every rule it knows is broken by some world above', () => {
    const rules = new Set(BROKEN.map(([rule]) => rule));
    expect(rules.size).toBe(10);
  });
});

describe('the registry', () => {
  test('creates a world by its id, with options', () => {
    const world = createWorld('Crafter-v1', { area: [20, 30] });
    expect(world.id).toBe('Crafter-v1');
    expect((world as Crafter).config.area).toEqual([20, 30]);
  });

  test('refuses an unknown id, an id without a version and a second world of the same id', () => {
    expect(() => createWorld('Chess-v1')).toThrow(expect.objectContaining({ code: 'unknown-world' }));
    expect(() => registerWorld('Chess', () => new Counter())).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
    expect(() => registerWorld('Crafter-v1', () => new Counter())).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
  });
});
