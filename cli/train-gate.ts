// `lab train gate`: PPO for a gate, the small network that decides when a model plans whose own weights stay as they are. The
// run's state is kept in the working folder after every update, so a run that was stopped goes on where it was.

import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GATE_FEATURES } from '../src/agents/gate-features.ts';
import { writeGate } from '../src/agents/gate-file.ts';
import { addGate, gateFor } from '../src/agents/gates.ts';
import { LabError } from '../src/lab-error.ts';
import {
  GATE_HYPERPARAMETERS,
  type GateHyperparameters,
  gateHyperparameters,
} from '../src/learning/gate/hyperparameters.ts';
import { installThreads } from '../src/learning/node-threads.ts';
import { replaceFile } from '../src/learning/train-in-node.ts';
import type { GateCheckpoint } from '../src/training/rl/gate-checkpoint.ts';
import type { GateFigures, GatePlan, GateState, GateSurroundings } from '../src/training/rl/gate-run.ts';
import { openNamed } from './agents.ts';
import type { Arguments } from './arguments.ts';
import { FIGURES_FILE, figuresLine, log, optionOf, validate } from './rl-log.ts';

export const GATE_USAGE =
  'train gate [--model pocket-crafter] [--seed 1] [--steps 300000] [--max-steps 2000] [--price 0.01] [--learning-rate 0.003] …' +
  ' [--evaluate-every 0] [--validated 32] [--updates N] [--work FOLDER] [--out FILE] [--json]';

const STATE_FILE = 'state.json';
const LANES = 32;

interface GateOptions {
  readonly model: string;
  readonly plan: GatePlan;
  /** Worlds of every evaluation. */
  readonly validated: number;
  /** Updates to make at most in this process. */
  readonly updates: number;
  readonly work: string;
  readonly out: string;
}

export async function trainGateCommand(args: Arguments) {
  const started = performance.now();
  const options = optionsOf(args);
  args.refuseUnknown();
  const { state, last } = await trainGate(options);
  const seconds = (performance.now() - started) / 1000;
  const files = [options.out];
  const json = { updates: state.learner.updates, steps: state.globalStep, seconds, final: last, files };
  return { json, text: `${options.out}\n${seconds.toFixed(0)} s`, ok: true };
}

function optionsOf(args: Arguments): GateOptions {
  const dials = Object.entries(GATE_HYPERPARAMETERS).map(([key, { default: value }]) => [
    key,
    args.number(optionOf(key), value),
  ]);
  const model = args.text('model', 'pocket-crafter');
  if (model === 'teacher') throw new LabError('bad-argument', 'The teacher is a script: it needs no gate.');
  return {
    model,
    plan: {
      seed: args.integer('seed', 1),
      hyper: gateHyperparameters(Object.fromEntries(dials) as Partial<GateHyperparameters>),
      steps: args.integer('steps', 300_000),
      maxSteps: args.integer('max-steps', 2000),
      evaluateEvery: args.integer('evaluate-every', 0),
    },
    validated: args.integer('validated', 32),
    updates: args.integer('updates', 1e9),
    work: args.text('work', '.cache/gate'),
    out: args.text('out', 'gate.json'),
  };
}

async function trainGate(options: GateOptions): Promise<{ state: GateState; last: GateFigures | null }> {
  const { plan, work } = options;
  await mkdir(work, { recursive: true });
  const { id, weights, model } = await openNamed(options.model);
  // Over the Worker that onnxruntime-web leaves behind in Node, and before jax-js looks for one.
  installThreads();
  const { gateOfTrained, runGate } = await import('../src/training/rl/gate-run.ts');
  const { crafterGateLanes } = await import('../src/training/rl/gate-lanes.ts');
  const { writeGateCheckpoint } = await import('../src/training/rl/gate-checkpoint.ts');
  const features = GATE_FEATURES.map(({ name }) => name);
  const resume = await resumed(options, id, weights);
  const controller = new AbortController();
  let last: GateFigures | null = null;
  let made = 0;
  const config = { model: id, weights, temperature: 1, seed: 0 };
  const evaluate: GateSurroundings['evaluate'] = (gate) => {
    addGate(gate);
    return validate(options.validated, {
      model: model!,
      config: { ...config, schedule: 'gate', ...gateFor('gate', gate) },
      maxSteps: plan.maxSteps,
      lanes: LANES,
    });
  };
  const state = await runGate(plan, {
    model: model!,
    newLane: crafterGateLanes({ config, model: model!, maxSteps: plan.maxSteps }),
    features,
    resume: resume?.state,
    now: () => performance.now(),
    signal: controller.signal,
    evaluate,
    onUpdate: async (figures, now) => {
      last = figures;
      const run: GateCheckpoint = { plan, model: { id, weights }, features, state: now };
      await appendFile(join(work, FIGURES_FILE), `${JSON.stringify(figures)}\n`);
      await replaceFile(join(work, STATE_FILE), new TextEncoder().encode(writeGateCheckpoint(run)));
      log(figuresLine(figures));
      if (++made >= options.updates) controller.abort();
    },
  });
  await writeFile(
    options.out,
    writeGate(gateOfTrained(features, state.best ?? state.learner), factsOf(options, weights, state)),
  );
  await model!.dispose();
  return { state, last };
}

/** @throws LabError bad-argument for a folder of another run */
async function resumed(
  { work, plan }: GateOptions,
  id: string,
  weights: string,
): Promise<GateCheckpoint | null> {
  const { readGateCheckpoint } = await import('../src/training/rl/gate-checkpoint.ts');
  const path = join(work, STATE_FILE);
  if (!existsSync(path)) {
    await rm(join(work, FIGURES_FILE), { force: true });
    return null;
  }
  const kept = readGateCheckpoint(await readFile(path, 'utf8'));
  const same =
    JSON.stringify({ ...kept.plan, steps: 0 }) === JSON.stringify({ ...plan, steps: 0 }) &&
    kept.model.id === id &&
    kept.model.weights === weights;
  if (same) return kept;
  throw new LabError(
    'bad-argument',
    `${work} holds another run (seed, model or dials differ).`,
    'Give --work another folder, or the options of that run.',
  );
}

/** What the gate's file says about how it was made. */
function factsOf({ model, plan }: GateOptions, weights: string, { globalStep }: GateState) {
  const { seed, hyper, maxSteps } = plan;
  const dials = Object.entries(hyper)
    .filter(([key, value]) => GATE_HYPERPARAMETERS[key as keyof GateHyperparameters].default !== value)
    .map(([key, value]) => ` --${optionOf(key)} ${value}`);
  return {
    model: model.slice(0, 64),
    weights,
    made: `lab train gate --seed ${seed} --steps ${globalStep} --max-steps ${maxSteps}${dials.join('')}`.slice(
      0,
      400,
    ),
    price: String(hyper.price),
  };
}
