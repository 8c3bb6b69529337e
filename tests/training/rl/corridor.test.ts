import './no-threads.ts';
import { describe, expect, test } from 'vitest';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { policyShape } from '../../../src/learning/ppo/policy.ts';
import { readRlCheckpoint, writeRlCheckpoint } from '../../../src/training/rl/rl-checkpoint.ts';
import type { RlPlan } from '../../../src/training/rl/rl-plan.ts';
import { BEST_WITHOUT_PLANS, bestReturn, CONFIG, WORDS } from './corridor.ts';
import { corridorPlan, runCorridor } from './corridor-run.ts';

const MINUTES = 60_000;
/** Seeds 1 to 8 all find the best policy in as many: 0.98 to 1 plans at the fork, 0.001 to 0.08 elsewhere, a return of 7.7 to 8. */
const UPDATES = 52;

describe('learning when to plan in the corridor', () => {
  test.each([2, 6])(
    'finds the best policy from nothing: plan at the fork and nowhere else (seed %d)',
    async (seed) => {
      const plan = corridorPlan(seed, UPDATES);
      const { price } = plan.hyper;
      const { score, figures } = await runCorridor(plan);
      expect(figures[0]['charts/episodic_return']).toBeLessThan(0.5 * bestReturn(0));
      expect(score.episodeReturn - price * score.planTokens).toBeGreaterThan(0.9 * bestReturn(price));
      expect(score.atFork).toBeGreaterThan(0.9);
      expect(score.elsewhere).toBeLessThan(0.1);
    },
    5 * MINUTES,
  );

  test(
    'ends all planning where a plan costs ten times what it brings',
    async () => {
      // At such a price returns are in the hundreds at first; the value head's error must not drown the policy's gradient.
      const dials = { price: 10 * (bestReturn(0) - BEST_WITHOUT_PLANS), entropy: 0.01, valueWeight: 0.001 };
      const { score, figures } = await runCorridor(corridorPlan(1, 25, dials));
      expect(figures[0]['plan/rate']).toBeGreaterThan(0.1);
      expect(score.atFork).toBeLessThan(0.02);
      expect(score.elsewhere).toBeLessThan(0.01);
      expect(score.episodeReturn).toBeGreaterThan(0.6 * BEST_WITHOUT_PLANS);
    },
    5 * MINUTES,
  );
});

/** Episodes go over the ends of rollouts, and every part of the learner has something to do. */
function shortPlan(rank: number): RlPlan {
  return corridorPlan(2, 4, { rank, alpha: 16, lanes: 12, horizon: 5, kl: 0.05, share: 0.5, valueWarmup: 1 });
}

function shapeOf({ hyper: { rank, alpha } }: RlPlan) {
  const tokenizer = new Tokenizer(WORDS, CONFIG.pack);
  return policyShape(CONFIG, tokenizer, rank > 0 ? { rank, alpha } : null);
}

test.each([
  ['an adapter', 8],
  ['all weights', 0],
])(
  'a run of %s that was stopped and went on from its file ends as if never stopped, bit for bit',
  async (_, rank) => {
    const plan = shortPlan(rank);
    const whole = await runCorridor(plan);
    const stopped = await runCorridor(plan, { updates: 2 });
    expect(stopped.state.learner.updates).toBe(2);
    expect(stopped.state.collector.lanes.some(({ answers }) => answers.length > 0)).toBe(true);
    const start = { model: 'corridor', weights: 'abc' };
    const bytes = writeRlCheckpoint(shapeOf(plan), { plan, start, state: stopped.state });
    const read = readRlCheckpoint(bytes, shapeOf);
    expect(read).toEqual({ plan, start, state: stopped.state });
    const resumed = await runCorridor(read.plan, { resume: read.state });
    expect(resumed.state).toEqual(whole.state);
    expect(resumed.score).toEqual(whole.score);
    expect(whole.state.globalStep).toBe(4 * 12 * 5);
    const withoutTimes = ({
      'charts/SPS': _sps,
      'time/playing': _playing,
      ...figures
    }: (typeof whole.figures)[number]) => figures;
    expect(resumed.figures.map(withoutTimes)).toEqual(whole.figures.slice(2).map(withoutTimes));
  },
  MINUTES,
);
