// What may be started, and what a file or this browser's storage may hold, checked before anything is done with it: counts are
// bounded, figures are numbers, and no verdict is believed, every plan is judged again.

import * as z from 'zod/mini';
import { isChatModel } from '../agents/chat-models.ts';
import { CHAT_HINT } from '../agents/planner/planner-for.ts';
import { judged } from '../deployment/attempts.ts';
import { beginDeployment, type DeploymentPlan, type DeploymentState } from '../deployment/deployment-run.ts';
import { FINE_TUNE_HYPERPARAMETERS } from '../deployment/hyperparameters.ts';
import { readPool, writePool } from '../deployment/pool-file.ts';
import { readState, writeState } from '../deployment/state-file.ts';
import { checkTasks, MOST_TASKS, plannerDomainFor, plannerWorldFor, Tasks } from '../deployment/tasks.ts';
import { LabError } from '../lab-error.ts';
import { SHIPPED_MODELS, shippedFor } from '../language/pocket/shipped.ts';
import { parsePlan } from '../worlds/strips/plan.ts';
import {
  type Decisions,
  type DeploymentSetup,
  type DeploymentSummary,
  MAX_NAME_CHARACTERS,
  MOST_GENERATIONS,
  MOST_SAMPLES,
} from './deployment-service.ts';

/** Attempts of one stage: the paper's thousand tasks with thirty-two samples. */
const MOST_ATTEMPTS = 32_000;
const MOST_TEMPERATURE = 5;
const MAX_RANK = 64;

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

/** A state from anybody's file. @throws LabError bad-record, bad-model, too-large, bad-argument */
export function readForeignState(bytes: Uint8Array): DeploymentState {
  const state = readStoredState(bytes);
  checkPlan(state.plan);
  return { ...state, attempts: judgedAgain(state), pool: validPool(state) };
}

/** @throws LabError bad-argument, bad-seed, model-missing (own problems that no planner plays), too-large */
function checkPlan({
  model,
  source,
  seeds,
  heldOut,
  generations,
  samples,
  runs,
  temperature,
  hyper,
}: DeploymentPlan): void {
  const most = Math.max(seeds.length * samples, heldOut.length * runs);
  const rules: readonly (readonly [isBroken: boolean, message: string])[] = [
    [seeds.length < 1 || seeds.length + heldOut.length > MOST_TASKS, `There are 1 to ${MOST_TASKS} tasks.`],
    [generations > MOST_GENERATIONS, `There are at most ${MOST_GENERATIONS} generations.`],
    [
      samples > MOST_SAMPLES || most > MOST_ATTEMPTS,
      `A stage has at most ${MOST_ATTEMPTS} attempts, ${MOST_SAMPLES} a task.`,
    ],
    [runs > samples, 'There cannot be more runs than samples.'],
    [temperature > MOST_TEMPERATURE, `The temperature is at most ${MOST_TEMPERATURE}.`],
    [
      Object.keys(FINE_TUNE_HYPERPARAMETERS).some((dial) => !((hyper as Record<string, number>)[dial] >= 0)),
      'A dial of the training is missing or below 0.',
    ],
    [
      !(hyper.rank >= 1 && hyper.rank <= MAX_RANK && Number.isInteger(hyper.rank)),
      `The rank is a whole number from 1 to ${MAX_RANK}.`,
    ],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken) throw new LabError('bad-argument', broken[1]);
  checkTasks(source, [...seeds, ...heldOut], isChatModel(model) ? null : plannerDomainFor(source));
}

/** @throws LabError model-missing for a model that plans for another world, or not at all */
function checkPlanner({ model, source }: DeploymentPlan): void {
  if (isChatModel(model))
    throw new LabError('model-missing', 'On this page only pocket models deploy.', CHAT_HINT);
  const world = plannerWorldFor(source);
  if (!Object.hasOwn(SHIPPED_MODELS, model) || shippedFor(world).includes(model)) return;
  throw new LabError('model-missing', `"${model}" does not plan for ${world}.`, 'Choose another model.');
}

/** Attempts with the validator's own verdict on each. @throws LabError bad-plan */
function judgedAgain({ plan, attempts }: DeploymentState): DeploymentState['attempts'] {
  const tasks = new Tasks(plan.source);
  return attempts.map((attempt) => {
    return { ...attempt, ...judged(tasks.problem(attempt.task), parsePlan(attempt.plan)) };
  });
}

/** A person, or nobody, may have kept plans that do not work; of a validator's pool every plan must. */
function validPool({ plan, pool }: DeploymentState): DeploymentState['pool'] {
  const { by } = plan.curation;
  return by === 'person' || by === 'none' ? pool : readPool(writePool(pool)).pool;
}
