// `lab train prime` for worlds whose teacher walks: so many walks are learned from, some others are only measured on.

import { LabError } from '../src/lab-error.ts';
import type { PocketModel } from '../src/language/pocket/pocket-model.ts';
import { RowWriter } from '../src/training/row-writer.ts';
import type { Arguments } from './arguments.ts';
import type { ModelKind } from './prime-model.ts';
import { type PrimeDefaults, type PrimeOptions, primeOnce, primeOptions } from './prime-once.ts';
import type { Facts } from './stages.ts';

const ROWS = { rowsPerStep: 256, learningRate: 6e-3 };

export interface WalkPriming {
  readonly kind: ModelKind;
  readonly defaults: PrimeDefaults & { readonly walks: number };
  /** Writes walks as rows. @returns figures for the card */
  readonly write: (asked: { readonly seed: number; readonly walks: number }, writer: RowWriter) => object;
  readonly judge: (model: PocketModel, options: PrimeOptions) => Promise<Facts>;
}

/** @throws LabError bad-argument */
export async function primeOnWalks(args: Arguments, command: string, priming: WalkPriming) {
  const { kind, defaults, write, judge } = priming;
  const options = primeOptions(args, command, defaults);
  const walks = args.integer('walks', defaults.walks);
  args.refuseUnknown();
  if (walks === 0) throw new LabError('bad-argument', '--walks is a whole number above 0.');
  const seed = 2 * options.seed;
  const asked = { learned: { seed, walks }, 'held-out': { seed: seed + 1, walks: heldOut(walks) } };
  return primeOnce(options, {
    kind,
    rows: 'teacher',
    write: (part, tokenizer, builder) => write(asked[part], new RowWriter(tokenizer, builder)),
    lengths: 2,
    hyper: ROWS,
    judge: (model) => judge(model, options),
  });
}

/** A hundredth, and enough for the self-check's prompt. */
function heldOut(walks: number): number {
  return Math.max(40, Math.ceil(walks / 100));
}
