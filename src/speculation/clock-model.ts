// The simulated clock's model of two agents behind an API: what a call takes in time and money. A call takes a time to its first
// token and then a time per token; the first varies from call to call with a heavy tail, as remote endpoints do.
//
// The presets are ours, not measured at anybody's endpoint; only the paper's price per token is the paper's.

import * as z from 'zod/mini';
import { Random } from '../random.ts';
import { type Answer, type Place, wordsOf } from './place.ts';
import type { Who } from './segment.ts';

export interface AgentCost {
  /** Median time to the first token of one model call, in ms. */
  readonly firstToken: number;
  /** ms per generated token. */
  readonly perToken: number;
  /** Standard deviation of the logarithm of the time to the first token: 0 = always the same. */
  readonly spread: number;
  /** Share of calls that take `tailFactor` times as long to their first token. */
  readonly tail: number;
  readonly tailFactor: number;
  /** Tokens of the simulated model per token of the model that really answers. */
  readonly promptScale: number;
  readonly generatedScale: number;
  /** Money per million tokens. */
  readonly promptPrice: number;
  readonly generatedPrice: number;
}

export interface ClockModel {
  readonly A: AgentCost;
  readonly T: AgentCost;
  /** Until a prediction of k is back, in ms. */
  readonly predictor: number;
}

/** Time and tokens of one call that is left to run. */
export interface CallCost {
  /** ms until the answer is whole. */
  readonly latency: number;
  /** Of these, ms in which nothing is written. */
  readonly silent: number;
  readonly promptTokens: number;
  readonly generatedTokens: number;
}

const COST = z.object({
  firstToken: range(0, 600_000),
  perToken: range(0, 60_000),
  spread: range(0, 3),
  tail: range(0, 1),
  tailFactor: range(1, 1000),
  promptScale: range(0, 10_000),
  generatedScale: range(0, 10_000),
  promptPrice: range(0, 10_000),
  generatedPrice: range(0, 10_000),
});

/** For what comes from a link, a file or a form. */
export const CLOCK_MODEL = z.object({ A: COST, T: COST, predictor: range(0, 600_000) });

function range(least: number, most: number) {
  return z.number().check(z.minimum(least), z.maximum(most));
}

/** Money per million prompt and completion tokens in the paper's runs (arXiv 2509.01920). */
const PAPER_PRICE = { promptPrice: 0.4, generatedPrice: 1.6 };
/** A remote model's first token: most calls near the median, some much later. */
const REMOTE = { firstToken: 400, perToken: 15, spread: 0.25, tail: 0.02, tailFactor: 4 };

/** The same remote model for both agents, as in the paper: T is slower only because it says more. */
const REMOTE_BOTH: ClockModel = {
  A: { ...REMOTE, promptScale: 20, generatedScale: 10, ...PAPER_PRICE },
  T: { ...REMOTE, promptScale: 20, generatedScale: 10, ...PAPER_PRICE },
  predictor: 20,
};

/** A small model on this device: free, quick and steady. */
const LOCAL = {
  firstToken: 30,
  perToken: 8,
  spread: 0.05,
  tail: 0,
  tailFactor: 1,
  promptPrice: 0,
  generatedPrice: 0,
};

export const CLOCK_PRESETS = {
  remote: REMOTE_BOTH,
  /** A small model on this device runs ahead of a large remote one. */
  'local-ahead': { ...REMOTE_BOTH, A: { ...REMOTE_BOTH.A, ...LOCAL } },
  /** Both agents small and on this device: quick, and nearly equally so. */
  local: {
    A: { ...LOCAL, promptScale: 1, generatedScale: 1 },
    T: { ...LOCAL, firstToken: 40, promptScale: 1, generatedScale: 1 },
    predictor: 5,
  },
} as const satisfies Record<string, ClockModel>;

export type ClockPreset = keyof typeof CLOCK_PRESETS;

const STREAM: Record<Who, number> = { A: 1, T: 2 };

/** What a call costs if it is left to run. The same call costs the same under every setting (common random numbers). */
export function costOfCall(model: AgentCost, who: Who, place: Place, answer: Answer, seed: number): CallCost {
  const random = new Random(seed, STREAM[who], ...wordsOf(place.key));
  const generatedTokens = Math.max(1, Math.round(answer.generatedTokens * model.generatedScale));
  // Calls side by side write at the same time.
  const writing = (generatedTokens * model.perToken * answer.rounds) / answer.calls;
  let silent = 0;
  for (let round = 0; round < answer.rounds; round++) silent += firstToken(model, random);
  const promptTokens = Math.round(answer.promptTokens * model.promptScale);
  return { latency: silent + writing, silent, promptTokens, generatedTokens };
}

/** Tokens written within `elapsed` ms of a call that was then cancelled: none before the first, then evenly. */
export function generatedBy({ latency, silent, generatedTokens }: CallCost, elapsed: number): number {
  if (elapsed >= latency) return generatedTokens;
  return Math.max(0, Math.floor((generatedTokens * (elapsed - silent)) / (latency - silent)));
}

/** Money for tokens, in the currency of the prices. */
export function moneyFor(model: AgentCost, promptTokens: number, generatedTokens: number): number {
  return (promptTokens * model.promptPrice + generatedTokens * model.generatedPrice) / 1e6;
}

function firstToken({ firstToken: median, spread, tail, tailFactor }: AgentCost, random: Random): number {
  const late = random.uniform() < tail ? tailFactor : 1;
  return median * Math.exp(spread * normal(random)) * late;
}

/** A standard normal draw. Source: G. Box and M. Muller (1958). */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}
