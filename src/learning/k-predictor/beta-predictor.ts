// The paper's non-contextual comparison: one match probability p for every place, with a Beta posterior.

import { MAX_AHEAD, type MatchRun } from './match-run.ts';
import { type LearnFigures, type Predictor, surpriseOf } from './predictor.ts';

/** Counts of the Beta distribution, the prior's included. */
export interface BetaCounts {
  readonly matches: number;
  readonly mismatches: number;
}

/** Uniform; one match is expected before anything was seen, as of an untrained `KPredictor`. */
const PRIOR: BetaCounts = { matches: 1, mismatches: 1 };

/** Expects p / (1 − p) further matches everywhere, the mean of a geometric run, with the posterior mean a / (a + b) for p: a / b. */
export class BetaPredictor implements Predictor {
  #counts: BetaCounts;
  readonly #taskEnds: boolean;

  /** @param counts where it stands @param taskEnds learns from runs that the end of the task cut short, too */
  constructor(counts: BetaCounts = PRIOR, taskEnds = false) {
    this.#counts = counts;
    this.#taskEnds = taskEnds;
  }

  /** All its state. */
  get counts(): BetaCounts {
    return this.#counts;
  }

  value(): number {
    const { matches, mismatches } = this.#counts;
    return Math.min(MAX_AHEAD, matches / mismatches);
  }

  learn(run: MatchRun): LearnFigures | null {
    const { prefixes, mismatched } = run;
    if (prefixes.length === 0 || !(mismatched || this.#taskEnds)) return null;
    const surprise = surpriseOf(run, new Array(prefixes.length).fill(this.value()));
    const failed = Number(mismatched);
    const { matches, mismatches } = this.#counts;
    this.#counts = { matches: matches + prefixes.length - failed, mismatches: mismatches + failed };
    return surprise;
  }
}
