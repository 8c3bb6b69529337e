// A deployment's set-up between the form, the address (`#/deploy?domain=Rovers-v1&generations=5`) and the plan itself, by the table
// of knobs.ts. An address that is wrong changes nothing but itself.

import type { Curation } from '../../deployment/curation.ts';
import type { DeploymentPlan } from '../../deployment/deployment-run.ts';
import { FIRST_HELD_OUT, seedsFrom } from '../../deployment/tasks.ts';
import { LabError } from '../../lab-error.ts';
import { SHIPPED_MODELS, shippedFor } from '../../language/pocket/shipped.ts';
import type { DeploymentOptions, DeploymentSetup } from '../../services/deployment-service.ts';
import type { DrawnWorldId } from '../../worlds/strips/strips.ts';
import { initialValues, type KnobState, readKnobs, writeKnobs } from '../knobs.ts';
import {
  DEPLOY_KNOBS,
  type DeployValues,
  DIAL_NAMES,
  MORE_KNOBS,
  PLACE_KNOBS,
  RULE_KNOBS,
  SMALL_SIZES,
  TASK_KNOBS,
  WORLD_LABELS,
} from './knobs.ts';

export const INITIAL_DEPLOY: DeployValues = initialValues(DEPLOY_KNOBS);

/** Knobs in the form's order: always seen, under “More”, and the dials of the training. */
export function keysOf({
  curation,
}: DeployValues): Readonly<Record<'first' | 'more' | 'dials', readonly string[]>> {
  return {
    first: [...Object.keys(TASK_KNOBS), ...(curation === 'rule' ? Object.keys(RULE_KNOBS) : [])],
    more: [...Object.keys(MORE_KNOBS), ...Object.keys(PLACE_KNOBS)],
    dials: DIAL_NAMES,
  };
}

/** Never throws. */
export function readDeploy(query: string): KnobState<DeployValues> {
  return readKnobs(DEPLOY_KNOBS, query);
}

/** Defaults are left out, and so is a rule that nobody follows. */
export function writeDeploy(values: DeployValues): string {
  const { feature, bound, value } = INITIAL_DEPLOY;
  const rule = values.curation === 'rule' ? {} : { feature, bound, value };
  return writeKnobs(DEPLOY_KNOBS, { ...values, ...rule });
}

export function deployAddress(values: DeployValues): string {
  const query = writeDeploy(values);
  return `#/deploy${query ? `?${query}` : ''}`;
}

/** Worlds that a planner ships for. */
export function plannedWorlds(): DrawnWorldId[] {
  return (Object.keys(WORLD_LABELS) as DrawnWorldId[]).filter((world) => shippedFor(world).length > 0);
}

/** @param curator a person's name, for the lineage. @throws LabError model-missing, bad-argument */
export function setupOf(values: DeployValues, curator: string): DeploymentSetup {
  const world = values.domain as DrawnWorldId;
  const [model] = shippedFor(world);
  if (model === undefined)
    throw new LabError(
      'model-missing',
      `No planner for ${WORLD_LABELS[world]} ships with this version of the lab.`,
      'Choose another domain.',
    );
  const { tasks, heldOut, first, generations, samples, temperature, seed } = values;
  const plan: DeploymentPlan = {
    model,
    weights: SHIPPED_MODELS[model].weights,
    source: { world, sizes: values.sizes === 'small' ? SMALL_SIZES[world] : {} },
    seeds: seedsFrom(first, tasks),
    heldOut: heldOut === 0 ? [] : seedsFrom(FIRST_HELD_OUT, heldOut),
    generations,
    samples,
    runs: Math.min(values.runs, samples),
    temperature,
    curation: curationOf(values, curator),
    hyper: Object.fromEntries(DIAL_NAMES.map((name) => [name, values[name]])) as DeploymentPlan['hyper'],
    seed,
  };
  return { name: nameOf(plan), plan };
}

/** The same without curation: the paper's control. */
export function uncurated({ plan }: DeploymentSetup): DeploymentSetup {
  const control: DeploymentPlan = { ...plan, curation: { by: 'none' } };
  return { name: nameOf(control), plan: control };
}

/** The values that lead to this plan. */
export function valuesOf(plan: DeploymentPlan, options: DeploymentOptions): DeployValues {
  const { source, seeds, heldOut, generations, samples, runs, temperature, curation, hyper, seed } = plan;
  const rule = curation.by === 'rule' ? curation.rule : {};
  return {
    ...INITIAL_DEPLOY,
    ...rule,
    domain: source.world,
    sizes: Object.keys(source.sizes).length > 0 ? 'small' : 'published',
    tasks: seeds.length,
    heldOut: heldOut.length,
    first: seeds[0],
    ...{ generations, samples, runs, temperature, seed },
    curation: curation.by,
    ...hyper,
    ...options,
  };
}

export function optionsOf({ runtime, device }: DeployValues): DeploymentOptions {
  return { runtime, device } as DeploymentOptions;
}

function curationOf({ curation, feature, bound, value }: DeployValues, curator: string): Curation {
  switch (curation as Curation['by']) {
    case 'valid':
      return { by: 'valid' };
    case 'none':
      return { by: 'none' };
    case 'person':
      return { by: 'person', name: curator.trim().slice(0, 60) || 'a person', kept: [] };
    case 'rule':
      return { by: 'rule', rule: { feature, bound: bound as 'most' | 'least', value } };
  }
}

const SHORT: Readonly<Record<Curation['by'], string>> = {
  valid: 'valid plans kept',
  person: 'kept by hand',
  rule: 'kept by a rule',
  none: 'uncurated',
};

function nameOf({ source, seeds, curation }: DeploymentPlan): string {
  return `${WORLD_LABELS[source.world]}, ${seeds.length} tasks, ${SHORT[curation.by]}`;
}
