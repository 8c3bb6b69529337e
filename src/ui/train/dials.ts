// The learners' dials as knobs of the form: sentence, default and source come from the learners' own tables. Price and lanes
// stand above the others with words of their own (tables.ts).

import { GATE_HYPERPARAMETERS } from '../../learning/gate/hyperparameters.ts';
import { PPO_HYPERPARAMETERS } from '../../learning/ppo/hyperparameters.ts';
import { GATE_DIAL_NAMES, type GateDialName, gateDialRange } from '../../training/rl/gate-plan.ts';
import { DIAL_NAMES, type DialName, type DialRange, dialRange } from '../../training/rl/rl-plan.ts';
import type { FormNumberKnob } from '../knobs.ts';

/** Where two cores without a GPU want other values than the table's, which suit a long run. */
const PAGE_DEFAULTS: Partial<Record<DialName, number>> = { horizon: 32, epochs: 1 };

type Above = 'price' | 'lanes';
const isBelow = (name: string) => name !== 'price' && name !== 'lanes';

/** Of a policy's learner. */
export const POLICY_DIALS = Object.fromEntries(
  DIAL_NAMES.filter(isBelow).map((name) => [
    name,
    dialKnob(name, PPO_HYPERPARAMETERS[name], dialRange(name), PAGE_DEFAULTS[name]),
  ]),
) as Readonly<Record<Exclude<DialName, Above>, FormNumberKnob>>;

/** Of a gate's learner. */
export const GATE_DIALS = Object.fromEntries(
  GATE_DIAL_NAMES.filter(isBelow).map((name) => [
    name,
    dialKnob(name, GATE_HYPERPARAMETERS[name], gateDialRange(name)),
  ]),
) as Readonly<Record<Exclude<GateDialName, Above>, FormNumberKnob>>;

/** A row of a learner's table. */
interface Dial {
  readonly default: number;
  readonly meaning: string;
  readonly source: string;
}

function dialKnob(
  name: string,
  { meaning, source, default: usual }: Dial,
  range: DialRange,
  initial = usual,
): FormNumberKnob {
  const other = initial === usual ? '' : ` Long runs take ${usual}.`;
  const sentence = `${meaning}${other} Source: ${source}`;
  return { kind: 'number', label: dialLabel(name), sentence, initial, ...range, typed: true };
}

/** `targetKl` → `Target KL`. */
function dialLabel(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\bkl\b/, 'KL');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
