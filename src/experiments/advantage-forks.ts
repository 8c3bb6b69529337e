// The forks behind a planning advantage: from one decision of a run, half of them keep the plan in force and half make a
// fresh one, and all play on, as lanes of one batched model call. The original run is never touched.
//
// Forks come in pairs, one of each arm. The two of a pair share all their chance: the world's generator is seeded anew with
// the pair's seed, and so is the sampling of every step. So the expectation is over the world's chance as well as
// the agent's, and what is common to both arms cancels in their difference (common random numbers).

import type { LanguageAgent } from '../agents/language-agent.ts';
import { LabError } from '../lab-error.ts';
import type { Completion, LanguageModel, Prompt } from '../language/language-model.ts';
import { Random } from '../random.ts';
import { worldOf } from '../records/replay.ts';
import type { Crafter } from '../worlds/crafter/crafter.ts';
import type { Moment, PlayedRun } from './advantage-moments.ts';

/** `old`: the plan in force is kept at the measured step. `fresh`: a new one is made. */
export type Arm = 'old' | 'fresh';

export interface ForkOptions {
  /** Forks in each arm. */
  readonly forks: number;
  /** Steps that each fork plays, the measured one included. */
  readonly horizon: number;
  /** true: nobody plans again within the horizon. false: after the measured step the run's own schedule goes on. */
  readonly hold: boolean;
  /** Seeds the chance of all pairs. */
  readonly seed: number;
  /** Forks played side by side, both arms together; it changes nothing but speed and memory (0.4 MB a fork). */
  readonly lanes: number;
}

/** What one fork came to. */
export interface ForkOutcome {
  /** Undiscounted return over the horizon. */
  readonly value: number;
  /** Achievements unlocked within the horizon. */
  readonly achievements: number;
  /** Tokens generated within the horizon. */
  readonly tokens: number;
  /** Died within the horizon. */
  readonly died: boolean;
  /** The plan made at the measured step. */
  readonly plan?: string;
  /** Tokens of that plan. */
  readonly planTokens: number;
  /** Probability the model gave to planning at the measured step. */
  readonly planProbability?: number;
}

export interface ForkRequest {
  readonly run: PlayedRun;
  readonly moment: Moment;
  readonly model: LanguageModel;
  readonly options: ForkOptions;
  /** Called before every step of a block of lanes, `done` of `total`; a promise is waited for, so it may yield. */
  readonly onStep?: (done: number, total: number) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** Plays all pairs; the i-th outcomes of both arms belong together. @throws LabError aborted */
export async function playForks(request: ForkRequest): Promise<Record<Arm, ForkOutcome[]>> {
  const { forks, horizon, lanes } = request.options;
  const block = Math.max(1, Math.floor(lanes / 2));
  const outcomes: Record<Arm, ForkOutcome[]> = { old: [], fresh: [] };
  const total = Math.ceil(forks / block) * horizon;
  for (let first = 0, done = 0; first < forks; first += block, done += horizon) {
    const pairs = Array.from({ length: Math.min(block, forks - first) }, (_, i) => first + i);
    const arms = { old: [] as Fork[], fresh: [] as Fork[] };
    for (const pair of pairs) {
      arms.old.push(new Fork(request, 'old', pair));
      arms.fresh.push(new Fork(request, 'fresh', pair));
    }
    await playBlock([...arms.old, ...arms.fresh], request, (at) => request.onStep?.(done + at, total));
    outcomes.old.push(...arms.old.map((fork) => fork.outcome));
    outcomes.fresh.push(...arms.fresh.map((fork) => fork.outcome));
  }
  return outcomes;
}

async function playBlock(
  forks: readonly Fork[],
  { run, model, options, signal }: ForkRequest,
  onStep: (at: number) => void | Promise<void>,
): Promise<void> {
  const { temperature } = run.config.agent;
  for (let at = 0; at < options.horizon; at++) {
    await onStep(at);
    if (signal?.aborted) throw new LabError('aborted', 'The measurement was cancelled.');
    const active = forks.filter((fork) => !fork.over);
    if (active.length === 0) return;
    const prompts = active.map((fork) => fork.prompt(options.hold));
    const completions = await model.complete(prompts, { temperature }, signal);
    for (const [i, fork] of active.entries()) fork.take(completions[i]);
  }
}

class Fork {
  over = false;
  readonly #arm: Arm;
  readonly #agent: LanguageAgent;
  readonly #world: Crafter;
  readonly #sampling: number;
  readonly #before: number;
  /** Steps played. */
  #at = 0;
  #return = 0;
  #tokens = 0;
  #died = false;
  #first: Pick<ForkOutcome, 'plan' | 'planTokens' | 'planProbability'> = { planTokens: 0 };

  constructor({ run, moment, options }: ForkRequest, arm: Arm, pair: number) {
    const chance = new Random(options.seed, run.config.seed, moment.step, pair);
    this.#arm = arm;
    this.#world = worldOf(run.config);
    this.#world.restore(moment.snapshot);
    this.#world.reseed(chance.nextUint32());
    this.#sampling = chance.nextUint32();
    this.#agent = moment.agent.fork(this.#sampling);
    this.#before = unlocked(this.#world);
  }

  prompt(hold: boolean): Prompt {
    const prompt = this.#agent.prepare(this.#world.observation);
    const first = this.#arm === 'fresh' ? 'must' : 'never';
    const plan = this.#at === 0 ? first : hold ? 'never' : prompt.grammar.plan;
    return {
      ...prompt,
      grammar: { ...prompt.grammar, plan },
      seed: this.#sampling * 0x1_0000 + this.#at,
    };
  }

  take(completion: Completion): void {
    const { action, plan, planTokens, tokens, planProbability } = this.#agent.conclude(completion);
    if (this.#at === 0) this.#first = { plan, planTokens, planProbability };
    const { reward, terminated, truncated } = this.#world.step(action);
    this.#at++;
    this.#return += reward;
    this.#tokens += tokens;
    this.#died = terminated;
    this.over = terminated || truncated;
  }

  get outcome(): ForkOutcome {
    return {
      ...this.#first,
      // Rewards are multiples of 0.1: without this, sums in another order would not be equal.
      value: Math.round(this.#return * 1e6) / 1e6,
      achievements: unlocked(this.#world) - this.#before,
      tokens: this.#tokens,
      died: this.#died,
    };
  }
}

function unlocked(world: Crafter): number {
  return world.state.achievements.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
}
