// The proof that the port is exact: every golden trace of the Python original at every step, and its unit vectors.

import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/crc32.ts';
import { daylightAt } from '../../../src/worlds/crafter/daylight.ts';
import { type GoldenTrace, parseGolden, verifyTrace } from '../../../src/worlds/crafter/golden-trace.ts';
import { MersenneTwister } from '../../../src/worlds/crafter/mt19937.ts';
import { OpenSimplex } from '../../../src/worlds/crafter/open-simplex.ts';
import { episodeSeed, hashTuple } from '../../../src/worlds/crafter/python-hash.ts';
import { goldenDataExists, goldenFiles, readGolden } from './shared-files.ts';

interface Vectors {
  world_seed: [seed: string, episode: string, hash: string, worldSeed: number][];
  mt19937: {
    seed: number;
    u32: number[];
    uniform: string[];
    randint: [n: number, value: number][];
    uniform_32_127_2x3: string[];
    after: { pos: number; key_crc: number };
    after_3087_uniform_and_randint4: { pos: number; key_crc: number };
  }[];
  opensimplex: {
    seed: number;
    perm_crc: number;
    samples: [x: string, y: string, z: number, value: string][];
  }[];
  daylight: [step: number, value: string][];
}

describe.skipIf(!goldenDataExists)('golden traces of the Python original', () => {
  let steps = 0;

  test.each(goldenFiles())('%s: state, generator, reward and done are equal at every step', (name) => {
    const { seed, traces } = parseGolden(readGolden(`golden/${name}`));
    for (const trace of traces) {
      expect(verifyTrace(seed, trace)).toBeNull();
      steps += trace.steps;
    }
  });

  test('they are 92,024 steps in all', () => {
    expect(steps).toBe(92_024);
  });
});

describe.skipIf(!goldenDataExists)('a golden trace that was tampered with', () => {
  const original = goldenDataExists ? parseGolden(readGolden('golden/seed_0.json.gz')).traces[0] : null;
  const firstDifference = (change: (trace: GoldenTrace) => void) => {
    const trace = structuredClone(original) as GoldenTrace;
    change(trace);
    return verifyTrace(0, trace);
  };
  const changeWord = (text: string, byte: number) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    bytes[byte] ^= 1;
    return btoa(String.fromCharCode(...bytes));
  };

  test('differs in the field and at the step that was changed', () => {
    expect(firstDifference(() => {})).toBeNull();
    expect(firstDifference((t) => (t.rewards[0][1] = 2))).toMatchObject({ step: 43, field: 'reward' });
    expect(firstDifference((t) => (t.crc = changeWord(t.crc, 4 * 100)))).toMatchObject({
      step: 100,
      field: 'state',
    });
    expect(firstDifference((t) => (t.rng = changeWord(t.rng, 0)))).toMatchObject({ step: 0, field: 'rng' });
    expect(firstDifference((t) => (t.done = false))).toMatchObject({ step: 199, field: 'done' });
    expect(firstDifference((t) => (t.dead = false))).toMatchObject({ step: 199, field: 'dead' });
    expect(firstDifference((t) => (t.unlocked.wake_up = 5))).toMatchObject({ step: 5, field: 'unlocked' });
    expect(firstDifference((t) => (t.world_seed += 1))).toMatchObject({ step: 0, field: 'world_seed' });
    expect(firstDifference((t) => (t.cfg.render = false))).toMatchObject({ step: 148, field: 'rng' });
    expect(firstDifference((t) => t.snapshots[0].chunks.reverse())).toMatchObject({
      step: 0,
      field: 'snapshot.chunks',
    });
    expect(firstDifference((t) => (t.snapshots[1].rng_key_crc = 1))).toMatchObject({
      step: 199,
      field: 'snapshot.rng_key_crc',
    });
  });
});

describe.skipIf(!goldenDataExists)('unit vectors of the Python original', () => {
  const vectors = goldenDataExists ? readGolden<Vectors>('vectors.json.gz') : null;

  test('tuples of integers hash as in CPython, and give the same seeds', () => {
    for (const [seed, episode, hash, worldSeed] of vectors?.world_seed ?? []) {
      expect(hashTuple([BigInt(seed), BigInt(episode)])).toBe(BigInt(hash));
      expect(episodeSeed(BigInt(seed), Number(episode))).toBe(worldSeed);
    }
  });

  test('the generator draws words, doubles and integers as numpy does', () => {
    for (const vector of vectors?.mt19937 ?? []) {
      const random = new MersenneTwister();
      random.seed(vector.seed);
      expect(vector.u32.map(() => random.next() >>> 0)).toEqual(vector.u32);
      random.seed(vector.seed);
      expect(vector.uniform.map(() => random.uniform())).toEqual(vector.uniform.map(Number));
      expect(vector.randint.map(([n]) => [n, random.randomInt(n)])).toEqual(vector.randint);
      const noise = vector.uniform_32_127_2x3.map(() => 32 + 95 * random.uniform());
      expect(noise).toEqual(vector.uniform_32_127_2x3.map(Number));
      expect(positionAndKey(random)).toEqual(vector.after);
      random.skip(2 * 3087);
      random.randomInt(4);
      expect(positionAndKey(random)).toEqual(vector.after_3087_uniform_and_randint4);
    }
  });

  test('noise has the same permutation and the same bits', () => {
    for (const { seed, perm_crc, samples } of vectors?.opensimplex ?? []) {
      const simplex = new OpenSimplex(seed);
      expect(crc32(simplex.permutation)).toBe(perm_crc);
      for (const [x, y, z, value] of samples) {
        expect(simplex.noise(Number(x), Number(y), z)).toBe(Number(value));
      }
    }
  });

  test('daylight agrees to the last bits', () => {
    for (const [step, value] of vectors?.daylight ?? [])
      expect(daylightAt(step)).toBeCloseTo(Number(value), 14);
  });
});

function positionAndKey(random: MersenneTwister): { pos: number; key_crc: number } {
  return { pos: random.position, key_crc: crc32(new Uint8Array(random.key.buffer)) };
}
