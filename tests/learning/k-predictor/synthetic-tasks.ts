// Tasks in the manner of OpenAGI whose true values are known: the target mends every fault of the input in a fixed order, runs
// the task's tool, translates where German is asked for, and terminates. The approximation agent says the same at each step
// with a probability that the text gives away, so V(s_t) = p_t (1 + V(s_{t+1})) is a number, not an estimate.

import { type MatchRun, MatchRunCollector } from '../../../src/learning/k-predictor/match-run.ts';
import type { Prefix } from '../../../src/learning/k-predictor/prefix-encoder.ts';
import type { Random } from '../../../src/random.ts';

const FAULTS = [
  ['low-resolutioned', 'Image Super-Resolution'],
  ['noisy', 'Image Denoising'],
  ['blurry', 'Image Deblurring'],
  ['grayscale', 'Colorization'],
] as const;
const TOOLS = [
  ['caption', 'Image Captioning'],
  ['class label', 'Image Classification'],
  ['object names', 'Object Detection'],
] as const;

export interface SyntheticStep {
  readonly prefix: Prefix;
  /** Probability that the agent says what the target says. */
  readonly probability: number;
  /** True expected number of matches from here, up to the first mismatch or the task's end. */
  readonly value: number;
}

/** One task: its steps in the target's order. */
export function syntheticTask(random: Random): SyntheticStep[] {
  const faults = FAULTS.filter(() => random.uniform() < 0.5);
  const [wished, tool] = random.pick(TOOLS);
  const german = random.uniform() < 0.5;
  const language = german ? 'German' : 'English';
  const task = `Given ${faults.map(([word]) => word).join(' ')} image, how to return the ${wished} in ${language} step by step?`;
  const answers = [
    ...faults.map(([word, mend], i) => ({ step: mend, probability: ofFault(word, faults.length - i) })),
    { step: tool, probability: wished === 'object names' ? 0.7 : 0.97 },
    ...(german ? [{ step: 'Machine Translation', probability: 0.6 }] : []),
    { step: 'TERMINATE', probability: 0.95 },
  ];
  return withValues(task, answers);
}

/** The first of three or more faults is a matter of order, which the agent gets wrong half of the time. */
function ofFault(word: string, left: number): number {
  if (left >= 3) return 0.5;
  return word === 'blurry' ? 0.8 : 0.95;
}

function withValues(task: string, answers: { step: string; probability: number }[]): SyntheticStep[] {
  const steps = answers.map(({ step }) => step);
  let value = 0;
  return answers
    .map(({ probability }, t) => ({ prefix: { task, steps: steps.slice(0, t) }, probability }))
    .reverse()
    .map(({ prefix, probability }) => {
      value = probability * (1 + value);
      return { prefix, probability, value };
    })
    .reverse();
}

/** The agent's luck on one task: the runs of matches it makes of it. */
export function runsOf(task: readonly SyntheticStep[], random: Random): MatchRun[] {
  const collector = new MatchRunCollector();
  const runs: (MatchRun | null)[] = [];
  for (const { prefix, probability } of task) {
    if (random.uniform() < probability) collector.match(prefix);
    else runs.push(collector.mismatch(prefix));
  }
  return [...runs, collector.end()].filter((run) => run !== null);
}
