// A training's set-up between the form, the address (`#/train?trains=gate&price=0.02`) and the training itself, by the tables
// of tables.ts.

import { isKeptModel, isOwnModel, SHIPPED_MODELS } from '../../language/pocket/shipped.ts';
import type { TrainingOptions, TrainingSetup } from '../../services/learner-service.ts';
import { GATE_DIAL_NAMES, type GateDialName } from '../../training/rl/gate-plan.ts';
import { DIAL_NAMES, type DialName, type RlVariant } from '../../training/rl/rl-plan.ts';
import {
  initialValues,
  type KnobState,
  type KnobTable,
  type KnobValues,
  readKnobs,
  writeKnobs,
} from '../knobs.ts';
import { modelName } from '../labels.ts';
import { FIRST, GATE_KNOBS, POLICY_KNOBS, STARTS } from './tables.ts';

/** Knobs that are always seen; the others are under “More”. */
const FIRST_KEYS = ['trains', 'start', 'variant', 'price', 'lanes', 'steps', 'evaluateEvery', 'validated'];
/** Dials that only an adapter has. */
const OF_ADAPTERS = ['rank', 'alpha'];

type PolicyValues = KnobValues<typeof POLICY_KNOBS>;
type GateValues = KnobValues<typeof GATE_KNOBS>;
export type TrainValues = PolicyValues | GateValues;
export const INITIAL_TRAIN: PolicyValues = initialValues(POLICY_KNOBS);

function isGate(values: TrainValues): values is GateValues {
  return values.trains === 'gate';
}

export function tableOf({ trains }: Pick<TrainValues, 'trains'>): KnobTable {
  return trains === 'gate' ? GATE_KNOBS : POLICY_KNOBS;
}

/** Those that are always seen, and those under “More”, in the form's order. */
export function keysOf(values: TrainValues): {
  readonly first: readonly string[];
  readonly more: readonly string[];
} {
  const table = tableOf(values);
  const unused = values.trains === 'weights' ? OF_ADAPTERS : [];
  const keys = Object.keys(table).filter((key) => !unused.includes(key));
  return {
    first: FIRST_KEYS.filter((key) => keys.includes(key)),
    more: keys.filter((key) => !FIRST_KEYS.includes(key)),
  };
}

/** Reads `trains=gate&price=0.01&lanes=8`. Never throws. */
export function readTrain(query: string): KnobState<TrainValues> {
  const { setup: asked } = readKnobs({ trains: FIRST.trains }, query);
  const { setup, problems } = readKnobs(tableOf(asked), query) as KnobState<TrainValues>;
  return { setup: withoutRank0(setup), problems };
}

/** All weights were once asked for by a rank of 0. */
function withoutRank0(values: TrainValues): TrainValues {
  if (isGate(values) || values.rank > 0) return values;
  return { ...values, trains: 'weights', rank: INITIAL_TRAIN.rank };
}

/** Whether a start means something in another browser: shipped with the page, or named after its content. */
export function isShareable(start: string): boolean {
  return STARTS.includes(start) || isKeptModel(start);
}

/** The query for these values; defaults are left out, and so is a start that only this browser has. */
export function writeTrain(values: TrainValues): string {
  const start = isShareable(values.start) ? values.start : FIRST.start.initial;
  return writeKnobs(tableOf(values), { ...values, start });
}

/** The address of a set-up. */
export function trainAddress(values: TrainValues): string {
  const query = writeTrain(values);
  return `#/train${query ? `?${query}` : ''}`;
}

/** The same for another thing to train: what was changed stays where that has it too, the rest is at its defaults. */
export function switched(values: TrainValues, trains: string): TrainValues {
  const suits = isShareable(values.start) && isStartFor(trains, values.start);
  const start = suits ? values.start : FIRST.start.initial;
  const table: KnobTable = { ...tableOf(values), trains: FIRST.trains };
  return readTrain(writeKnobs(table, { ...values, start, trains })).setup;
}

/**
 * Whether a model can be the start: all weights are trained from weights, not from an adapter, and an imported model can only be
 * given a gate.
 */
export function isStartFor(trains: string, model: string): boolean {
  if (isOwnModel(model)) return trains === 'gate';
  return trains !== 'weights' || (STARTS.includes(model) && SHIPPED_MODELS[model].base === undefined);
}

/** Updates as small as the defaults' of a policy: the time to a first point was measured with those. */
export function isQuick(values: TrainValues): boolean {
  const { lanes, horizon } = INITIAL_TRAIN;
  return !isGate(values) && values.lanes * values.horizon <= lanes * horizon;
}

/** The training that these values ask for. @param startName of a stored checkpoint */
export function trainingOf(values: TrainValues, startName = modelName(values.start)): TrainingSetup {
  const { start, validated, seed, steps, cap: maxSteps, evaluateEvery, price } = values;
  const common = { start, validated };
  const plan = { seed, steps, maxSteps, evaluateEvery };
  if (isGate(values)) {
    const hyper = picked(values, GATE_DIAL_NAMES);
    return { ...common, kind: 'gate', name: named(`${startName}, gate`, price), plan: { ...plan, hyper } };
  }
  const variant = values.variant as RlVariant;
  const rank = values.trains === 'weights' ? 0 : values.rank;
  const hyper = { ...picked(values, DIAL_NAMES), rank };
  const plans = { dynamic: 'own plans', never: 'no plans', always: 'plans at every step' }[variant];
  const name = named(`${startName}, ${plans}`, price);
  return { ...common, kind: 'policy', name, plan: { ...plan, variant, hyper } };
}

function named(what: string, price: number): string {
  return `${what}, price ${price}`.slice(0, 80);
}

function picked<Name extends DialName | GateDialName>(
  values: Readonly<Record<Name, number>>,
  names: readonly Name[],
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Record<Name, number>;
}

/** The values that lead to this training. */
export function valuesOf(setup: TrainingSetup, options: TrainingOptions): TrainValues {
  const { kind, start, validated, plan } = setup;
  const { seed, steps, maxSteps: cap, evaluateEvery } = plan;
  const common = { start, validated, seed, steps, cap, evaluateEvery, ...options };
  if (kind === 'gate') return { ...plan.hyper, ...common, trains: 'gate' };
  return withoutRank0({ ...plan.hyper, ...common, trains: 'adapter', variant: plan.variant });
}

export function optionsOf({ runtime, device }: TrainValues): TrainingOptions {
  return { runtime, device } as TrainingOptions;
}
