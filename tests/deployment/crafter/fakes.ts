// Models that play without weights, and a plan to deploy them by.

import type { EpisodePlan } from '../../../src/deployment/crafter/episode-run.ts';
import { type EpisodeSource, playTasks } from '../../../src/deployment/crafter/episodes.ts';
import { fineTuneHyperparameters } from '../../../src/deployment/hyperparameters.ts';
import type { Completion, LanguageModel, Prompt } from '../../../src/language/language-model.ts';
import { Random } from '../../../src/random.ts';
import { UniformModel } from '../../agents/uniform-model.ts';

export const SOURCE: EpisodeSource = { world: 'Crafter-v1', schedule: 'dynamic', maxSteps: 60 };
export const PLAYER = { model: 'pocket-crafter-tiny', weights: '0123456789abcdef' };

export const PLAN: EpisodePlan = {
  ...PLAYER,
  source: SOURCE,
  seeds: [0, 1, 2, 3, 4, 5].map((i) => 600_000 + i),
  heldOut: [500_000, 500_001],
  generations: 2,
  samples: 3,
  runs: 2,
  temperature: 1,
  curation: { by: 'best' },
  hyper: fineTuneHyperparameters({ epochs: 2 }),
  seed: 1,
};

/** Says `do` the more often, the further its generation: whoever interacts more unlocks more. */
export class EagerModel extends UniformModel implements LanguageModel {
  readonly #eagerness: number;

  constructor(eagerness: number) {
    super();
    this.#eagerness = eagerness;
  }

  override async complete(prompts: readonly Prompt[]): Promise<Completion[]> {
    const answers = await super.complete(prompts);
    return answers.map((answer, i) => {
      const { seed, text } = prompts[i];
      const isNear = /front:(tree|water|cow|grass)/.test(text);
      if (new Random(seed, 1).uniform() >= this.#eagerness || !isNear) return answer;
      return { ...answer, text: answer.text.replace(/\S+$/, 'do') };
    });
  }
}

/** Episodes of a uniformly random player. */
export const played = await playTasks(new UniformModel(), {
  source: SOURCE,
  player: PLAYER,
  seeds: PLAN.seeds,
  samples: 3,
  temperature: 1,
  seed: 1,
});
