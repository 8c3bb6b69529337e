// How far to run ahead, behind one port: the paper's learned predictor and what it is compared with. The segment loop asks
// `choose` at every verified place and hands every finished run of matches to `learn`.
//
//   dynamic(KPredictor.create({ seed }), 0)    the paper's, with τ in the predictor and β beside it
//   supervised({ seed }), bayesian()           its two ablations
//   fixed(2), oracle(countMatches)             the reference of its tables, and what no predictor can beat

import { BetaPredictor } from './beta-predictor.ts';
import { KPredictor, type KPredictorOptions } from './k-predictor.ts';
import { MAX_AHEAD, type MatchRun } from './match-run.ts';
import type { Learned, Predictor } from './predictor.ts';
import type { Prefix } from './prefix-encoder.ts';

export interface Choice {
  /** Steps to run ahead: 1..MAX_AHEAD. */
  readonly k: number;
  /** Expected matches behind the choice; null where nothing is expected. */
  readonly value: number | null;
}

export interface RunAheadPolicy<P extends Prefix = Prefix> {
  /** For people and tables. */
  readonly name: string;
  /** From a verified place. At once: it runs beside the first call of the approximation agent. */
  choose(prefix: P): Choice;
  /** A run of matches that ended, by a mismatch or with the task. */
  learn(run: MatchRun<P>): Learned;
}

/** The same k everywhere. */
export function fixed(k: number): RunAheadPolicy {
  return { name: `fixed ${k}`, choose: () => ({ k: bounded(k), value: null }), learn: () => null };
}

/** k = max(1, round(V(s)) + β). Source: the paper's code. @param offset β */
export function dynamic<P extends Prefix>(
  predictor: Predictor<P>,
  offset: number,
  name = 'dynamic',
): RunAheadPolicy<P> {
  const choose = (prefix: P): Choice => {
    const value = predictor.value(prefix);
    return { k: bounded(Math.round(value) + offset), value };
  };
  return { name, choose, learn: (run) => predictor.learn(run) };
}

/** Plain regression on the counts of matches by squared error: no bootstrap, no expectile; features and network are the same. */
export function supervised(options: KPredictorOptions): RunAheadPolicy {
  const predictor = KPredictor.create({ ...options, hyper: { ...options.hyper, lambda: 1, tau: 0.5 } });
  return dynamic(predictor, predictor.hyper.offset, 'supervised');
}

/** The same expectation at every place. @param offset β */
export function bayesian(offset = 0, predictor = new BetaPredictor()): RunAheadPolicy {
  return dynamic(predictor, offset, 'bayesian');
}

/**
 * Told the truth. @param matches true number of further matches from a place
 * @param offset 1: the step that fails is then checked beside the others, and nothing is started behind it
 */
export function oracle<P extends Prefix>(matches: (prefix: P) => number, offset = 1): RunAheadPolicy<P> {
  return dynamic({ value: matches, learn: () => null }, offset, 'oracle');
}

/** At least 1, also for what is no number. */
function bounded(k: number): number {
  const whole = Math.round(k);
  return whole > 1 ? Math.min(MAX_AHEAD, whole) : 1;
}
