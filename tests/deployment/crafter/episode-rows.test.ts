import '../../learning/native/threads-first.ts';
import { afterAll, expect, test } from 'vitest';
import { emptyEpisodePool, traceOf, withEpisodes } from '../../../src/deployment/crafter/episode-pool.ts';
import { episodeRows } from '../../../src/deployment/crafter/episode-rows.ts';
import { beginEpisodes, type EpisodePlan, runEpisodes } from '../../../src/deployment/crafter/episode-run.ts';
import { pocketEpisodes } from '../../../src/deployment/crafter/episode-surroundings.ts';
import { playTasks, recordOf } from '../../../src/deployment/crafter/episodes.ts';
import { fineTuneHyperparameters } from '../../../src/deployment/hyperparameters.ts';
import type { Completion, LanguageModel, Prompt } from '../../../src/language/language-model.ts';
import { keptModelId, WEIGHTS_DIGITS } from '../../../src/language/pocket/shipped.ts';
import { DatasetBuilder } from '../../../src/learning/dataset.ts';
import { RowWriter } from '../../../src/training/row-writer.ts';
import { UniformModel } from '../../agents/uniform-model.ts';
import { PLAN, PLAYER, SOURCE } from './fakes.ts';
import { tinyPlayer } from './tiny-player.ts';

const { files, model } = await tinyPlayer();
afterAll(() => model.dispose());

const BY = { generation: 0, model: PLAYER.weights, keptBy: 'nobody' };

/** Notes what it was asked and what it said. */
class Witness extends UniformModel implements LanguageModel {
  readonly said: { prompt: Prompt; completion: Completion }[] = [];

  override async complete(prompts: readonly Prompt[]): Promise<Completion[]> {
    const answers = await super.complete(prompts);
    this.said.push(...answers.map((completion, i) => ({ prompt: prompts[i], completion })));
    return answers;
  }
}

test('rows are the prompts that were read and the answers that were given, but for those in sleep', async () => {
  const witness = new Witness();
  const source = { ...SOURCE, maxSteps: 250 };
  const options = { player: PLAYER, seeds: [600_001], samples: 1, temperature: 1, seed: 3 };
  const [attempt] = await playTasks(witness, { ...options, source });
  const builder = new DatasetBuilder();
  const writer = new RowWriter(model.tokenizer, builder);
  const { steps } = recordOf(attempt);
  const awake = witness.said.filter(({ prompt }) => !prompt.text.includes(' asleep'));
  for (const { prompt, completion } of awake) {
    const [, plan, action] = /^(?:<plan> (.+) <\/plan> )?(\S+)$/.exec(completion.text)!;
    writer.add(prompt.text, { plan, action });
  }
  expect(witness.said).toHaveLength(steps.length);
  expect(awake.length).toBeLessThan(steps.length);
  const pool = withEpisodes(emptyEpisodePool(source, 'any'), [traceOf(attempt, BY)]);
  const rows = episodeRows(pool, { tokenizer: model.tokenizer, epochs: 1 });
  expect(rows.columns).toEqual(builder.build().columns);
  expect(rows.rows).toBe(awake.length);
  expect(episodeRows(pool, { tokenizer: model.tokenizer, epochs: 3 }).rows).toBe(3 * rows.rows);
});

test('a whole generation with a real model: play, keep, fine-tune from the base, play again', async () => {
  const plan: EpisodePlan = {
    ...PLAN,
    model: 'tiny-player',
    weights: files.card.files.weights.sha256.slice(0, WEIGHTS_DIGITS),
    source: { ...SOURCE, maxSteps: 12 },
    seeds: [600_000, 600_001],
    heldOut: [],
    generations: 1,
    samples: 2,
    curation: { by: 'none' },
    hyper: fineTuneHyperparameters({ rank: 4, alpha: 8, rowsPerStep: 8, epochs: 6, warmupSteps: 1 }),
  };
  const run = () => runEpisodes(beginEpisodes(plan), pocketEpisodes({ plan, files, model }));
  const [first, again] = [await run(), await run()];
  expect(first.generations.map(({ kept, pool }) => [kept, pool])).toEqual([
    [4, 2],
    [4, 2],
  ]);
  expect(first.adapter).toEqual(again.adapter);
  expect(first.generations).toEqual(again.generations);
  const [base, tuned] = first.generations;
  expect(tuned.training!.steps).toBeGreaterThan(6);
  const { hash } = pocketEpisodes({ plan, files, model });
  expect(tuned.model).toBe(hash(first.adapter!));
  expect([base.model, tuned.model]).not.toContain('');
});

test('records name the adapter that played them as a browser would keep it', async () => {
  const plan = { ...PLAN, weights: files.card.files.weights.sha256.slice(0, WEIGHTS_DIGITS) };
  const around = pocketEpisodes({ plan: { ...plan, source: { ...SOURCE, maxSteps: 5 } }, files, model });
  const pool = emptyEpisodePool(SOURCE, 'best');
  const { file } = await around.fineTune(pool, 1, () => {});
  const asked = { seeds: [600_000], samples: 1, seed: 1, onProgress: () => {} };
  const [attempt] = await around.attempt(file, asked);
  const weights = around.hash(file);
  expect(recordOf(attempt).config.agent).toMatchObject({ model: keptModelId(weights), weights });
  const [base] = await around.attempt(null, asked);
  expect(recordOf(base).config.agent).toMatchObject({ model: PLAN.model, weights: plan.weights });
});

test('refuses a model that the deployment did not begin with', () => {
  expect(() => pocketEpisodes({ plan: PLAN, files, model })).toThrow(
    /other weights of "pocket-crafter-tiny"/,
  );
});
