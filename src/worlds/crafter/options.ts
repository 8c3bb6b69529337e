// What can be chosen about a Crafter world, and the sizes that follow from it. Defaults are Crafter 1.8.3's, except that
// nothing is rendered: rendering at night draws from the world's generator and so changes the game (see `nightWords`).

import { LabError } from '../../lab-error.ts';
import { ITEMS } from './names.ts';

export interface CrafterOptions {
  /** Width and height of the world in cells, each 1..255. */
  readonly area?: readonly [number, number];
  /** Crafter's own view in cells, item rows included: [9, 9] shows 9x7 cells of the world. */
  readonly view?: readonly [number, number];
  /** Size in pixels of the picture that upstream would render; it matters with `render` alone. */
  readonly size?: readonly [number, number];
  /** Steps until an episode is cut; 0 for no limit. */
  readonly length?: number;
  /** false: every reward is 0. */
  readonly reward?: boolean;
  /** true: each dark step draws the night noise of one rendered picture, as upstream's `step` does. */
  readonly render?: boolean;
  /** Which reset of upstream's environment this is, 1 = the first after construction; part of the seed. */
  readonly episode?: number;
}

export interface CrafterConfig extends Required<CrafterOptions> {
  /** Cells of the world in sight: the view less the rows that show items. */
  readonly localView: readonly [columns: number, rows: number];
  /** Objects nearer to the player than this (L1) are updated. */
  readonly updateRadius: number;
  /** 32-bit words that rendering one dark picture draws from the generator; 0 with `render` off. */
  readonly nightWords: number;
}

/** Options with defaults and what follows from them. @throws LabError bad-argument */
export function crafterConfig(options: CrafterOptions = {}): CrafterConfig {
  const area = pair('area', options.area ?? [64, 64], 1, 255);
  const view = pair('view', options.view ?? [9, 9], 3, 63);
  const size = pair('size', options.size ?? [64, 64], 1, 4096);
  const length = integer('length', options.length ?? 10000, 0, Number.MAX_SAFE_INTEGER);
  const episode = integer('episode', options.episode ?? 1, 1, Number.MAX_SAFE_INTEGER);
  const render = options.render ?? false;
  const localView = [view[0], view[1] - Math.ceil(ITEMS.length / view[0])] as const;
  if (localView[1] < 1) {
    throw new LabError(
      'bad-argument',
      `A view of ${view.join('x')} has no room for the world below its items.`,
    );
  }
  const pixels = localView[0] * Math.floor(size[0] / view[0]) * localView[1] * Math.floor(size[1] / view[1]);
  return {
    area,
    view,
    size,
    length,
    reward: options.reward ?? true,
    render,
    episode,
    localView,
    updateRadius: 2 * Math.max(view[0], view[1]),
    nightWords: render ? 2 * pixels : 0,
  };
}

function integer(name: string, value: number, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new LabError('bad-argument', `Crafter's ${name} must be a whole number from ${least} to ${most}.`);
  }
  return value;
}

function pair(
  name: string,
  value: readonly [number, number],
  least: number,
  most: number,
): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new LabError('bad-argument', `Crafter's ${name} must be two whole numbers.`);
  }
  return [integer(name, value[0], least, most), integer(name, value[1], least, most)];
}
