// What plays worlds without weights: the more eager the further its generation, and a learner that learns nothing.

import type { EpisodePlan } from '../../src/deployment/crafter/episode-run.ts';
import { playTasks } from '../../src/deployment/crafter/episodes.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';
import type { PlayerSource } from '../../src/services/deployment-planner.ts';
import { EagerModel, PLAN, PLAYER } from '../deployment/crafter/fakes.ts';
import { tinyAdapter } from '../deployment/tiny-adapter.ts';

/** A plan that a host accepts. */
export function episodePlan(change: Partial<EpisodePlan> = {}): EpisodePlan {
  const { weights } = SHIPPED_MODELS['pocket-crafter'];
  return {
    ...PLAN,
    model: 'pocket-crafter',
    weights,
    seeds: PLAN.seeds.slice(0, 3),
    generations: 1,
    ...change,
  };
}

export function fakePlayer(): PlayerSource {
  return {
    async open({ source, temperature }, _options, report, hear) {
      return {
        runtime: { kind: 'script', why: 'A fake.' },
        around: {
          hash: (file) => `${file.at(-1)}`.padStart(16, '0'),
          attempt: (adapter, asked) => {
            const model = new EagerModel((adapter?.at(-1) ?? 0) / 3);
            return playTasks(model, { ...asked, source, temperature, player: PLAYER, onRound: hear });
          },
          async fineTune(pool, generation, onStep) {
            report.learner('It learns nothing.');
            await onStep(1, 1, 0.5);
            const figures = { steps: pool.traces.size, loss: 0.5, positions: 1 };
            return { file: tinyAdapter(generation), figures };
          },
        },
        dispose: async () => {},
      };
    },
  };
}
