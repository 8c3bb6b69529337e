// `lab train k`: the run-ahead predictor, learned online over the tasks of a speculative run on the simulated clock, and kept as a
// file. What it writes is what a page keeps in IndexedDB.

import { writeFile } from 'node:fs/promises';
import { mean } from '../src/experiments/statistics.ts';
import { LabError } from '../src/lab-error.ts';
import { KPredictor } from '../src/learning/k-predictor/k-predictor.ts';
import type { LearnFigures, Predictor } from '../src/learning/k-predictor/predictor.ts';
import { dynamic } from '../src/learning/k-predictor/run-ahead-policy.ts';
import { aheadBy, type ReadablePlace } from '../src/speculation/ahead.ts';
import { fieldOf, stageOf } from '../src/speculation/arena.ts';
import { newExecutor } from '../src/speculation/executors.ts';
import { figuresOf } from '../src/speculation/metrics.ts';
import { denseOf, dialsOf } from '../src/speculation/policies.ts';
import { type DynamicSetting, parseSetting } from '../src/speculation/settings.ts';
import { checkSetup, type SpeculationSetup, taskCount } from '../src/speculation/setup.ts';
import { speculate } from '../src/speculation/speculate.ts';
import type { Arguments } from './arguments.ts';
import { log } from './rl-log.ts';
import { type Models, namesOf, openModels, setupOf } from './speculate.ts';

export const K_USAGE =
  'train k [--world Toolchain-v1] [--setting tau-0.9] [--tasks 312] [--seed 1] … as speculate [--out predictor.bin] [--json]\n';

export async function trainKCommand(args: Arguments) {
  const began = performance.now();
  const names = namesOf(args);
  const asked = await setupOf(args);
  const setting = dynamicOf(args.text('setting', 'tau-0.9'));
  const out = args.text('out', 'predictor.bin');
  args.refuseUnknown();
  const { models, ids } = await openModels(names);
  try {
    const setup = checkSetup({ ...asked, models: ids, clock: 'simulated' });
    const { predictor, learned, tokens } = await learnOver(setup, setting, models);
    await writeFile(out, predictor.state());
    const seconds = (performance.now() - began) / 1000;
    const json = { updates: predictor.updates, tokens, seconds, final: finalOf(learned), files: [out] };
    return { json, text: `${out}\n${seconds.toFixed(0)} s`, ok: true };
  } finally {
    await models.A.dispose();
    if (models.T !== models.A) await models.T.dispose();
  }
}

/** Plays all tasks, one after another. @throws LabError what an agent throws for good */
async function learnOver(setup: SpeculationSetup, setting: DynamicSetting, models: Models) {
  const { field, agents, hiddenSize, match } = stageOf(setup, fieldOf(setup), models, [setting]);
  const dense = denseOf(setting, hiddenSize);
  const predictor = KPredictor.create({ seed: setup.seed, dense, hyper: dialsOf(setting) });
  const learned: LearnFigures[] = [];
  const { hidden, offset } = setting;
  const policy = aheadBy<ReadablePlace>(dynamic(heard(predictor, learned), offset), { hidden });
  const count = taskCount(setup);
  let tokens = 0;
  for (let task = 0; task < count; task++) {
    const executor = newExecutor(agents, setup);
    const run = await speculate({ start: field.start(task), policy, match, executor });
    if (run.error) throw run.error;
    tokens += figuresOf(run).generated;
    if ((task + 1) % 50 === 0) log(`${task + 1}/${count} tasks, ${predictor.updates} updates`);
  }
  return { predictor, learned, tokens };
}

function dynamicOf(word: string): DynamicSetting {
  const setting = parseSetting(word);
  if (setting.kind === 'dynamic') return setting;
  throw new LabError(
    'bad-argument',
    `"${word}" learns nothing that could be kept.`,
    'As in tau-0.9 or tau-0.5-ends.',
  );
}

/** The predictor, with what it learned written down. */
function heard(predictor: KPredictor, learned: LearnFigures[]): Predictor {
  return {
    value: (prefix) => predictor.value(prefix),
    learn: (run) => {
      const figures = predictor.learn(run);
      if (figures) learned.push(figures);
      return figures;
    },
  };
}

/** Means over the last quarter of the updates, in matches. */
function finalOf(learned: readonly LearnFigures[]): { error: number; bias: number } | null {
  const last = learned.slice(Math.floor((3 * learned.length) / 4));
  if (last.length === 0) return null;
  return {
    error: mean(last.map((figures) => figures['predictor/error'])),
    bias: mean(last.map((figures) => figures['predictor/bias'])),
  };
}
