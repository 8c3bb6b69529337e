// Rows that prime a planner: small problems of a domain, each told under names drawn at random, and the plan that its
// generator found on the way. Only short plans are taken: what is longer, deployment has to find.

import type { PlannerDomain } from '../../agents/planner/planner-domain.ts';
import { answerOf, planningPrompt } from '../../agents/planner/planner-prompt.ts';
import type { Tokenizer } from '../../language/pocket/tokenizer.ts';
import type { DatasetBuilder } from '../../learning/dataset.ts';
import { Random } from '../../random.ts';
import { parseDomain } from '../../worlds/strips/domain.ts';
import type { PlanStep } from '../../worlds/strips/plan.ts';
import { type Problem, parseProblem } from '../../worlds/strips/problem.ts';
import { domainText, drawnProblem } from '../../worlds/strips/strips.ts';

export interface PlannerRowOptions {
  readonly domain: PlannerDomain;
  /** Sizes that the generator draws from. */
  readonly sizes: Readonly<Record<string, unknown>>;
  /** Plans of more steps are left out. */
  readonly maxSteps: number;
  readonly seed: number;
  readonly rows: number;
}

export interface PlannerRowFigures {
  readonly rows: number;
  /** Steps of the longest plan, and of all. */
  readonly longestPlan: number;
  readonly steps: number;
  /** Problems whose plan was too long. */
  readonly left: number;
}

/** Where the problems of priming begin: far from those that anybody is scored on. */
const FIRST_SEED = 1_000_000;
const SEEDS_PER_RUN = 10_000_000;

export function plannerRows(
  { domain, sizes, maxSteps, seed, rows }: PlannerRowOptions,
  tokenizer: Tokenizer,
  builder: DatasetBuilder,
): PlannerRowFigures {
  const parsed = parseDomain(domainText(domain.world));
  const figures = { rows, longestPlan: 0, steps: 0, left: 0 };
  for (let drawn = 0; builder.rows < rows; drawn++) {
    const problemSeed = FIRST_SEED + seed * SEEDS_PER_RUN + drawn;
    const { text, plan } = drawnProblem(domain.world, problemSeed, sizes);
    if (plan.length > maxSteps) {
      figures.left++;
      continue;
    }
    figures.longestPlan = Math.max(figures.longestPlan, plan.length);
    figures.steps += plan.length;
    addPlan(builder, tokenizer, domain, parseProblem(parsed, text), plan, new Random(problemSeed, 0x9a3e));
  }
  return figures;
}

/** One row: a problem told under names drawn at random, and a plan for it. @throws LabError bad-argument, too-large */
export function addPlan(
  builder: DatasetBuilder,
  tokenizer: Tokenizer,
  domain: PlannerDomain,
  problem: Problem,
  plan: readonly PlanStep[],
  random: Random,
): void {
  const { text, naming } = planningPrompt(domain, problem, random);
  const { tokens } = tokenizer.encodePrompt(text);
  builder.add(tokens, tokenizer.pack, tokenizer.encodeAnswer(answerOf(plan, naming)));
}
