// The gradient check on a deployment's own model: some of the current generation's attempts are made again (their seeds say
// which), and the gradient of fine-tuning on the valid ones is compared with REINFORCE's on all of them.
//
// Short attempts are taken: both gradients are sums over tokens, so the theorem says the same of them, and a page's learner
// holds the rows all at once.

import { namingRandom, PocketPlanner } from '../agents/planner/planner.ts';
import { answerOf, planningPrompt } from '../agents/planner/planner-prompt.ts';
import { LabError } from '../lab-error.ts';
import { readAdapter } from '../language/pocket/adapter-file.ts';
import { dequantize } from '../language/pocket/quantize.ts';
import { type Dataset, DatasetBuilder } from '../learning/dataset.ts';
import type { Values } from '../learning/named-arrays.ts';
import { Random } from '../random.ts';
import { parsePlan } from '../worlds/strips/plan.ts';
import { type Attempt, deploy, requestSeed } from './attempts.ts';
import type { DeploymentState } from './deployment-run.ts';
import type { GradientAgreement } from './gradient-check.ts';
import { attemptSeed } from './loop.ts';
import type { PocketDeployment } from './pocket-surroundings.ts';
import { plannerDomainFor, Tasks } from './tasks.ts';

/** What was compared, and of which model. */
export interface GradientReport extends GradientAgreement {
  readonly generation: number;
  /** Attempts that were made again to choose from. */
  readonly made: number;
}

/** Rows of the comparison, half of them valid where there are as many. */
const ROWS = 12;
/** Tasks that are attempted in one go, and attempts that are made at the most. */
const TASKS = 8;
const MOST_MADE = 96;
/** Tokens of an attempt; a longer one is not taken. */
const MOST_TOKENS = 120;

type Checked = Pick<DeploymentState, 'adapter' | 'generation'>;

/** @throws LabError bad-argument where no attempt was valid and short, aborted, bad-model */
export async function checkGradient(
  deployment: PocketDeployment,
  { adapter, generation }: Checked,
  signal?: AbortSignal,
): Promise<GradientReport> {
  const { plan, files, model } = deployment;
  const { config } = files.card;
  const { rank, alpha } = plan.hyper;
  const lora = adapter && readAdapter(adapter).loraFor(config);
  await model.setAdapter(lora);
  const { made, chosen } = await attemptsAgain(deployment, generation, signal);
  // jax-js comes with the first check, or training, only.
  const [{ compareGradients }, { initialAdapter, trainableAdapter }] = await Promise.all([
    import('./gradient-check.ts'),
    import('../learning/lora.ts'),
  ]);
  signal?.throwIfAborted();
  const values: Values = lora
    ? trainableAdapter(config, lora, { rank, alpha })
    : initialAdapter(config, rank, new Random(plan.seed));
  const agreement = await compareGradients({
    config,
    weights: dequantize(config, files.weights),
    adapter: values,
    lora: { rank, alpha },
    rows: rowsOf(deployment, generation, chosen),
    rewards: chosen.map(({ valid }) => (valid ? 1 : 0)),
  });
  return { ...agreement, generation, made };
}

/** Attempts at the first tasks, until there are enough of both kinds: the same that the generation made. */
async function attemptsAgain(
  { plan, model }: PocketDeployment,
  generation: number,
  signal: AbortSignal | undefined,
): Promise<{ made: number; chosen: Attempt[] }> {
  const planner = new PocketPlanner(model, plannerDomainFor(plan.source));
  const tasks = new Tasks(plan.source);
  const { samples, temperature, stopAtFault } = plan;
  const seed = attemptSeed(plan, generation);
  const all: Attempt[] = [];
  const short = () => all.filter(({ tokens }) => tokens <= MOST_TOKENS).sort((a, b) => a.tokens - b.tokens);
  for (let from = 0; from < plan.seeds.length && all.length < MOST_MADE; from += TASKS) {
    const seeds = plan.seeds.slice(from, from + TASKS);
    all.push(...(await deploy(planner, { tasks, seeds, samples, temperature, seed, stopAtFault, signal })));
    if (hasBoth(short())) break;
  }
  const valid = short().filter((attempt) => attempt.valid);
  if (valid.length === 0)
    throw new LabError(
      'bad-argument',
      `None of ${all.length} attempts was valid and short enough to compare.`,
      'There is no gradient without a valid plan: choose smaller problems.',
    );
  const kept = valid.slice(0, ROWS / 2);
  const rest = short().filter((attempt) => !attempt.valid);
  return { made: all.length, chosen: [...kept, ...rest.slice(0, ROWS - kept.length)] };
}

/** Where all are valid, or none, the theorem says little. */
function hasBoth(attempts: readonly Attempt[]): boolean {
  const valid = attempts.filter((attempt) => attempt.valid).length;
  return attempts.length >= ROWS && valid > 0 && valid < attempts.length;
}

/** A row each, told under the names that the model read and with the tokens that it wrote. */
function rowsOf(
  { plan, model }: PocketDeployment,
  generation: number,
  attempts: readonly Attempt[],
): Dataset {
  const domain = plannerDomainFor(plan.source);
  const tasks = new Tasks(plan.source);
  const { tokenizer } = model;
  const builder = new DatasetBuilder();
  for (const { task, sample, plan: text, tokens } of attempts) {
    const random = namingRandom(requestSeed(attemptSeed(plan, generation), task, sample));
    const prompt = planningPrompt(domain, tasks.problem(task), random);
    // An attempt that was cut has no end of plan.
    const answer = tokenizer.encodeAnswer(answerOf(parsePlan(text), prompt.naming)).slice(0, tokens);
    builder.add(tokenizer.encodePrompt(prompt.text).tokens, tokenizer.pack, answer);
  }
  return builder.build();
}
