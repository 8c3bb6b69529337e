import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/tools.mjs';
import { type AdapterFile, readAdapter } from '../../src/language/pocket/adapter-file.ts';
import type { PocketConfig } from '../../src/language/pocket/config.ts';
import { lab, testFolder } from './run-lab.ts';

const MODELS = join(ROOT, 'public/models');
const SHIPPED = join(MODELS, 'pocket-crafter-rl/adapter.safetensors');
const folder = testFolder('rl');

/** A few decisions from a start, by default without a step of the policy: what is written is what it began with. */
function train(start: string, name: string, ...more: string[]) {
  return lab(
    ...['train', 'rl', '--start', start, '--name', name, '--variant', 'never', '--learning-rate', '0'],
    ...['--lanes', '2', '--horizon', '4', '--steps', '8', '--max-steps', '60', '--json'],
    ...['--work', join(folder, `${name}-work`), '--out', folder, ...more],
  );
}

async function written(name: string): Promise<AdapterFile> {
  return readAdapter(await readFile(join(folder, name, 'adapter.safetensors')));
}

test('an adapter goes on where it was, by its id and from a file, over the model below it and with its rank', async () => {
  const { config } = JSON.parse(await readFile(join(MODELS, 'pocket-crafter/model.json'), 'utf8')) as {
    config: PocketConfig;
  };
  const shipped = readAdapter(await readFile(SHIPPED));
  const before = shipped.loraFor(config);
  for (const [start, name] of [
    ['pocket-crafter-rl', 'by-id'],
    [SHIPPED, 'by-file'],
  ]) {
    const { code, stderr } = await train(start, name, '--alpha', '24');
    expect(code, stderr).toBe(0);
    const { header, loraFor } = await written(name);
    expect(header).toMatchObject({ base: shipped.header.base, rank: shipped.header.rank });
    expect(header.training.start).toBe(`adapter-${shipped.weights}`);
    const after = loraFor(config);
    for (const [matrix, values] of before.matrices) {
      const now = after.matrices.get(matrix)!;
      const apart = values.reduce((most, x, i) => Math.max(most, Math.abs(x - now[i])), 0);
      expect(apart, matrix).toBeLessThan(1e-6);
    }
    expect(after.logitScale).toBeCloseTo(before.logitScale!, 5);
  }
}, 120_000);

test('what it cannot start from is said in a line', async () => {
  const noise = join(folder, 'noise.safetensors');
  await writeFile(noise, 'no adapter');
  const refused: [start: string, more: string[], sentence: RegExp, exit?: number][] = [
    ['pocket-crafter-rl', ['--rank', '8'], /--rank 8 was asked for, .* has rank 16/],
    ['pocket-crafter-rl', ['--rank', '0'], /--rank 0 .* rank 16/],
    [join(folder, 'none.safetensors'), [], /no file/],
    [noise, [], /noise\.safetensors: .*cannot be read/, 1],
    ['nowhere', [], /neither a shipped model/],
  ];
  for (const [start, more, sentence, exit = 2] of refused) {
    const { code, stderr } = await train(start, 'refused', ...more);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(exit);
  }
}, 60_000);
