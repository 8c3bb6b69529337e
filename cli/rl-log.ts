// What `train rl` and `train gate` share: how a dial is spelt as an option, an update's line, and the worlds they are validated on.

import { type LanesOptions, playLanes } from '../src/agents/lanes.ts';
import { evaluation } from '../src/experiments/evaluate.ts';
import { VALIDATION_SEEDS } from '../src/training/rl/rl-plan.ts';
import type { RlFigures, Score } from '../src/training/rl/rl-run.ts';

/** Figures of the updates in a run's working folder, a line each. */
export const FIGURES_FILE = 'updates.jsonl';

export function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A dial as an option: `learningRate` is `learning-rate`. */
export function optionOf(dial: string): string {
  return dial.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Progress on so many validation worlds; tells its figures. */
export async function validate(
  worlds: number,
  options: Pick<LanesOptions, 'model' | 'config' | 'maxSteps' | 'lanes'>,
): Promise<Score> {
  const seeds = Array.from({ length: worlds }, (_, i) => VALIDATION_SEEDS.first + i);
  const { progress, plansPer100, planTokens } = evaluation(await playLanes({ ...options, seeds }));
  log(`  validation: ${JSON.stringify({ ...progress, plansPer100, planTokens })}`);
  return { mean: progress.mean, ci95: progress.ci95 as Score['ci95'], episodes: worlds };
}

/** An update in one line. */
export function figuresLine(f: RlFigures): string {
  const n = (x: number, digits = 2) => (Number.isFinite(x) ? x.toFixed(digits) : '–');
  return [
    `update ${f.update}`,
    `${f.global_step} steps`,
    `return ${n(f['charts/episodic_return'])}`,
    `progress ${n(f['charts/progress'], 1)} %`,
    `plans ${n(100 * f['plan/rate'], 1)} % × ${n(f['plan/length'], 1)}`,
    `KL ${n(f['losses/approx_kl'], 4)} / ${n(f['losses/start_kl'], 3)}`,
    `clip ${n(f['losses/clipfrac'], 3)}`,
    `EV ${n(f['losses/explained_variance'])}`,
    `entropy ${n(f['losses/entropy'], 3)}`,
    `value ${n(f['losses/value_loss'], 3)}`,
    `mismatch ${f['mismatch/mean'].toExponential(1)} / ${f['mismatch/max'].toExponential(1)}`,
    `${n(f['charts/SPS'], 0)} steps/s (${n(100 * f['time/playing'], 0)} % playing)`,
    ...(f.evaluation ? [`validation ${n(f.evaluation.mean, 1)} %`] : []),
  ].join(', ');
}
