// PPO, measured: whole updates of an adapter over the shipped shape on random decisions, four actions to one plan as in play, and
// forward passes alone; and how many programs that takes, which must not grow from run to run. On jax-js with threads, and on
// native kernels where they are installed.

import { crafterVocabulary } from '../src/agents/crafter-vocabulary.ts';
import { POCKET_SIZES, type PocketConfig } from '../src/language/pocket/config.ts';
import type { Choice } from '../src/language/pocket/grammar.ts';
import { hasNativeOrt } from '../src/language/pocket/ort-node.ts';
import { Tokenizer } from '../src/language/pocket/tokenizer.ts';
import { installThreads } from '../src/learning/node-threads.ts';
import type { Compiler } from '../src/learning/program.ts';
import { nativeKernels } from '../src/learning/train-in-node.ts';
import { Random } from '../src/random.ts';
import { type Figure, type Figures, median } from './figures.ts';

const LANES = 16;
const PLAN_WORDS = 6;

export async function measurePpo(quick: boolean): Promise<Figures> {
  installThreads();
  const { jaxCompiler } = await import('../src/learning/program.ts');
  const kinds: [string, Compiler][] = [['jax-js', jaxCompiler]];
  if (hasNativeOrt()) kinds.push(['native kernels', await nativeKernels()]);
  const figures: Record<string, Figure> = {};
  for (const [kind, compiler] of kinds)
    Object.assign(figures, await measureOn(kind, compiler, quick ? 1 : 5));
  return figures;
}

async function measureOn(kind: string, compiler: Compiler, runs: number): Promise<Figures> {
  const { PpoLearner } = await import('../src/learning/ppo/ppo.ts');
  const { policyShape } = await import('../src/learning/ppo/policy.ts');
  const { initialParameters } = await import('../src/learning/transformer.ts');
  const tokenizer = new Tokenizer(crafterVocabulary(), POCKET_SIZES.pack);
  const { size: vocabulary, outputs } = tokenizer.table;
  const config: PocketConfig = { vocabulary, outputs, ...POCKET_SIZES };
  const lora = { rank: 16, alpha: 32 };
  const counting = countingPrograms(compiler);
  const learner = PpoLearner.create({
    shape: policyShape(config, tokenizer, lora),
    weights: initialParameters(config, new Random(1)),
    hyper: { rank: lora.rank, alpha: lora.alpha, share: 1, epochs: 1, targetKl: 1e9, valueWarmup: 0 },
    seed: 1,
    compiler: counting.compiler,
  });
  const rollout = await randomRollout(tokenizer, 64);
  const { dataset, decisions } = rollout;
  const positions = Array.from({ length: dataset.rows }, (_, row) => dataset.positions(row));
  const all = positions.reduce((sum, n) => sum + n, 0);
  const forward: number[] = [];
  const both: number[] = [];
  const whole: number[] = [];
  const programs: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const began = performance.now();
    await learner.score(rollout);
    const scored = (performance.now() - began) / 1000;
    await learner.update(rollout);
    const updated = (performance.now() - began) / 1000 - scored;
    // The first run compiles. An update scores twice (its own policy and the start) before its one pass of gradients.
    if (run === 0) continue;
    programs.push(counting.count());
    forward.push(all / scored);
    both.push(all / Math.max(1e-3, updated - 2 * scored));
    whole.push(decisions / updated);
  }
  const shapes = learner.shapes.length;
  learner.dispose();
  const figure = (values: number[], unit: string): Figure => ({ median: median(values), unit, runs: values });
  return {
    [`PPO on ${kind}, an update of one epoch`]: figure(whole, 'decisions/s'),
    [`PPO on ${kind}, forward`]: figure(forward, 'positions/s'),
    [`PPO on ${kind}, forward and backward`]: figure(both, 'positions/s'),
    [`PPO on ${kind}, compiled for ${shapes} shapes`]: figure(programs, 'programs'),
  };
}

/** A compiler that counts what it has compiled so far, once for every shape. */
function countingPrograms(compiler: Compiler): { compiler: Compiler; count(): number } {
  let count = 0;
  const compile: Compiler['compile'] = (f) =>
    compiler.compile((...args: Parameters<typeof f>) => {
      count++;
      return f(...args);
    });
  return { compiler: { ...compiler, compile }, count: () => count };
}

/** `steps` decisions of every lane: prompts of 20 to 30 positions, every fifth answer a plan. */
async function randomRollout(tokenizer: Tokenizer, steps: number) {
  const { RolloutBuilder } = await import('../src/learning/ppo/rollout.ts');
  const random = new Random(2);
  const builder = new RolloutBuilder(LANES, tokenizer.pack);
  const prompt = () =>
    Int32Array.from({ length: (20 + random.int(11)) * tokenizer.pack }, () =>
      random.uniform() < 0.7 ? 0 : 1 + random.int(tokenizer.table.size - 1),
    );
  const word = () => random.pick(Array.from(tokenizer.planWordIds));
  for (let step = 0; step < steps; step++) {
    for (let lane = 0; lane < LANES; lane++) {
      const action = random.pick(Array.from(tokenizer.actionIds));
      const plan = random.uniform() < 0.2;
      const words = Array.from({ length: PLAN_WORDS }, word);
      const answer = plan ? [tokenizer.planOpen, ...words, tokenizer.planClose, action] : [action];
      const inPlan: Choice[] = words.map((_, i) => (i === 0 ? 'word' : 'word or close'));
      const choices: Choice[] = plan
        ? ['plan or action', ...inPlan, 'word or close', 'action']
        : ['plan or action'];
      builder.add(lane, {
        prompt: prompt(),
        answer,
        choices,
        logProbs: answer.map(() => -1),
        reward: random.uniform() < 0.03 ? 1 : 0,
        planTokens: plan ? PLAN_WORDS : 0,
        idle: false,
      });
    }
  }
  for (let lane = 0; lane < LANES; lane++) builder.cut(lane, prompt());
  return builder.build();
}
