// A deployment's set-up between the form, the address (`#/deploy?domain=Rovers-v1&generations=5`) and the plan itself, by the table
// of knobs.ts. An address that is wrong changes nothing but itself.

import { isChatModel } from '../../agents/chat-models.ts';
import { chatWeights } from '../../deployment/chat-surroundings.ts';
import type { Curation } from '../../deployment/curation.ts';
import type { DeploymentPlan } from '../../deployment/deployment-run.ts';
import { givenSource, splitTasks } from '../../deployment/own-problems.ts';
import { FIRST_HELD_OUT, plannerWorldFor, seedsFrom, type TaskSource } from '../../deployment/tasks.ts';
import { LabError } from '../../lab-error.ts';
import { SHIPPED_MODELS, shippedFor } from '../../language/pocket/shipped.ts';
import { isRemoteModel } from '../../language/remote/endpoint.ts';
import {
  type DeploymentOptions,
  type DeploymentSetup,
  MAX_NAME_CHARACTERS,
} from '../../services/deployment-service.ts';
import { type DrawnWorldId, GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import { initialValues, type KnobState, readKnobs, writeKnobs } from '../knobs.ts';
import { modelName } from '../labels.ts';
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
import { NO_FILES, type OwnFiles } from './own-files.ts';
import { sourceName } from './source-name.ts';

export const INITIAL_DEPLOY: DeployValues = initialValues(DEPLOY_KNOBS);

/** Knobs in the form's order: always seen, under “More”, and the dials of the training. */
export function keysOf({
  domain,
  model,
  curation,
}: DeployValues): Readonly<Record<'first' | 'more' | 'dials', readonly string[]>> {
  const isChat = isChatModel(model);
  const unused: readonly string[] = [
    ...(domain === GIVEN_WORLD ? DRAWN_KEYS : OWN_KEYS),
    ...(isChat ? POCKET_KEYS : []),
    ...(isRemoteModel(model) ? [] : REMOTE_KEYS),
  ];
  const used = (table: object) => Object.keys(table).filter((key) => !unused.includes(key));
  return {
    first: [...used(TASK_KNOBS), ...(curation === 'rule' ? Object.keys(RULE_KNOBS) : [])],
    more: [...used(MORE_KNOBS), ...used(PLACE_KNOBS)],
    dials: isChat ? [] : DIAL_NAMES,
  };
}

/** Knobs of drawn problems alone, and of own ones. */
const DRAWN_KEYS = ['sizes', 'tasks', 'heldOut', 'first'] as const;
const OWN_KEYS = ['ownHeldOut'] as const;
/** What a chat model has no use for: it runs elsewhere, and what it writes behind a fault is written anyhow. */
const POCKET_KEYS = ['stopAtFault', ...Object.keys(PLACE_KNOBS)];
const REMOTE_KEYS = ['answers'] as const;

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

/**
 * @param curator a person's name, for the lineage
 * @param own files, for a deployment on those
 * @throws LabError model-missing, bad-argument
 */
export function setupOf(values: DeployValues, curator: string, own: OwnFiles = NO_FILES): DeploymentSetup {
  const tasks = values.domain === GIVEN_WORLD ? ownTasks(values, own) : drawnTasks(values);
  const { samples, temperature, seed } = values;
  const plan: DeploymentPlan = {
    ...(isChatModel(values.model) ? chatModel(values) : shippedPlanner(tasks.source)),
    ...tasks,
    generations: generationsOf(values),
    samples,
    runs: Math.min(values.runs, samples),
    temperature,
    curation: curationOf(values, curator),
    hyper: Object.fromEntries(DIAL_NAMES.map((name) => [name, values[name]])) as DeploymentPlan['hyper'],
    seed,
    ...(keysOf(values).more.includes('stopAtFault') && values.stopAtFault === 'yes' && { stopAtFault: true }),
    ...(isHeld(values) && { constrained: true }),
  };
  return { name: nameOf(plan), plan };
}

type AskedModel = Pick<DeploymentPlan, 'model' | 'weights'>;

function chatModel({ model }: DeployValues): AskedModel {
  return { model, weights: chatWeights(model) };
}

/** @throws LabError model-missing */
function shippedPlanner(source: TaskSource): AskedModel {
  const world = plannerWorldFor(source);
  const [model] = shippedFor(world);
  if (model !== undefined) return { model, weights: SHIPPED_MODELS[model].weights };
  throw new LabError(
    'model-missing',
    `No planner for ${WORLD_LABELS[world]} ships with this version of the lab.`,
    'Choose another domain.',
  );
}

/** Models after the base; a chat model is the only one of its deployment. */
export function generationsOf({ model, generations }: DeployValues): number {
  return isChatModel(model) ? 0 : generations;
}

function isHeld({ model, answers }: DeployValues): boolean {
  return isRemoteModel(model) && answers === 'constrained';
}

type Asked = Pick<DeploymentPlan, 'source' | 'seeds' | 'heldOut'>;

function drawnTasks({ domain, sizes, tasks, heldOut, first }: DeployValues): Asked {
  const world = domain as DrawnWorldId;
  return {
    source: { world, sizes: sizes === 'small' ? SMALL_SIZES[world] : {} },
    seeds: seedsFrom(first, tasks),
    heldOut: heldOut === 0 ? [] : seedsFrom(FIRST_HELD_OUT, heldOut),
  };
}

/** @throws LabError bad-argument without files that can be played */
function ownTasks({ ownHeldOut }: DeployValues, { read }: OwnFiles): Asked {
  if (!read?.domain)
    throw new LabError(
      'bad-argument',
      'There are no problems of your own to deploy on yet.',
      'Choose a domain file and problem files.',
    );
  const source = givenSource(read);
  return { source, ...splitTasks(source, ownHeldOut) };
}

/** The same without curation: the paper's control. */
export function uncurated({ plan }: DeploymentSetup): DeploymentSetup {
  const control: DeploymentPlan = { ...plan, curation: { by: 'none' } };
  return { name: nameOf(control), plan: control };
}

/** The values that lead to this plan. */
export function valuesOf(plan: DeploymentPlan, { runtime, device }: DeploymentOptions): DeployValues {
  const { source, seeds, heldOut, samples, runs, temperature, curation, hyper, seed } = plan;
  const rule = curation.by === 'rule' ? curation.rule : {};
  // A chat model has none, and whatever is chosen next begins with the usual ones.
  const generations = isChatModel(plan.model) ? INITIAL_DEPLOY.generations : plan.generations;
  return {
    ...INITIAL_DEPLOY,
    ...rule,
    domain: source.world,
    model: isChatModel(plan.model) ? plan.model : INITIAL_DEPLOY.model,
    answers: plan.constrained ? 'constrained' : 'free',
    ...(source.world === GIVEN_WORLD
      ? { ownHeldOut: heldOut.length }
      : {
          sizes: Object.keys(source.sizes).length > 0 ? 'small' : 'published',
          ...{ tasks: seeds.length, heldOut: heldOut.length, first: seeds[0] },
        }),
    ...{ generations, samples, runs, temperature, seed },
    curation: curation.by,
    stopAtFault: plan.stopAtFault ? 'yes' : 'no',
    ...hyper,
    ...{ runtime, device },
  };
}

export function optionsOf({ runtime, device }: Pick<DeployValues, 'runtime' | 'device'>): DeploymentOptions {
  return { runtime, device } as DeploymentOptions;
}

/** Nothing learns from a chat model's pool here, so there is no control that keeps everything. */
export function withoutControl(values: DeployValues): DeployValues {
  return isChatModel(values.model) && values.curation === 'none' ? { ...values, curation: 'valid' } : values;
}

function curationOf(values: DeployValues, curator: string): Curation {
  const { curation, feature, bound, value } = withoutControl(values);
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

/** Characters of a chat model's name. */
const MOST_MODEL_SHOWN = 30;

const SHORT: Readonly<Record<Curation['by'], string>> = {
  valid: 'valid plans kept',
  person: 'kept by hand',
  rule: 'kept by a rule',
  none: 'uncurated',
};

function nameOf({ model, source, seeds, curation }: DeploymentPlan): string {
  const by = isChatModel(model) ? `, ${modelName(model).slice(0, MOST_MODEL_SHOWN)}` : '';
  return `${sourceName(source)}, ${seeds.length} tasks${by}, ${SHORT[curation.by]}`.slice(
    0,
    MAX_NAME_CHARACTERS,
  );
}
