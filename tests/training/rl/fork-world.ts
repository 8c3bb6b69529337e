// The smallest world in which it matters when to plan. A walk of STEPS cells; at some of them, known by sight, the way forks.
// Who plans at a fork is paid 1 two steps later; planning anywhere else brings nothing. Plans cost two tokens.

import { Random } from '../../../src/random.ts';
import type { NewGateLane } from '../../../src/training/rl/gate-lanes.ts';
import { ACTIONS } from '../../../src/worlds/crafter/names.ts';

export const FORK_FEATURES = ['at_fork', 'at_wall'] as const;
const STEPS = 24;
const DELAY = 2;

export const forkLanes: NewGateLane = (seed) => {
  const random = new Random(seed, 1);
  const forks = Array.from({ length: STEPS + 1 }, () => random.uniform() < 0.25);
  const due = new Uint8Array(STEPS + DELAY + 1);
  let [step, episodeReturn, plans, planTokens] = [0, 0, 0, 0];
  return {
    seed,
    agentSeed: seed,
    get steps() {
      return step;
    },
    features: () => Float32Array.of(Number(forks[step]), Number(!forks[step])),
    prepare: (plan) => ({
      text: forks[step] ? 'a fork' : 'a wall',
      grammar: { plan, maxPlanTokens: 2, actions: ACTIONS },
      seed: seed + step,
    }),
    take: (completion) => {
      const planned = completion.planTokens > 0;
      if (planned && forks[step]) due[step + DELAY] = 1;
      const reward = due[step];
      step++;
      episodeReturn += reward;
      plans += planned ? 1 : 0;
      planTokens += completion.planTokens;
      const over = step === STEPS;
      return { reward, planTokens: completion.planTokens, idle: false, terminated: over, truncated: false };
    },
    figures: () => ({ seed, steps: step, episodeReturn, progress: 0, plans, planTokens, tokens: 0 }),
  };
};
