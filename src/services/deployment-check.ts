// What may be started, and what a file or this browser's storage may hold, checked before anything is done with it: counts are
// bounded and figures are numbers. No verdict of a foreign file is believed: its attempts are judged again, and so is its pool unless
// a person, or nobody, chose what is in it. Figures of generations that are over cannot be checked.

import * as z from 'zod/mini';
import { isChatModel } from '../agents/chat-models.ts';
import { judged } from '../deployment/attempts.ts';
import { chatWeights, checkGenerations } from '../deployment/chat-surroundings.ts';
import { preferenceOf } from '../deployment/curation.ts';
import { beginDeployment, type DeploymentPlan, type DeploymentState } from '../deployment/deployment-run.ts';
import { askedAttempts } from '../deployment/loop.ts';
import { eachPiece, type InPieces } from '../deployment/pieces.ts';
import { poolInPieces, writePool } from '../deployment/pool-file.ts';
import { readState, writeState } from '../deployment/state-file.ts';
import { checkTasks, isSameSource, plannerDomainFor, plannerWorldFor, Tasks } from '../deployment/tasks.ts';
import { LabError } from '../lab-error.ts';
import { SHIPPED_MODELS, shippedFor } from '../language/pocket/shipped.ts';
import { checkModelName, isRemoteModel, servedName } from '../language/remote/endpoint.ts';
import { parsePlan } from '../worlds/strips/plan.ts';
import {
  type Decisions,
  type DeploymentSetup,
  type DeploymentSummary,
  MAX_NAME_CHARACTERS,
  MOST_GENERATIONS,
} from './deployment-service.ts';
import { resumable } from './foreign-state.ts';
import { checkPlanBounds } from './plan-bounds.ts';

/** Attempts of one stage: the paper's thousand tasks with thirty-two samples. */
const MOST_ATTEMPTS = 32_000;

const count = z.int().check(z.minimum(0));
const name = z.string().check(z.minLength(1), z.maxLength(MAX_NAME_CHARACTERS), z.regex(/^[^\p{Cc}]+$/u));
const key = z.string().check(z.regex(/^[0-9a-f]{16}$/));
const keys = z.array(key).check(z.maxLength(MOST_ATTEMPTS));

const SUMMARY = z.strictObject({
  world: z.string().check(z.maxLength(64)),
  curation: z.enum(['valid', 'rule', 'progress', 'best', 'person', 'none']),
  stage: z.enum(['collect', 'hold-out', 'curate', 'fine-tune', 'done']),
  generation: count,
  generations: count,
  solved: z.array(z.number()).check(z.maxLength(MOST_GENERATIONS + 1)),
});

const DECISIONS = z.strictObject({ kept: keys, discarded: keys });

/** @throws LabError bad-argument, model-missing */
export function checkSetup({ name: given, plan }: DeploymentSetup): DeploymentSetup {
  checkPlanner(plan);
  checkPlan(plan);
  // The file's own schema has every field; what it gives is what a reload will read.
  const { plan: read } = readState(writeState(beginDeployment(plan)));
  return { name: checkName(given), plan: read };
}

/** @throws LabError bad-argument */
export function checkName(given: string): string {
  const read = z.safeParse(name, given.trim());
  if (read.success) return read.data;
  throw new LabError('bad-argument', `A name has 1 to ${MAX_NAME_CHARACTERS} characters, all of one line.`);
}

/** @throws LabError bad-argument for decisions that are none */
export function checkDecisions(given: unknown): Decisions {
  const read = z.safeParse(DECISIONS, given);
  if (read.success) return read.data;
  throw new LabError('bad-argument', 'These are no decisions about plans.', '', read.error);
}

/** What is stored of the list; null for what this version cannot read. */
export function readableSummary(summary: unknown): DeploymentSummary | null {
  return z.safeParse(SUMMARY, summary).data ?? null;
}

export function summaryOf({ plan, stage, generation, generations }: DeploymentState): DeploymentSummary {
  return {
    world: plan.source.world,
    curation: plan.curation.by,
    stage,
    generation,
    generations: plan.generations,
    solved: generations.map(({ collecting }) => collecting.solved),
  };
}

/** A state that this browser stored. @throws LabError bad-record, bad-model, too-large */
export function readStoredState(bytes: Uint8Array): DeploymentState {
  return readState(bytes);
}

/** A state from anybody's file, one piece a plan. @throws LabError bad-record, bad-model, too-large, bad-argument */
export function* readForeignState(bytes: Uint8Array): InPieces<DeploymentState> {
  const state = readStoredState(bytes);
  checkPlan(state.plan);
  const { plan, pool } = state;
  const isOwn = isSameSource(pool.source, plan.source) && pool.preference === preferenceOf(plan.curation);
  yield state.attempts.length + pool.traces.size;
  const attempts = yield* judgedAgain(state);
  return resumable({ ...state, attempts, pool: yield* validPool(state) }, isOwn);
}

/** @throws LabError bad-argument, bad-seed, model-missing (own problems that no planner plays), too-large */
function checkPlan(plan: DeploymentPlan): void {
  const { model, source, seeds, heldOut } = plan;
  checkPlanBounds(plan, { each: 1, most: MOST_ATTEMPTS, unit: 'attempts' });
  checkTasks(source, [...seeds, ...heldOut], isChatModel(model) ? null : plannerDomainFor(source));
}

/** @throws LabError model-missing for a model that plans for another world, or not at all */
function checkPlanner(plan: DeploymentPlan): void {
  const { model, source } = plan;
  if (isChatModel(model)) {
    checkChat(plan);
    return;
  }
  const world = plannerWorldFor(source);
  if (!Object.hasOwn(SHIPPED_MODELS, model) || shippedFor(world).includes(model)) return;
  throw new LabError('model-missing', `"${model}" does not plan for ${world}.`, 'Choose another model.');
}

/** @throws LabError bad-argument */
function checkChat({ model, weights, generations, constrained }: DeploymentPlan): void {
  checkGenerations(generations);
  if (isRemoteModel(model)) checkModelName(servedName(model));
  else if (constrained)
    throw new LabError('bad-argument', 'Only an endpoint holds answers to well-formed steps.');
  if (weights !== chatWeights(model))
    throw new LabError('bad-argument', 'A chat model goes by its name alone: nobody knows its weights here.');
}

/** The attempts that the plan asks for, each once, with the validator's own verdict. @throws LabError bad-plan */
function* judgedAgain({ plan, attempts }: DeploymentState): InPieces<DeploymentState['attempts']> {
  const tasks = new Tasks(plan.source);
  const asked = askedAttempts(plan);
  return yield* eachPiece(attempts, (attempt) => {
    if (!asked.delete(`${attempt.task} ${attempt.sample}`)) return null;
    return { ...attempt, ...judged(tasks.problem(attempt.task), parsePlan(attempt.plan)) };
  });
}

/** A person, or nobody, may have kept plans that do not work; of a validator's pool every plan must. */
function* validPool({ plan, pool }: DeploymentState): InPieces<DeploymentState['pool']> {
  const { by } = plan.curation;
  return by === 'person' || by === 'none' ? pool : (yield* poolInPieces(writePool(pool))).pool;
}
