// How fast Crafter is on one core: steps per second of random actions with rendering off and with its exact night draws
// on, resets excluded and included, and the time of a reset. Episodes are those of seeds 1, 2, ... played to their ends.

import { Random } from '../src/random.ts';
import { Crafter } from '../src/worlds/crafter/crafter.ts';
import { type Benchmark, type Figures, measure } from './figures.ts';

const RUNS = 5;

interface Play {
  readonly render: boolean;
  /** Counts the time of resets too: one for each episode of some 200 steps. */
  readonly resets: boolean;
  /** Reads the view at every step, as an agent does. */
  readonly look: boolean;
}

export const benchmark: Benchmark = {
  run({ quick, args }) {
    args.refuseUnknown();
    const steps = quick ? 10_000 : 100_000;
    const runs = quick ? 1 : RUNS;
    const speed = (play: Play) => measure('steps/s', runs, () => stepsPerSecond(steps, play));
    const figures: Figures = {
      'steps, render off': speed({ render: false, resets: false, look: false }),
      'steps, render off, view read': speed({ render: false, resets: false, look: true }),
      'steps with resets, render off': speed({ render: false, resets: true, look: false }),
      'steps, render on': speed({ render: true, resets: false, look: false }),
      'steps with resets, render on': speed({ render: true, resets: true, look: false }),
      reset: measure('ms', runs, () => resetMilliseconds(quick ? 20 : 200)),
    };
    return Promise.resolve(figures);
  },
};

/** Plays random episodes until `steps` are taken. */
function stepsPerSecond(steps: number, { render, resets, look }: Play): number {
  const world = new Crafter({ render });
  const random = new Random(steps);
  let taken = 0;
  let spent = 0;
  let seen = 0;
  for (let seed = 1; taken < steps; seed++) {
    const beforeReset = performance.now();
    world.reset(seed);
    const afterReset = performance.now();
    let over = false;
    while (!over && taken < steps) {
      const { observation, terminated } = world.step(random.int(world.actions.length));
      if (look) seen += observation.materials[0] + observation.entities[0];
      over = terminated;
      taken++;
    }
    spent += performance.now() - (resets ? beforeReset : afterReset);
  }
  // The views must count for something, or the compiler may leave them out.
  if (Number.isNaN(seen)) throw new Error('A view held no number.');
  return (1000 * taken) / spent;
}

function resetMilliseconds(resets: number): number {
  const world = new Crafter();
  const start = performance.now();
  for (let seed = 0; seed < resets; seed++) world.reset(seed);
  return (performance.now() - start) / resets;
}
