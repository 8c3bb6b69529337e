// `lab train rl`: PPO with a price on plan tokens, headless. The same run as on the Train page; its state is kept in the working
// folder after every update, so a run that was stopped goes on where it was.

import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalWord } from '../src/agents/plan-words.ts';
import { hasNativeOrt, nodeOrt } from '../src/language/pocket/ort-node.ts';
import { installThreads } from '../src/learning/node-threads.ts';
import { nativeKernels, replaceFile } from '../src/learning/train-in-node.ts';
import type { RlFigures, RlPlan, RlState } from '../src/training/rl/rl-run.ts';
import { FIGURES_FILE, figuresLine, log, validate } from './rl-log.ts';
import { writePolicy } from './rl-policy.ts';
import { findRlStart, type RlStart, startFacts, withStartRank } from './rl-start.ts';

/** Worlds of an evaluation side by side, and steps of its episodes at most. */
const LANES = 48;
const EVALUATION_STEPS = 2000;

export interface RlOptions {
  /** Folder name of the policy that is written. */
  readonly name: string;
  /** Model id or folder, or an adapter's file. */
  readonly start: string;
  readonly plan: RlPlan;
  /** The plan's rank was asked for: without, an adapter goes on with the rank it has. */
  readonly rankGiven: boolean;
  /** Worlds of every evaluation. */
  readonly validated: number;
  /** Updates to make at most in this process. */
  readonly updates: number;
  readonly work: string;
  /** Folder that holds model folders. */
  readonly out: string;
  /** As typed, for the policy's file. */
  readonly command: string;
}

const STATE_FILE = 'state.safetensors';

export interface RlResult {
  readonly state: RlState;
  /** Of the last update that this process made. */
  readonly last: RlFigures | null;
  /** The policy: the best that was evaluated, or the last. */
  readonly files: readonly string[];
}

export async function trainRl(options: RlOptions): Promise<RlResult> {
  installThreads();
  const { Actor } = await import('../src/training/rl/actor.ts');
  const { crafterLanes } = await import('../src/training/rl/crafter-lanes.ts');
  const { readRlCheckpoint, writeRlCheckpoint } = await import('../src/training/rl/rl-checkpoint.ts');
  const { runRl, stateFromAdapter } = await import('../src/training/rl/rl-run.ts');
  const { policyShape } = await import('../src/learning/ppo/policy.ts');
  const { work } = options;
  const found = await findRlStart(options.start);
  const { files, base: start } = found;
  const plan = withStartRank(options.plan, found.adapter, options.rankGiven);
  await mkdir(work, { recursive: true });
  const actor = await Actor.open(files, {
    preference: 'wasm',
    loader: nodeOrt(),
    canonical: canonicalWord,
  });
  const shapeOf = ({ hyper: { rank, alpha } }: RlPlan) =>
    policyShape(files.card.config, actor.model.tokenizer, rank > 0 ? { rank, alpha } : null);
  const path = join(work, STATE_FILE);
  const resume = existsSync(path) ? readRlCheckpoint(await readFile(path), shapeOf) : null;
  if (!resume) await rm(join(work, FIGURES_FILE), { force: true });
  const fromAdapter = ({ adapter }: RlStart) =>
    adapter ? stateFromAdapter(plan, shapeOf(plan), adapter.loraFor(files.card.config)) : undefined;
  const controller = new AbortController();
  let last: RlFigures | null = null;
  let made = 0;
  const evaluate = () =>
    validate(options.validated, {
      model: actor.model,
      config: { model: start.model, weights: '', schedule: plan.variant, temperature: 1, seed: 0 },
      maxSteps: EVALUATION_STEPS,
      lanes: LANES,
    });
  const state = await runRl(plan, {
    actor,
    newLane: (config) => crafterLanes({ config, model: () => actor.model, maxSteps: plan.maxSteps }),
    resume: resume?.state ?? fromAdapter(found),
    compiler: hasNativeOrt() ? await nativeKernels() : undefined,
    now: () => performance.now(),
    signal: controller.signal,
    evaluate,
    onUpdate: async (figures, stateNow) => {
      last = figures;
      await appendFile(join(work, FIGURES_FILE), `${JSON.stringify(figures)}\n`);
      const state = await stateNow();
      await replaceFile(path, writeRlCheckpoint(shapeOf(plan), { plan, start, state }));
      log(figuresLine(figures));
      if (++made >= options.updates) controller.abort();
    },
  });
  await actor.dispose();
  const { best, learner, globalStep } = state;
  const written = await writePolicy(
    {
      name: options.name,
      files,
      start,
      trained: best?.trained ?? learner.trained,
      lora: shapeOf(plan).lora,
      training: {
        command: options.command,
        steps: globalStep,
        updates: best?.update ?? learner.updates,
        ...(best && { validation: best.score }),
        ...startFacts(found),
        hyper: plan.hyper,
      },
    },
    options.out,
  );
  return { state, last, files: written };
}
